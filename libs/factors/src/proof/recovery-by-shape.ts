import { Injectable } from '@nestjs/common';
import { isProblem } from '@countersign/kernel';
import { validateInput } from '@countersign/web';
import type { AnyFactor } from '../contract/factor';
import { Methods } from '../methods/methods';
import { FactorRegistry } from '../registry/factor-registry';
import type { ProofChoice } from './check-proof';

/** Tells a recovery factor's proof from a method's where both come as `code`, as at a step-up. */
@Injectable()
export class RecoveryByShape {
  constructor(
    private readonly registry: FactorRegistry,
    private readonly methods: Methods,
  ) {}

  /** The choice as it is, or with `recovery` when that factor takes the proof and the user's default method does not. */
  async choose(userId: string, choice: ProofChoice): Promise<ProofChoice> {
    if (choice.methodId !== undefined || choice.recovery !== undefined) return choice;
    const recovery = await this.taking(choice.proof);
    if (!recovery) return choice;
    const [asked] = await this.methods.activeFor(userId);
    const isOfMethod = asked !== undefined && (await takes(this.registry.get(asked.type), choice.proof));
    return isOfMethod ? choice : { ...choice, recovery: recovery.type };
  }

  private async taking(proof: object): Promise<AnyFactor | undefined> {
    for (const factor of this.registry.recoveries()) if (await takes(factor, proof)) return factor;
    return undefined;
  }
}

async function takes({ proofDto }: AnyFactor, proof: object): Promise<boolean> {
  try {
    await validateInput<object>(proofDto, proof);
    return true;
  } catch (error) {
    if (isProblem(error, 'validation_failed')) return false;
    throw error;
  }
}
