import Redis from 'ioredis';
import { expectStatus } from '../../support/people';
import type { ServiceProcess } from '../../support/processes';
import type { OwnServer } from '../../support/servers';
import type { Suite } from '../../support/suite';
import { until } from '../../support/until';

const PER_SECOND = 100;
const SOME_MILLISECONDS = 300;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function asked(own: OwnServer, work: (client: Redis) => Promise<unknown>): Promise<void> {
  const client = new Redis(own.url);
  await work(client).finally(() => client.disconnect());
}

/** What befalls Redis, and its mending. */
export const REDIS_FAULTS: Readonly<Record<string, (own: OwnServer) => Promise<void>>> = {
  async killed(own) {
    await own.stop('SIGKILL');
    await pause(SOME_MILLISECONDS);
    await own.start();
  },
  async hung(own) {
    await own.freeze();
    await pause(SOME_MILLISECONDS);
    await own.thaw();
  },
  flushed: (own) => asked(own, (client) => client.flushall()),
  async 'out of memory'(own) {
    await asked(own, (client) => client.config('SET', 'maxmemory', '1'));
    await pause(SOME_MILLISECONDS);
    await asked(own, (client) => client.config('SET', 'maxmemory', '0'));
  },
};

/** Users who can be mailed, without the work of registering them. */
async function strangers({ query }: Suite, count: number): Promise<string[]> {
  const rows = await query<{ email: string }>(
    `insert into users (id, email, email_key, username, username_key, password_hash)
     select id::uuid, id || '@example.org', id || '@example.org', id, id, 'none' from (select gen_random_uuid()::text as id from generate_series(1, $1)) made
     returning email`,
    [count],
  );
  return rows.map(({ email }) => email);
}

/** What was asked for a hundred times a second. */
export interface Asked {
  /** The addresses whose request was acknowledged. */
  readonly addresses: string[];
  /** How many were told to come again: a busy machine says so, and owes nothing to who was told. */
  readonly refused: number;
}

/** Asks for a mail a hundred times a second while something happens. */
export async function askForMails(suite: Suite, { api }: ServiceProcess, seconds: number, meanwhile: () => Promise<void>): Promise<Asked> {
  const people = await strangers(suite, PER_SECOND * seconds);
  const started = performance.now();
  const happening = pause((seconds * 1_000) / 4).then(meanwhile);
  const asking = people.map(async (email, at) => {
    await pause(started + (at * 1_000) / PER_SECOND - performance.now());
    const reply = await api.post('/auth/forgot-password', { email });
    if (reply.status === 503) return [];
    expectStatus(reply, 202);
    return [email];
  });
  const addresses = (await Promise.all(asking)).flat();
  await happening;
  return { addresses, refused: people.length - addresses.length };
}

/** Waits until nothing is under way. @returns how many messages ended in each state, and the jobs that were given up */
export async function outcomeOf({ query }: Suite, addresses: readonly string[]): Promise<{ states: object; dead: number }> {
  await until('the outbox to be worked off', async () => (await query('select 1 from outbox where dead_at is null')).length === 0, 60_000);
  const rows = await query<{ state: string; count: number }>(
    `select m.state, count(*)::int as count from messages m join users u on u.id = m.user_id where u.email = any ($1) group by m.state`,
    [addresses],
  );
  const [dead] = await query<{ count: number }>('select count(*)::int as count from outbox where dead_at is not null');
  return { states: Object.fromEntries(rows.map(({ state, count }) => [state, count])), dead: dead!.count };
}
