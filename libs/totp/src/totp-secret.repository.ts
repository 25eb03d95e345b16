import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Database, statement } from '@countersign/database';
import { TotpSecret } from './totp-secret.entity';

interface StoredSecret {
  readonly secretSealed: string;
  readonly lastUsedStep: number | null;
}

const find = statement<StoredSecret>(
  'totp_find',
  'select secret_sealed as "secretSealed", last_used_step::float8 as "lastUsedStep" from totp_secrets where method_id = $1',
);
// The replay key is the step, not the code: RFC 6238 §5.2, "MUST NOT accept the second attempt of the OTP".
const useStep = statement<{ method_id: string }>(
  'totp_use_step',
  `update totp_secrets set last_used_step = $2
   where method_id = $1 and (last_used_step is null or last_used_step < $2) returning method_id`,
);

/** The rows of `totp_secrets`. */
@Injectable()
export class TotpSecretRepository {
  constructor(
    protected readonly database: Database,
    @InjectRepository(TotpSecret) private readonly secrets: Repository<TotpSecret>,
  ) {}

  async add(tx: EntityManager, secret: Pick<TotpSecret, 'methodId' | 'userId' | 'secretSealed'>): Promise<void> {
    await tx.withRepository(this.secrets).insert(secret);
  }

  async find(methodId: string): Promise<StoredSecret | null> {
    const [row] = await this.database.run(find, [methodId]);
    return row ?? null;
  }

  /** Spends a step by compare-and-set; false: it, or a later one, is spent already. */
  async useStepOnce(tx: EntityManager, methodId: string, step: number): Promise<boolean> {
    const rows = await this.database.run(useStep, [methodId, step], tx);
    return rows.length === 1;
  }

  async remove(tx: EntityManager, methodId: string): Promise<void> {
    await tx.withRepository(this.secrets).delete({ methodId });
  }
}
