import { Injectable } from '@nestjs/common';
import { accountProblems, Accounts } from '@countersign/accounts';
import { Database } from '@countersign/database';
import { isProblem, type Origin } from '@countersign/kernel';
import type { EntityManager } from 'typeorm';
import { authEvents } from './auth.events';
import { AuthSettings } from './auth.settings';
import { ChoosePassword } from './choose-password';
import { LinkMails } from './links/link-mails';
import { StartOrEnrol, type StartedOrAsked } from './start-or-enrol';

export interface Registration {
  readonly email: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Makes an account and signs its owner in, or leaves that to the mail. Six collaborators: the account, its password, its
 * session, the mail to an address that is taken, the settings and the transaction.
 */
@Injectable()
export class RegisterUser {
  constructor(
    private readonly accounts: Accounts,
    private readonly choosePassword: ChoosePassword,
    private readonly startOrEnrol: StartOrEnrol,
    private readonly mails: LinkMails,
    private readonly settings: AuthSettings,
    private readonly database: Database,
  ) {}

  /**
   * @returns null: nobody is signed in before the address is verified, and nobody is told whether it was taken.
   * @throws validation_failed, email_taken, username_taken, service_unavailable
   */
  async register({ email, username, password }: Registration, origin: Origin): Promise<StartedOrAsked | null> {
    const { REVEAL_ACCOUNT_EXISTS: reveals } = this.settings;
    this.choosePassword.check('password', password, { email, username });
    return this.choosePassword.withPlace(async (place) => {
      const taken = await this.accounts.isTaken(reveals ? { email, username } : { username });
      if (taken) throw accountProblems[taken]();
      const passwordHash = await this.choosePassword.hash(password, place);
      const making = this.database.transaction((tx) => this.make(tx, { email, username, passwordHash }, origin));
      return reveals ? making : making.catch((error: unknown) => this.tellOwner(email, username, error));
    });
  }

  private async make(tx: EntityManager, account: Parameters<Accounts['create']>[1], origin: Origin): Promise<StartedOrAsked | null> {
    const user = await this.accounts.create(tx, account);
    const registered = authEvents['user.registered']({ userId: user.id });
    if (!this.settings.keepsUnverifiedOut) return this.startOrEnrol.start(tx, { user, origin, aal: 1, amr: ['pwd'], events: [registered] });
    await this.startOrEnrol.record(tx, origin, registered);
    return null;
  }

  /**
   * The owner of the address learns of it by mail; who asked does not. The username is taken as by a new account, or its being
   * free afterwards would tell. @throws username_taken
   */
  private async tellOwner(address: string, username: string, error: unknown): Promise<null> {
    if (!isProblem(error, 'email_taken')) throw error;
    await this.database.transaction((tx) => this.accounts.holdUsername(tx, username));
    await this.mails.askQuietly({ kind: 'exists', user: null, address });
    return null;
  }
}
