import { Injectable } from '@nestjs/common';
import { PasswordRules } from '@countersign/accounts';
import { PasswordHasher, type Admission } from '@countersign/crypto';
import { invalid } from '@countersign/web';

/** A password that a user wants to have from now on: the rules first, then the hash. */
@Injectable()
export class ChoosePassword {
  constructor(
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * @param field where the body has it, for the violation's pointer.
   * @throws validation_failed
   */
  check(field: string, password: string, { email, username }: { email: string | null; username: string | null }): void {
    const faults = this.rules.check(password, { email: email ?? undefined, username: username ?? undefined });
    if (faults.length > 0) throw invalid(faults.map((detail) => ({ pointer: `/${field}`, detail })));
  }

  /** A storm is turned away before it reaches the database. @throws service_unavailable */
  withPlace<Result>(work: (place: Admission) => Promise<Result>): Promise<Result> {
    return this.hasher.withPlace(work);
  }

  hash(password: string, place?: Admission): Promise<string> {
    return this.hasher.hash(password, place);
  }
}
