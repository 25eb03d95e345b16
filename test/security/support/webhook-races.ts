import { join } from 'node:path';
import { expectStatus, register } from '../../support/people';
import { atOnce, withStatus, type Race, type Scene } from '../../support/race';
import { until } from '../../support/until';

const WEBHOOK = { url: 'https://example.com/hook', events: ['user.login'] };
/** As WEBHOOK_MAX_PER_USER has it. */
const MAX = 20;

/** One webhook is left to a user, and ten are made at once. */
async function made({ apis, suite }: Scene): Promise<number> {
  const { token, id } = await register(apis[0]);
  await suite.query(
    `insert into webhooks (id, user_id, is_for_all, url, events, secret_sealed)
     select gen_random_uuid(), $1, false, 'https://example.com/', '{user.login}', '' from generate_series(1, $2::int - 1)`,
    [id, MAX],
  );
  return withStatus(await atOnce(apis, 10, (api) => api.post('/webhooks', WEBHOOK, { token })), 201);
}

/** A delivery that has come to its end is repeated 20 times at once: how many are told that it goes out again. */
async function replayed({ apis, suite }: Scene): Promise<number> {
  const { token, id: userId } = await register(apis[0]);
  const { id } = expectStatus(await apis[0].post('/webhooks', WEBHOOK, { token }), 201).body.data as { id: string };
  const [{ delivery }] = (await suite.query(
    `insert into webhook_deliveries (id, webhook_id, event_id, type, user_id, lane, state, body, finished_at)
     values (gen_random_uuid(), $1, gen_random_uuid(), 'user.login', $2, 0, 'failed', '{}', now()) returning id as delivery`,
    [id, userId],
  )) as [{ delivery: string }];
  return withStatus(await atOnce(apis, 20, (api) => api.post(`/webhooks/${id}/deliveries/${delivery}/replay`, {}, { token })), 200);
}

const PRELOADS = [join(__dirname, '../../mutants/fan-out-lock.cjs')];
const HEARD = 12;

/** Twelve events of one user, each heard twice, by two workers at once: each is written once, and so many go out side by side. */
async function fannedOut({ apis, suite }: Scene): Promise<number> {
  const isNaive = (await suite.query(`select 1 from test_mutants where name = 'fan-out-lock'`)).length > 0;
  // What fails within one process needs no second one, which would be done before two naive ones have met.
  const workers = await Promise.all(isNaive ? [suite.start('worker', {}, { preloads: PRELOADS })] : [suite.start('worker'), suite.start('worker')]);
  // One that goes on would hear what the next try is about.
  return heardAtOnce({ apis, suite }).finally(() => Promise.all(workers.map((worker) => worker.stop())));
}

async function heardAtOnce({ apis, suite }: Scene): Promise<number> {
  const { token, id: userId } = await register(apis[0]);
  const webhook = { ...WEBHOOK, events: ['user.logout'] };
  const { id } = expectStatus(await apis[0].post('/webhooks', webhook, { token }), 201).body.data as { id: string };
  await suite.query(
    `with heard as (
       insert into audit_log (id, type, user_id, request_id) select gen_random_uuid(), 'user.logout', $1, 'race' from generate_series(1, $2) returning id
     )
     insert into outbox (id, job, queue, subject) select gen_random_uuid(), 'audit.event.v1', 'default', heard.id from heard, generate_series(1, 2)`,
    [userId, HEARD],
  );
  const state = async () =>
    (
      await suite.query<{ written: number; events: number; heads: number; left: number }>(
        `select count(*)::int as written, count(distinct event_id)::int as events, (count(*) filter (where holds_lane))::int as heads,
           (select count(*) from outbox o join audit_log a on a.id = o.subject where a.user_id = $2 and a.request_id = 'race')::int as left
         from webhook_deliveries where webhook_id = $1`,
        [id, userId],
      )
    )[0]!;
  const { heads, written, events } = await until('all to be heard', async () => {
    const now = await state();
    return now.left === 0 && now.written >= HEARD && now;
  }, 30_000);
  expect([written, events]).toEqual([HEARD, HEARD]);
  return heads;
}

export const webhookRaces: readonly Race[] = [
  { title: 'of ten webhooks at once as many are made as the user may still have', mutants: ['webhook-count'], measure: made, allowed: 1 },
  { title: 'one delivery repeated 20 times at once goes out again once', mutants: ['webhook-replay'], measure: replayed, allowed: 1 },
  { title: 'events that two workers hear twice each are written once, and one of a lane goes out at a time', mutants: ['fan-out-lock'], measure: fannedOut, allowed: 1 },
];
