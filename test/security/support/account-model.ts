import type { Client } from '../../support/client';
import { enrolApp, expectStatus, register, type Person } from '../../support/people';
import type { Suite } from '../../support/suite';

/** What should be true of one account: a few lines that say what thousands say in the service. */
export interface Model {
  hasFactor: boolean;
  /** In the order in which they were made. */
  sessions: { isLive: boolean; aal: 1 | 2 }[];
  codesLeft: number;
  hasDevice: boolean;
  /** Wrong codes so far: more of them would be refused by a limit. */
  guesses: number;
  setups: number;
}

/** The account itself, as its owner's browsers know it; `sessions` in the order of the model's. */
export class Account {
  password: string;
  sessions: { accessToken: string; refreshToken: string }[];
  secret = '';
  methodId = '';
  codes: string[] = [];
  spentCodes: string[] = [];
  deviceToken: string | undefined;
  /** The highest step that was seen spent (invariant 6). */
  private step = 0;

  private constructor(
    readonly api: Client,
    readonly suite: Suite,
    readonly person: Person,
  ) {
    this.password = person.password;
    this.sessions = [{ accessToken: person.token, refreshToken: person.refreshToken }];
  }

  static async open(api: Client, suite: Suite): Promise<{ model: Model; real: Account }> {
    const real = new Account(api, suite, await register(api));
    const model: Model = { hasFactor: false, sessions: [{ isLive: true, aal: 1 }], codesLeft: 0, hasDevice: false, guesses: 0, setups: 0 };
    return { model, real };
  }

  tokenOf(index: number): string {
    return this.sessions[index]!.accessToken;
  }

  async enrol(index: number): Promise<void> {
    const { secret, methodId, confirmed } = await enrolApp(this.api, this.tokenOf(index));
    Object.assign(this, { secret, methodId, codes: [...(confirmed.backupCodes as string[])], spentCodes: [], step: 0 });
  }

  /** Two minutes, for the app's codes: what was spent lies that much further back. */
  async passSteps(): Promise<void> {
    await this.suite.query('update totp_secrets set last_used_step = last_used_step - 4 where method_id = $1', [this.methodId]);
    this.step -= 4;
  }

  /** Compares with the model what everybody can see after each thing that was done. */
  async compare({ sessions, hasFactor, codesLeft }: Model): Promise<void> {
    // 3: no request after an acknowledged end succeeds with the old token.
    for (const [index, { isLive }] of sessions.entries()) {
      expectStatus(await this.api.get('/auth/me', { token: this.tokenOf(index) }), isLive ? 200 : 401);
    }
    // 4: a session of two factors has shown two, one of a single factor was excused or needed no more.
    const rows = await this.suite.query<{ aal: number }>(
      'select aal from sessions where user_id = $1 and revoked_at is null order by created_at, id',
      [this.person.id],
    );
    expect(rows.map(({ aal }) => aal)).toEqual(sessions.filter(({ isLive }) => isLive).map(({ aal }) => aal));
    await this.compareFactor(sessions.findIndex(({ isLive }) => isLive), hasFactor, codesLeft);
  }

  private async compareFactor(live: number, hasFactor: boolean, codesLeft: number): Promise<void> {
    if (live >= 0) {
      // 5: backup codes left = 10 - successes since the last set.
      const { body } = await this.api.get('/2fa/backup-codes/count', { token: this.tokenOf(live) });
      expect(body.data.remaining).toBe(hasFactor ? codesLeft : 0);
    }
    // 6: last_used_step never goes back.
    const [row] = await this.suite.query<{ step: number }>('select last_used_step::float8 as step from totp_secrets where user_id = $1', [this.person.id]);
    expect(Boolean(row)).toBe(hasFactor);
    if (row) expect(row.step).toBeGreaterThanOrEqual(this.step);
    this.step = row?.step ?? 0;
  }
}
