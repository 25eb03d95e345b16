import { Injectable } from '@nestjs/common';
import { Accounts } from '@countersign/accounts';
import { problems, type Origin } from '@countersign/kernel';
import type { Principal, UserFacts } from '@countersign/web';

/** What an administrator does to an account, and why. */
export interface Order {
  readonly by: Principal;
  /** A UUID, or `ext:` and the externalId. */
  readonly reference: string;
  /** For the trail; the user does not see it. */
  readonly reason?: string;
  readonly origin: Origin;
}

/** Whose account an order is about. */
@Injectable()
export class Administered {
  constructor(private readonly accounts: Accounts) {}

  /** @throws not_found */
  async user({ reference }: Order): Promise<UserFacts> {
    const user = await this.accounts.findByReference(reference);
    if (!user) throw problems.not_found({}, { detail: 'There is no such user.' });
    return user;
  }

  /** Of what nobody does to the own account. @throws not_found, forbidden */
  async other(order: Order): Promise<UserFacts> {
    const user = await this.user(order);
    if (user.id === order.by.userId) throw problems.forbidden({}, { detail: 'Another administrator has to do this to your account.' });
    return user;
  }
}
