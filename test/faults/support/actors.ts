import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../../support/client';
import { enrol, logIn, register, verify, type EnrolledPerson, type Person } from '../../support/people';
import { totp, wrongCodes } from '../../support/totp';
import type { Fleet } from './fleet';
import type { Ledger } from './ledger';
import type { SeededRandom } from './seeded-random';

/** Answers that a client may get at any time while things break: none, or "come again". */
const MAY_BE = [0, 503];
const NO_ANSWER: Reply = { status: 0, headers: new Headers(), body: {} };

export const sessionIn = (accessToken: string) =>
  (JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Scene {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly random: SeededRandom;
}

/** Somebody who does one thing after the other. */
abstract class Actor {
  constructor(protected readonly scene: Scene) {}

  /** Does one thing; what it saw is in the ledger. */
  abstract act(): Promise<void>;

  protected get api() {
    return this.scene.fleet.api(this.scene.random);
  }

  /** Sends one request; whatever was neither foreseen nor documented for a fault is a violation. */
  protected async ask(kind: string, foreseen: readonly number[], send: () => Promise<Reply>): Promise<Reply> {
    const reply = await send().catch((error: Error) => (isBroken(error) ? NO_ANSWER : { ...NO_ANSWER, status: -1, body: { strange: error.message } }));
    this.scene.ledger.count(kind, reply.status);
    const isRefusalWhole = reply.status !== 503 || Number(reply.headers.get('retry-after')) > 0;
    if (![...MAY_BE, ...foreseen].includes(reply.status) || !isRefusalWhole) {
      this.scene.ledger.violated(`${kind} answered ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    return reply;
  }
}

/** fetch's own words for a connection that was refused, cut, or silent for too long. */
function isBroken(error: Error): boolean {
  return error.message === 'fetch failed' || error.message === 'terminated' || error.name === 'TimeoutError';
}

/** Logs in with a password alone, refreshes, and ends sessions in every way; checks that what it ended stays ended. */
export class Visitor extends Actor {
  #session: Tokens | null = null;
  readonly #person: Person;

  private constructor(scene: Scene, person: Person) {
    super(scene);
    this.#person = person;
  }

  static async arrive(scene: Scene): Promise<Visitor> {
    const person = await register(scene.fleet.api(scene.random));
    scene.ledger.promisedEvents.push({ type: 'user.registered', userId: person.id });
    return new Visitor(scene, person);
  }

  async act(): Promise<void> {
    const session = this.#session;
    if (!session) return this.logIn();
    const does = this.scene.random.weighted({ me: 4, refresh: 4, end: 2, knock: 4 });
    if (does === 'me') await this.ask('me', [200], () => this.api.get('/auth/me', { token: session.accessToken }));
    if (does === 'refresh') await this.refresh(session);
    if (does === 'end') await this.end(session);
    if (does === 'knock') await this.knock();
  }

  private async logIn(): Promise<void> {
    const { ledger } = this.scene;
    // 429: logins that died in the middle stay counted.
    const { status, body } = await this.ask('login', [200, 429], () => logIn(this.api, this.#person));
    if (status !== 200) return void (await sleep(200));
    this.#session = body.data as Tokens;
    ledger.promisedEvents.push({ type: 'user.login', sessionId: sessionIn(body.data.accessToken) });
  }

  /** Twice at once: one successor for both. Without an answer the token is shown again, which 10 s allow. */
  private async refresh(session: Tokens): Promise<void> {
    const { refreshToken } = session;
    const began = performance.now();
    const send = () => this.ask('refresh', [200, 401], () => this.api.post('/auth/refresh', { refreshToken }));
    for (let last = 0; performance.now() - began < 7_000; ) {
      const replies = await Promise.all([send(), send()]);
      const good = replies.filter(({ status }) => status === 200);
      for (const { body } of good) this.scene.ledger.refreshed(refreshToken, body.data.refreshToken);
      if (good[0]) return void (this.#session = good[0].body.data);
      last += 1;
      const refused = replies.find(({ status }) => status === 401);
      if (refused) return this.refused(last, began);
      await sleep(300);
    }
    // Spent or not, nobody knows: shown later it would end the family, as it should.
    this.#session = null;
  }

  private refused(tries: number, began: number): void {
    this.#session = null;
    if (performance.now() - began < 9_000) this.scene.ledger.violated(`a live refresh token was refused (try ${tries})`);
  }

  private async end(session: Tokens): Promise<void> {
    const { accessToken: token, refreshToken } = session;
    const sessionId = sessionIn(token);
    const by = this.scene.random.pick(['logout', 'revoke-sessions', 'delete'] as const);
    const send = {
      logout: () => this.api.post('/auth/logout', { refreshToken }, { token }),
      'revoke-sessions': () => this.api.post('/auth/revoke-sessions', {}, { token }),
      delete: () => this.api.delete(`/auth/sessions/${sessionId}`, { token }),
    }[by];
    const { status } = await this.ask(by, [200], send);
    this.#session = null;
    if (status !== 200) return;
    this.scene.ledger.ended.push({ accessToken: token, refreshToken, since: performance.now(), by });
    this.scene.ledger.promisedEvents.push(by === 'logout' ? { type: 'user.logout', sessionId } : { type: 'session.revoked', userId: this.#person.id });
  }

  /** With a token that was acknowledged as ended: never again, on any process. */
  private async knock(): Promise<void> {
    const { ledger, random } = this.scene;
    if (ledger.ended.length === 0) return;
    const { accessToken, refreshToken, by } = random.pick(ledger.ended);
    const [me, refresh] = await Promise.all([
      this.ask('me, ended', [200, 401], () => this.api.get('/auth/me', { token: accessToken })),
      this.ask('refresh, ended', [200, 401], () => this.api.post('/auth/refresh', { refreshToken })),
    ]);
    if (me.status === 200) ledger.violated(`an access token was accepted after ${by}`);
    if (refresh.status === 200) ledger.violated(`a refresh token was accepted after ${by}`);
  }
}

/** Logs in with a second factor: the same right code on two challenges at once, over both processes. */
export class Owner extends Actor {
  private constructor(scene: Scene, readonly person: EnrolledPerson) {
    super(scene);
  }

  static async arrive(scene: Scene): Promise<Owner> {
    const person = await enrol(scene.fleet.api(scene.random));
    scene.ledger.promisedEvents.push({ type: '2fa.enabled', userId: person.id });
    return new Owner(scene, person);
  }

  async act(): Promise<void> {
    const asked = await Promise.all([this.password(), this.password()]);
    const tokens = asked.flatMap((token) => token ?? []);
    const code = totp(this.person.secret, this.scene.random.pick([0, 1]));
    // Each challenge twice, so that challenges race as codes do. 429: checks of unknown outcome stay counted.
    const replies = await Promise.all(
      [...tokens, ...tokens].map((token) => this.ask('verify', [200, 400, 401, 429], () => verify(this.api, token, code))),
    );
    for (const { status, body } of replies) this.note(status, body, code);
    await sleep(this.scene.random.between(200, 3_000));
  }

  private note(status: number, body: Reply['body'], code: string): void {
    const { ledger } = this.scene;
    if (status !== 200) return;
    const sessionId = sessionIn(body.data.accessToken);
    ledger.usedCode(this.person.id, code, sessionId);
    ledger.promisedEvents.push({ type: 'user.login', sessionId }, { type: '2fa.verified', userId: this.person.id });
  }

  private async password(): Promise<string | null> {
    const { status, body } = await this.ask('password', [200, 429], () => logIn(this.api, this.person));
    return status === 200 ? (body.data.tempToken as string) : null;
  }
}

/** Knows the password of somebody with a second factor and guesses codes, over many challenges and both processes. */
export class Guesser extends Actor {
  private constructor(scene: Scene, readonly victim: EnrolledPerson) {
    super(scene);
  }

  static async arrive(scene: Scene): Promise<Guesser> {
    return new Guesser(scene, await enrol(scene.fleet.api(scene.random)));
  }

  async act(): Promise<void> {
    const { status, body } = await this.ask('password', [200, 429], () => logIn(this.api, this.victim));
    if (status !== 200) return void (await sleep(300));
    const codes = wrongCodes(this.victim.secret, 4);
    const send = (code: string) => this.ask('guess', [400, 401, 429], () => verify(this.api, body.data.tempToken, code));
    const replies = await Promise.all(codes.map(send));
    const evaluated = replies.filter((reply) => reply.body.code === 'invalid_code').length;
    const { wrongCodes: seen } = this.scene.ledger;
    seen.set(this.victim.id, (seen.get(this.victim.id) ?? 0) + evaluated);
    await sleep(this.scene.random.between(100, 1_500));
  }
}
