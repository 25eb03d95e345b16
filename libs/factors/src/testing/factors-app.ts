import type { Type } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { makeUser } from '@countersign/accounts/testing';
import { ConfigModule } from '@countersign/config';
import { CryptoModule } from '@countersign/crypto';
import { cryptoVariables } from '@countersign/crypto/testing';
import { Database, DatabaseModule } from '@countersign/database';
import { createTestDatabase } from '@countersign/database/testing';
import { Sessions } from '@countersign/sessions';
import { SessionsHttpModule } from '@countersign/sessions/http';
import { sessionsVariables } from '@countersign/sessions/testing';
import { createHttpApp, WebModule, type UserFacts } from '@countersign/web';
import { DataSource } from 'typeorm';
import { FactorsHttpModule } from '../http/factors-http.module';
import { factorsVariables, testOrigin } from './factor-kit';

interface Answered {
  readonly status: number;
  readonly code?: string;
  readonly data?: Record<string, unknown>;
  readonly violations?: readonly { readonly pointer: string }[];
  readonly attemptsRemaining?: number;
  readonly retryAfter?: number;
  readonly cacheControl: string | null;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- rows of tests' own statements, looked at once
type Row = any;

interface SignedIn {
  readonly user: UserFacts;
  call(verb: string, path: string, body?: object): Promise<Answered>;
  /** Another session of the same user; `as` may be the user as an older log-in read it. */
  logIn(as?: UserFacts): Promise<SignedIn>;
  session(): Promise<Row>;
  facts(): Promise<Row>;
  events(): Promise<string[]>;
}

export type FactorsApp = Awaited<ReturnType<typeof startFactorsApp>>;

/** An api of the factors' routes alone, with plug-ins, on a free port and a database of its own. One a process: settings are read once. */
export async function startFactorsApp(plugins: readonly Type[], given: Readonly<Record<string, string>> = {}) {
  const database = await createTestDatabase();
  const web = { NODE_ENV: 'test', RATE_LIMIT_MAX_REQUESTS: '10000', REDIS_ENABLED: 'false', LOG_LEVEL: 'fatal' };
  const variables = { DATABASE_URL: database.url, ...cryptoVariables, ...sessionsVariables, ...factorsVariables, ...web };
  Object.assign(process.env, variables, given);
  class SpecModule {}
  const imports = [ConfigModule.forRoot(), WebModule, CryptoModule, DatabaseModule, SessionsHttpModule, FactorsHttpModule, ...plugins];
  const app = await createHttpApp({ module: SpecModule, imports });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/api/2fa`;
  const get = <Instance>(type: Type<Instance>): Instance => app.get(type, { strict: false });
  const sql = async (text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    get(DataSource).query(text, [...values]);

  /** A user of their own, signed in. */
  async function person() {
    return signedIn(await makeUser(get(Database)));
  }

  async function signedIn(user: UserFacts): Promise<SignedIn> {
    const { session, accessToken } = await get(Database).transaction((tx) =>
      get(Sessions).open(tx, { user, origin: testOrigin, aal: 1, amr: ['pwd'] }),
    );
    return {
      user,
      call: (verb, path, body) => call(`${url}${path}`, verb, accessToken, body),
      logIn: async (as) => signedIn(as ?? (await get(Accounts).facts(user.id))!),
      session: async () => (await sql('select * from sessions where id = $1', [session.id]))[0],
      facts: async () => (await sql('select * from user_facts where id = $1', [user.id]))[0],
      events: async () => (await sql('select type from audit_log where user_id = $1', [user.id])).map(({ type }) => type as string),
    };
  }

  const close = async () => {
    await app.close();
    await database.drop();
  };
  return { url, get, sql, person, close };
}

async function call(address: string, verb: string, token: string, body?: object): Promise<Answered> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body) headers['content-type'] = 'application/json';
  const answer = await fetch(address, { method: verb, headers, body: body && JSON.stringify(body) });
  const json = (await answer.json()) as Partial<Answered>;
  return { ...json, status: answer.status, cacheControl: answer.headers.get('cache-control') };
}
