import { Injectable } from '@nestjs/common';
import { accountProblems, Accounts } from '@countersign/accounts';
import { Database } from '@countersign/database';
import type { Origin } from '@countersign/kernel';
import { authEvents } from './auth.events';
import { ChoosePassword } from './choose-password';
import { StartSession, type StartedSession } from './start-session';

export interface Registration {
  readonly email: string;
  readonly username: string;
  readonly password: string;
}

/** Makes an account and signs its owner in. */
@Injectable()
export class RegisterUser {
  constructor(
    private readonly accounts: Accounts,
    private readonly choosePassword: ChoosePassword,
    private readonly startSession: StartSession,
    private readonly database: Database,
  ) {}

  /** @throws validation_failed, email_taken, username_taken, service_unavailable */
  async register({ email, username, password }: Registration, origin: Origin): Promise<StartedSession> {
    this.choosePassword.check('password', password, { email, username });
    return this.choosePassword.withPlace(async (place) => {
      const taken = await this.accounts.isTaken({ email, username });
      if (taken) throw accountProblems[taken]();
      const passwordHash = await this.choosePassword.hash(password, place);
      return this.database.transaction(async (tx) => {
        const user = await this.accounts.create(tx, { email, username, passwordHash });
        const events = [authEvents['user.registered']({ userId: user.id })];
        return this.startSession.start(tx, { user, origin, aal: 1, amr: ['pwd'], events });
      });
    });
  }
}
