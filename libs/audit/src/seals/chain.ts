import { Injectable } from '@nestjs/common';
import { equalInConstantTime, RingDigests } from '@countersign/crypto';
import type { Checkpoint, End, Link, SealedRow } from './seal.statements';

/** Before the first event. */
export const ORIGIN: Link = { position: 0, hash: Buffer.alloc(32) };

const SEAL = 'audit.seal';
const CHECKPOINT = 'audit.checkpoint';

/**
 * Makes and judges the links of the chain and the signatures of its ends: HMACs under ENCRYPTION_KEYS, so that whoever owns the
 * database cannot make them anew. An old key of the ring still vouches for what it sealed.
 */
@Injectable()
export class Chain {
  constructor(private readonly digests: RingDigests) {}

  /** The link of an event after another: over the hash before, the position and the event's text. */
  linkAfter(last: Link, text: string): Link {
    return { position: last.position + 1, hash: this.digests.of(SEAL, linkText(last, text))[0] };
  }

  /** The first link of a page that does not follow, in a sentence; null: all do. */
  brokenLink(rows: readonly SealedRow[], start: Link): string | null {
    let last = start;
    for (const row of rows) {
      if (row.position !== last.position + 1) return `The seals between position ${last.position} and ${row.position} are missing.`;
      const named = `Event ${row.eventId} of ${row.eventAt} (position ${row.position})`;
      if (row.text === null) return `${named} is gone.`;
      const sealed = this.digests.of(SEAL, linkText(last, row.text));
      if (!sealed.some((hash) => hash.equals(row.hash))) return `${named} is not what was sealed.`;
      last = row;
    }
    return null;
  }

  sign(end: End): string {
    return this.digests.of(CHECKPOINT, said(end))[0].toString('base64url');
  }

  isGenuine({ signature, ...end }: Checkpoint): boolean {
    const given = Buffer.from(signature, 'base64url');
    return this.digests.of(CHECKPOINT, said(end)).some((digest) => equalInConstantTime(digest, given));
  }
}

/** One line, to be kept elsewhere: `<position>.<hash in hex>.<milliseconds since 1970>.<signature>`. */
export function checkpointText({ signature, ...end }: Checkpoint): string {
  return `${said(end)}.${signature}`;
}

/** Null for anything that `checkpointText` did not make. */
export function checkpointFrom(text: string): Checkpoint | null {
  const [, position, hash = '', time, signature = ''] = /^(\d{1,15})\.([0-9a-f]{64})\.(\d{1,15})\.([\w-]{43})$/.exec(text.trim()) ?? [];
  if (position === undefined) return null;
  return { position: Number(position), hash: Buffer.from(hash, 'hex'), eventAt: new Date(Number(time)), signature };
}

function linkText({ position, hash }: Link, text: string): string {
  return `${hash.toString('hex')}.${position + 1}.${text}`;
}

function said({ position, hash, eventAt }: End): string {
  return `${position}.${hash.toString('hex')}.${eventAt.getTime()}`;
}
