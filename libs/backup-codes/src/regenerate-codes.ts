import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { AuditTrail } from '@countersign/audit';
import { CodeHasher } from '@countersign/crypto';
import { Database } from '@countersign/database';
import { factorProblems } from '@countersign/factors';
import type { Origin } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import { backupCodeEvents } from './backup-codes.events';
import { CodeSetRepository } from './codes/code-set.repository';
import { newCodes } from './new-codes';

/** Ten new codes; the old ones end with the commit. Five collaborators: the hash, the rows, the account, the trail, the transaction. */
@Injectable()
export class RegenerateCodes {
  constructor(
    private readonly hasher: CodeHasher,
    private readonly sets: CodeSetRepository,
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
    private readonly database: Database,
  ) {}

  /** @throws two_factor_off, service_unavailable */
  async regenerate({ user, sessionId }: Principal, origin: Origin): Promise<string[]> {
    if (!user.twoFactorEnabled) throw factorProblems.two_factor_off();
    const codes = newCodes();
    const salt = this.hasher.newSalt();
    const hashes = await this.hasher.hash(codes, salt);
    await this.database.transaction(async (tx) => {
      await this.sets.replace(tx, user.id, { salt, hashes });
      // Asked once the set is ours: whoever removes the last method waits for it, or is done.
      const facts = await this.accounts.facts(user.id, tx);
      if (!facts?.twoFactorEnabled) throw factorProblems.two_factor_off({}, { reason: 'the last method was removed meanwhile' });
      const data = { remaining: codes.length };
      await this.audit.record(tx, origin, backupCodeEvents['2fa.backup_codes_regenerated']({ userId: user.id, sessionId, data }));
    });
    return codes;
  }
}
