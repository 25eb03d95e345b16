import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Sealer } from '@countersign/crypto';
import { secretOf } from './signature';

/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32;
const PURPOSE = 'webhooks.secret';

interface Owner {
  readonly id: string;
  readonly userId: string;
}

type Column = 'secret_sealed' | 'previous_secret_sealed';

/** Makes the secrets of webhooks and keeps them sealed, each bound to its row, column and user. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly sealer: Sealer) {}

  make(): string {
    return secretOf(randomBytes(SECRET_BYTES));
  }

  seal(owner: Owner, column: Column, secret: string): string {
    return this.sealer.seal(PURPOSE, bindingOf(owner, column), secret);
  }

  open(owner: Owner, column: Column, sealed: string): string {
    return this.sealer.open(PURPOSE, bindingOf(owner, column), sealed);
  }
}

function bindingOf({ id, userId }: Owner, column: Column) {
  return { table: 'webhooks', column, row: id, user: userId };
}
