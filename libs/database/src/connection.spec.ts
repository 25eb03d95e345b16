import { connectionFrom } from './connection';

describe('connectionFrom', () => {
  it('reads what operators write', () => {
    const { connection } = connectionFrom('postgresql://me:p%40ss@db:6432/app?schema=auth&connection_limit=7&pool_timeout=3');
    expect(connection).toEqual({
      ...{ host: 'db', port: 6432, user: 'me', password: 'p@ss', database: 'app', schema: 'auth' },
      ...{ ssl: false, poolSize: 7, poolTimeoutSeconds: 3 },
    });
  });

  it.each([
    ['nonsense', 'nowhere', 'must look like'],
    ['another scheme', 'mysql://me:pw@db/app', 'must look like'],
    ['a limit that is no number', 'postgres://me:pw@db/app?connection_limit=many', 'connection_limit'],
    ['a schema that is no name', 'postgres://me:pw@db/app?schema=a;drop', 'schema'],
    ['an unknown sslmode', 'postgres://me:pw@db/app?sslmode=maybe', 'sslmode'],
    ['a missing certificate', 'postgres://me:pw@db/app?sslmode=require&sslrootcert=/none', 'sslrootcert'],
  ])('refuses %s without showing it', (_case, url, words) => {
    const { fault } = connectionFrom(url);
    expect(fault).toContain(words);
    expect(fault).not.toContain('pw');
  });

  it('checks the name of the server only where it is asked to', () => {
    expect(connectionFrom('postgres://a@b/c?sslmode=require').connection?.ssl).toEqual({ rejectUnauthorized: false });
    expect(connectionFrom('postgres://a@b/c?sslmode=verify-full').connection?.ssl).toEqual({ ca: undefined });
  });
});
