import { makeKey, withKey } from '../../support/keys';
import { enrol, enrolApp, expectStatus } from '../../support/people';
import { atOnce, withStatus, type Race, type Scene } from '../../support/race';
import { totp } from '../../support/totp';

/** One right code 50 times at once from an application that asked nothing first: how often it was verified. */
async function verificationsOfOneCode({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const { apiKey } = await makeKey(apis[0], person.token, { scopes: ['2fa:verify'] });
  const code = totp(person.secret, 1);
  const replies = await atOnce(apis, 50, (api) => api.post('/2fa/verify', { userId: person.id, code }, withKey(apiKey)));
  return replies.filter(({ body }) => body.data?.verified === true).length;
}

/** The right codes of two apps at once, on a question that an application asked. */
async function approvalsOfTwoCodes({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const second = await enrolApp(apis[0], person.token);
  const { apiKey } = await makeKey(apis[0], person.token);
  const { body } = expectStatus(await apis[0].post('/2fa/challenges', {}, withKey(apiKey)), 200);
  const { challengeId } = body.data as { challengeId: string };
  const answers = [
    { code: totp(person.secret, 1), methodId: person.methodId },
    { code: totp(second.secret, 1), methodId: second.methodId },
  ];
  return withStatus(await atOnce(apis, 2, (api, index) => api.post('/2fa/verify', { challengeId, ...answers[index] }, withKey(apiKey))), 200);
}

/** A device token 50 times at once, which an application shows: its successors. */
async function deviceSuccessors({ apis }: Scene): Promise<number> {
  const person = await enrol(apis[0]);
  const { apiKey } = await makeKey(apis[0], person.token, { scopes: ['2fa:verify'] });
  const verified = await apis[0].post('/2fa/verify', { code: totp(person.secret, 1), trustDevice: true }, withKey(apiKey));
  const { deviceToken } = expectStatus(verified, 200).body.data as { deviceToken: string };
  const replies = await atOnce(apis, 50, (api) => api.post('/2fa/devices/verify', { deviceToken }, withKey(apiKey)));
  const trusted = replies.filter(({ body }) => body.data?.trusted === true);
  return new Set(trusted.map(({ body }) => body.data.deviceToken as string)).size;
}

/** Of what an application asks and checks for its users. */
export const applicationRaces: readonly Race[] = [
  { title: 'one code 50 times at once from an application is verified once', mutants: ['totp-step'], measure: verificationsOfOneCode, allowed: 1 },
  { title: 'two right codes at once on a question of an application approve it once', mutants: ['challenge-spent'], measure: approvalsOfTwoCodes, allowed: 1 },
  { title: 'one device token 50 times at once from an application has one successor', mutants: ['device-rotate'], measure: deviceSuccessors, allowed: 1 },
];
