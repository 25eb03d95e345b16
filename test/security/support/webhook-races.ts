import { expectStatus, register } from '../../support/people';
import { atOnce, withStatus, type Race, type Scene } from '../../support/race';

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

export const webhookRaces: readonly Race[] = [
  { title: 'of ten webhooks at once as many are made as the user may still have', mutants: ['webhook-count'], measure: made, allowed: 1 },
  { title: 'one delivery repeated 20 times at once goes out again once', mutants: ['webhook-replay'], measure: replayed, allowed: 1 },
];
