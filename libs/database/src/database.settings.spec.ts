import { settingsFor } from '@countersign/config/testing';
import { DatabaseSettings } from './database.settings';

const read = (variables: Record<string, string>) => () => settingsFor(DatabaseSettings, variables);
const [plain, apart] = ['postgresql://me:pw@db/app', 'postgresql://me:pw@db/app?schema=auth'];

describe('DatabaseSettings', () => {
  it('refuses a schema that a transaction pooler would drop, and says what to do', () => {
    const sentence = /^DATABASE_URL .*DATABASE_PREPARED=false.*alter role <user> set search_path = auth[^\n]*$/;
    expect(read({ DATABASE_URL: apart, DATABASE_PREPARED: 'false' })).toThrow(sentence);
  });

  it.each<Record<string, string>>([
    { DATABASE_URL: apart },
    { DATABASE_URL: plain, DATABASE_PREPARED: 'false' },
    { DATABASE_URL: plain, DATABASE_PREPARED: 'false', DATABASE_DIRECT_URL: apart },
  ])('takes %j', (variables) => {
    expect(read(variables)).not.toThrow();
  });
});
