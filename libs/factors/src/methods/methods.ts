import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { problems } from '@countersign/kernel';
import type { MaskedDestination, MethodRef } from '../contract/factor';
import { FactorRegistry } from '../registry/factor-registry';
import { MethodRepository } from './method.repository';
import type { ActiveMethodRow } from './method.statements';

/** An active method, as other libs see it. */
export interface Method extends MethodRef {
  readonly isDefault: boolean;
  /** After 100 wrong codes in a row it takes none until it is set up anew. */
  readonly isDisabled: boolean;
  readonly destination: MaskedDestination | null;
  readonly createdAt: Date;
  readonly verifiedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A method in lists: masked destination under the factor's name for it (`phoneNumber`, `email`). */
export interface MethodView {
  readonly id: string;
  readonly type: string;
  readonly label: string | null;
  readonly isDefault: boolean;
  readonly verifiedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly [destination: string]: unknown;
}

/** A method as a choice in the answer that asks for a second factor. */
export interface MethodChoice {
  readonly id: string;
  readonly type: string;
  readonly label: string | null;
  readonly destination?: string;
  readonly isDefault: boolean;
}

/** A user's active methods. Pending ones exist for their own setup only; recovery factors have no method. */
@Injectable()
export class Methods {
  constructor(
    private readonly rows: MethodRepository,
    private readonly registry: FactorRegistry,
  ) {}

  /** All, the default first; also those that take no code but can be seen and removed. */
  async all(userId: string, tx?: EntityManager): Promise<Method[]> {
    return (await this.rows.activeOf(userId, tx)).map(asMethod);
  }

  /** Those that take a code (neither disabled nor of a factor that is not there or cannot work), the default first. */
  async activeFor(userId: string, tx?: EntityManager): Promise<Method[]> {
    const usable = (await this.all(userId, tx)).filter(({ isDisabled, type }) => !isDisabled && this.registry.isAvailable(type));
    const isHeldBack = await Promise.all(usable.map((method) => this.registry.getPrimary(method.type).isHeldBack?.(method, tx)));
    return usable.filter((_method, index) => !isHeldBack[index]);
  }

  /** Whether a code can be sent to the method. */
  canBeAsked({ type }: MethodRef): boolean {
    const factor = this.registry.find(type);
    return factor?.role === 'primary' && factor.challenge !== undefined;
  }

  /** @throws not_found when it is not there, or not this user's. */
  async find(userId: string, methodId: string, tx?: EntityManager): Promise<Method> {
    const method = (await this.all(userId, tx)).find(({ id }) => id === methodId);
    if (!method) throw problems.not_found();
    return method;
  }

  /** The method in lists. */
  present(method: Method): MethodView {
    const { id, type, label, destination, isDefault, verifiedAt, lastUsedAt, createdAt } = method;
    const masked = destination ? { [destination.name]: destination.masked } : {};
    return { id, type, label, ...masked, isDefault, verifiedAt, lastUsedAt, createdAt };
  }

  /** The method in the answer that asks for a second factor. */
  choice({ id, type, label, destination, isDefault }: Method): MethodChoice {
    return { id, type, label, ...(destination ? { destination: destination.masked } : {}), isDefault };
  }
}

function asMethod(row: ActiveMethodRow): Method {
  const { id, userId, type, label, isDefault, destination, createdAt, verifiedAt, lastUsedAt, disabledAt } = row;
  return { id, userId, type, label, isDefault, isDisabled: disabledAt !== null, destination, createdAt, verifiedAt, lastUsedAt };
}
