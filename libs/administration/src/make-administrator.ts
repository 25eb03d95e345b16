import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { PasswordHasher, randomCrockford } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { newId, type Origin } from '@countersign/kernel';
import { administrationEvents } from './administration.events';

/** 100 bits. */
const PASSWORD_CHARACTERS = 20;
const NAME_CHARACTERS = 8;

export interface MadeAdministrator {
  readonly email: string;
  readonly username: string;
  /** Good until it is changed, which a session has to do before anything else. */
  readonly password: string;
}

/** Makes an administrator: at the command line of the deployment alone, never by a request. */
@Injectable()
export class MakeAdministrator {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws email_taken */
  async make(email: string): Promise<MadeAdministrator> {
    const username = `admin-${randomCrockford(NAME_CHARACTERS).toLowerCase()}`;
    const password = randomCrockford(PASSWORD_CHARACTERS).replace(/.{5}(?!$)/g, '$&-');
    const passwordHash = await this.hasher.hash(password);
    const origin: Origin = { requestId: newId(), ipAddress: null, userAgent: null };
    await this.database.transaction(async (tx) => {
      const { id: userId } = await this.accounts.createAdministrator(tx, { email, username, passwordHash });
      await this.audit.record(tx, origin, administrationEvents['user.administrator_made']({ userId }));
    });
    return { email, username, password };
  }
}
