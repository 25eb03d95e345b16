import fc from 'fast-check';
import type { Reply } from '../../support/client';
import { expectStatus, IN_BODY, verify, verifyBackupCode } from '../../support/people';
import { totp } from '../../support/totp';
import type { Account, Model } from './account-model';

type Way = 'app' | 'app twice' | 'backup code' | 'spent backup code';

/** One thing that somebody does with an account; `index` picks one of its sessions, live or not. */
abstract class Command implements fc.AsyncCommand<Model, Account> {
  constructor(private readonly pick: number) {}

  protected abstract act(model: Model, real: Account, index: number): Promise<void>;
  abstract toString(): string;

  check(_model: Readonly<Model>): boolean {
    return true;
  }

  async run(model: Model, real: Account): Promise<void> {
    await this.act(model, real, this.pick % model.sessions.length);
    await real.compare(model);
  }

  /** What a fresh session may; others are refused, by the reason that the model knows. Answers whether it was allowed. */
  protected isAllowed(model: Model, index: number, reply: Reply): boolean {
    const { isLive, aal } = model.sessions[index]!;
    if (!isLive) expectStatus(reply, 401, 'invalid_token');
    else if (model.hasFactor && aal === 1) expectStatus(reply, 401, 'step_up_required');
    else expectStatus(reply, 200);
    return reply.status === 200;
  }
}

const endOthers = ({ sessions }: Model, index: number) => sessions.forEach((session, at) => (session.isLive &&= at === index));

class LogIn extends Command {
  constructor(
    pick: number,
    private readonly way: Way,
    private readonly showsDevice: boolean,
    private readonly trusts: boolean,
  ) {
    super(pick);
  }

  override check({ sessions, guesses }: Readonly<Model>): boolean {
    return sessions.length < 15 && (this.way !== 'spent backup code' || guesses < 3);
  }

  protected async act(model: Model, real: Account): Promise<void> {
    const deviceToken = this.showsDevice ? real.deviceToken : undefined;
    const { email } = real.person;
    const reply = expectStatus(await real.api.post('/auth/login', { email, password: real.password, deviceToken }, IN_BODY), 200);
    const isExcused = deviceToken !== undefined && model.hasDevice;
    expect(reply.body.data.requiresTwoFactor === true).toBe(model.hasFactor && !isExcused);
    if (!model.hasFactor || isExcused) return this.signedIn(model, real, reply, 1);
    const answer = await this.answer(model, real, reply.body.data.tempToken as string);
    if (answer) this.signedIn(model, real, answer, 2);
  }

  private async answer(model: Model, real: Account, tempToken: string): Promise<Reply | null> {
    if (this.way === 'backup code') {
      const code = real.codes.pop();
      if (!code) return null;
      real.spentCodes.push(code);
      model.codesLeft -= 1;
      return expectStatus(await verifyBackupCode(real.api, tempToken, code), 200);
    }
    if (this.way === 'spent backup code') {
      const [code] = real.spentCodes;
      if (!code) return null;
      model.guesses += 1;
      expectStatus(await verifyBackupCode(real.api, tempToken, code), 400);
      return null;
    }
    return this.answerWithApp(model, real, tempToken);
  }

  private async answerWithApp(model: Model, real: Account, tempToken: string): Promise<Reply> {
    await real.passSteps();
    const code = totp(real.secret);
    const answer = expectStatus(await verify(real.api, tempToken, code, { trustDevice: this.trusts }), 200);
    if (this.trusts) model.hasDevice = true;
    if (this.way === 'app twice') {
      const { body } = await real.api.post('/auth/login', { email: real.person.email, password: real.password });
      expectStatus(await verify(real.api, body.data.tempToken as string, code), 400, 'code_already_used');
    }
    return answer;
  }

  private signedIn(model: Model, real: Account, { body }: Reply, aal: 1 | 2): void {
    const { accessToken, refreshToken, deviceToken } = body.data as { accessToken: string; refreshToken: string; deviceToken?: string };
    real.sessions.push({ accessToken, refreshToken });
    real.deviceToken = deviceToken ?? real.deviceToken;
    model.sessions.push({ isLive: true, aal });
  }

  toString = () => `LogIn(${this.way}${this.showsDevice ? ', with the device' : ''}${this.trusts ? ', trusts it' : ''})`;
}

class LogOut extends Command {
  protected async act(model: Model, real: Account, index: number): Promise<void> {
    expectStatus(await real.api.post('/auth/logout', undefined, { token: real.tokenOf(index) }), 200);
    model.sessions[index]!.isLive = false;
  }

  toString = () => 'LogOut';
}

class EndAll extends Command {
  constructor(
    pick: number,
    private readonly keepCurrent: boolean,
  ) {
    super(pick);
  }

  protected async act(model: Model, real: Account, index: number): Promise<void> {
    const reply = await real.api.post('/auth/revoke-sessions', { keepCurrent: this.keepCurrent }, { token: real.tokenOf(index) });
    expectStatus(reply, model.sessions[index]!.isLive ? 200 : 401);
    if (reply.status !== 200) return;
    endOthers(model, this.keepCurrent ? index : -1);
    model.hasDevice = false;
  }

  toString = () => `EndAll(${this.keepCurrent ? 'but this one' : ''})`;
}

class ChangePassword extends Command {
  protected async act(model: Model, real: Account, index: number): Promise<void> {
    const newPassword = `Better-Battery-${model.sessions.length}-${real.password.length % 7}${real.password.slice(-1)}x`;
    const change = { currentPassword: real.password, newPassword };
    const reply = await real.api.post('/auth/change-password', change, { token: real.tokenOf(index) });
    if (!this.isAllowed(model, index, reply)) return;
    real.password = newPassword;
    endOthers(model, index);
    model.hasDevice = false;
  }

  toString = () => 'ChangePassword';
}

class Enrol extends Command {
  override check({ hasFactor, setups }: Readonly<Model>): boolean {
    return !hasFactor && setups < 4;
  }

  protected async act(model: Model, real: Account, index: number): Promise<void> {
    if (!model.sessions[index]!.isLive) {
      expectStatus(await real.api.post('/2fa/totp/setup', {}, { token: real.tokenOf(index) }), 401, 'invalid_token');
      return;
    }
    await real.enrol(index);
    endOthers(model, index);
    model.sessions[index]!.aal = 2;
    Object.assign(model, { hasFactor: true, codesLeft: 10, setups: model.setups + 1 });
  }

  toString = () => 'Enrol';
}

class RemoveFactor extends Command {
  override check({ hasFactor }: Readonly<Model>): boolean {
    return hasFactor;
  }

  protected async act(model: Model, real: Account, index: number): Promise<void> {
    const reply = await real.api.delete(`/2fa/methods/${real.methodId}`, { token: real.tokenOf(index) });
    if (!this.isAllowed(model, index, reply)) return;
    endOthers(model, index);
    // Worth one factor from now on: the other one is gone.
    model.sessions[index]!.aal = 1;
    Object.assign(model, { hasFactor: false, codesLeft: 0, hasDevice: false });
  }

  toString = () => 'RemoveFactor';
}

class Regenerate extends Command {
  override check({ hasFactor }: Readonly<Model>): boolean {
    return hasFactor;
  }

  protected async act(model: Model, real: Account, index: number): Promise<void> {
    const reply = await real.api.post('/2fa/backup-codes/generate', {}, { token: real.tokenOf(index) });
    if (!this.isAllowed(model, index, reply)) return;
    real.spentCodes.push(...real.codes);
    real.codes = [...(reply.body.data.backupCodes as string[])];
    model.codesLeft = 10;
  }

  toString = () => 'Regenerate';
}

class Refresh extends Command {
  protected async act(model: Model, real: Account, index: number): Promise<void> {
    const reply = await real.api.post('/auth/refresh', { refreshToken: real.sessions[index]!.refreshToken });
    expectStatus(reply, model.sessions[index]!.isLive ? 200 : 401);
    if (reply.status === 200) Object.assign(real.sessions[index]!, reply.body.data);
  }

  toString = () => 'Refresh';
}

const pick = fc.nat(20);
const way = fc.constantFrom<Way>('app', 'app', 'app twice', 'backup code', 'backup code', 'spent backup code');

/** Sequences of what somebody does; log-ins and enrolments often, so that there is something to end. */
export const accountCommands = (most: number) => {
  const logIn = fc.tuple(pick, way, fc.boolean(), fc.boolean()).map((given) => new LogIn(...given));
  const enrol = pick.map((index) => new Enrol(index));
  return fc.commands(
    [
      ...[logIn, logIn, logIn, logIn, enrol, enrol],
      ...[pick.map((index) => new LogOut(index)), fc.tuple(pick, fc.boolean()).map((given) => new EndAll(...given))],
      ...[pick.map((index) => new ChangePassword(index)), pick.map((index) => new Refresh(index))],
      ...[pick.map((index) => new RemoveFactor(index)), pick.map((index) => new Regenerate(index))],
    ],
    { maxCommands: most, size: 'max' },
  );
};
