import { Injectable } from '@nestjs/common';
import { KnowsUserReferences, type UserReferenceSource } from '@countersign/audit';
import { Accounts } from '../accounts';

/** Lets the audit trail be read by the externalId of a user. */
@Injectable()
@KnowsUserReferences()
export class AccountReferences implements UserReferenceSource {
  readonly name = 'accounts';

  constructor(private readonly accounts: Accounts) {}

  async idOf(reference: string): Promise<string | null> {
    return (await this.accounts.findByReference(reference))?.id ?? null;
  }
}
