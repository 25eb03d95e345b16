import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Reply } from './client';
import { currentStep, fromBase32, hotp, totp } from './totp';

export interface Person {
  readonly email: string;
  readonly username: string;
  readonly password: string;
  readonly id: string;
  /** The access token that registration gave. */
  readonly token: string;
  readonly refreshToken: string;
}

export interface EnrolledPerson extends Person {
  readonly secret: string;
  readonly methodId: string;
  /** The code that confirmed the setup, which is spent; of the step that was present then. */
  readonly spentCode: string;
  readonly backupCodes: readonly string[];
}

export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: { readonly id: string };
}

const MOST_TRIES = 4;

/** Clients without a cookie jar. */
export const IN_BODY = { headers: { 'x-token-delivery': 'body' } };

/** A name, an address and a password that nobody else has. */
export function somebody() {
  const name = `u${randomBytes(6).toString('hex')}`;
  return { email: `${name}@example.com`, username: name, password: 'Correct-Horse-7' };
}

export async function register(api: Client, given: Partial<ReturnType<typeof somebody>> = {}): Promise<Person> {
  const person = { ...somebody(), ...given };
  const { body } = expectStatus(await whenItCan(() => api.post('/auth/register', person, IN_BODY)), 201);
  return { ...person, id: body.data.user.id, token: body.data.accessToken, refreshToken: body.data.refreshToken };
}

/** Where people are only made, a busy machine may ask to come again, as clients do: what a test is about is asked once. */
async function whenItCan(send: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const reply = await send();
    if (reply.status !== 503 || tries === MOST_TRIES) return reply;
    await sleep(Number(reply.headers.get('retry-after') ?? 1) * 1000);
  }
}

/** Enrols an authenticator app with the code of the present step. */
export async function enrolApp(api: Client, token: string) {
  const setup = expectStatus(await api.post('/2fa/totp/setup', undefined, { token }), 200);
  const { secret, methodId } = setup.body.data as { secret: string; methodId: string };
  const spentCode = hotp(fromBase32(secret), currentStep());
  const confirmed = expectStatus(await whenItCan(() => api.post('/2fa/totp/verify-setup', { code: spentCode }, { token })), 200);
  return { secret, methodId, spentCode, setup: setup.body.data, confirmed: confirmed.body.data };
}

/** Registers somebody and turns on two-factor authentication with an authenticator app. */
export async function enrol(api: Client): Promise<EnrolledPerson> {
  const person = await register(api);
  const { secret, methodId, spentCode, confirmed } = await enrolApp(api, person.token);
  return { ...person, secret, methodId, spentCode, backupCodes: confirmed.backupCodes as string[] };
}

/** The password; answers the whole reply, since it may be a session or a question. */
export function logIn(api: Client, { email, password }: Pick<Person, 'email' | 'password'>): Promise<Reply> {
  return api.post('/auth/login', { emailOrUsername: email, password }, IN_BODY);
}

/** A session by the password alone. */
export async function signIn(api: Client, person: Pick<Person, 'email' | 'password'>): Promise<SignedIn> {
  return expectStatus(await logIn(api, person), 200).body.data;
}

/** The tempToken of a log-in whose password was right. */
export async function askedToLogIn(api: Client, person: Pick<Person, 'email' | 'password'>): Promise<string> {
  return expectStatus(await logIn(api, person), 200).body.data.tempToken as string;
}

export function verify(api: Client, tempToken: string, code: string, more: object = {}): Promise<Reply> {
  return api.post('/2fa/verify', { tempToken, code, ...more }, IN_BODY);
}

export function verifyBackupCode(api: Client, tempToken: string, code: string): Promise<Reply> {
  return api.post('/2fa/verify-backup-code', { tempToken, code }, IN_BODY);
}

/** Password and the next code, which is accepted one step ahead of the spent one. Once a person: then it is spent too. */
export async function logInWithCode(api: Client, person: EnrolledPerson): Promise<SignedIn> {
  const tempToken = await askedToLogIn(api, person);
  return expectStatus(await verify(api, tempToken, totp(person.secret, 1)), 200).body.data;
}

export function expectStatus(reply: Reply, status: number, code?: string): Reply {
  const isOther = reply.status !== status || (code !== undefined && reply.body.code !== code);
  if (isOther) throw new Error(`Expected ${status} ${code ?? ''}, got ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply;
}
