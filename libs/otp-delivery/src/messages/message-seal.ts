import { Injectable } from '@nestjs/common';
import { Sealer, type SealBinding } from '@countersign/crypto';

export interface MessageBody {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
}

type Column = 'destination_sealed' | 'body_sealed';

/** Whose row it is: the seal is bound to both, so that a swapped row does not open. */
export interface SealedRow {
  readonly id: string;
  readonly userId: string | null;
}

/** Seals what a message says and where it goes, bound to its row and user. */
@Injectable()
export class MessageSeal {
  constructor(private readonly sealer: Sealer) {}

  sealDestination(row: SealedRow, to: string): string {
    return this.sealer.seal('message', binding(row, 'destination_sealed'), to);
  }

  sealBody(row: SealedRow, { subject, text, html }: MessageBody): string {
    return this.sealer.seal('message', binding(row, 'body_sealed'), JSON.stringify({ subject, text, html }));
  }

  /** @throws when the seal does not open: a key was taken away or the row was tampered with. */
  openDestination(row: SealedRow, sealed: string): string {
    return this.sealer.open('message', binding(row, 'destination_sealed'), sealed);
  }

  openBody(row: SealedRow, sealed: string): MessageBody {
    return JSON.parse(this.sealer.open('message', binding(row, 'body_sealed'), sealed)) as MessageBody;
  }
}

function binding({ id, userId }: SealedRow, column: Column): SealBinding {
  return { table: 'messages', column, row: id, user: userId ?? '' };
}
