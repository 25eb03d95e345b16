import { makeKey, withKey } from '../../support/keys';
import { expectStatus, register } from '../../support/people';
import { atOnce, withStatus, type Race, type Scene } from '../../support/race';

const HOURLY = 10;

/** 50 requests at once with a key for ten an hour: how many pass. */
async function passed({ apis }: Scene): Promise<number> {
  const { token } = await register(apis[0]);
  const { apiKey } = await makeKey(apis[0], token, { rateLimit: HOURLY });
  return withStatus(await atOnce(apis, 50, (api) => api.get('/auth/me', withKey(apiKey))), 200);
}

/** A key is rotated, then revoked at one process while both are using it: which of its secrets either still takes. */
async function survivors({ apis }: Scene): Promise<number> {
  const { token } = await register(apis[0]);
  const old = await makeKey(apis[0], token);
  const rotated = await apis[0].post(`/api-keys/${old.id}/rotate`, { overlapSeconds: 600 }, { token });
  const secrets = [old.apiKey, expectStatus(rotated, 200).body.data.apiKey as string];
  const use = (count: number) => atOnce(apis, count, (api, index) => api.get('/auth/me', withKey(secrets[(index >> 1) % 2]!)));
  expect(withStatus(await use(4), 200)).toBe(4);
  const [revoked] = await Promise.all([apis[0].post(`/api-keys/${old.id}/revoke`, {}, { token }), use(20)]);
  expectStatus(revoked, 200);
  return withStatus(await use(12), 200);
}

export const keyRaces: readonly Race[] = [
  { title: 'of 50 requests at once as many pass as the hour of the key has left', mutants: ['key-limit'], measure: passed, allowed: HOURLY },
  { title: 'no secret of a key survives its revoke', mutants: ['key-cache'], measure: survivors, allowed: 0 },
];
