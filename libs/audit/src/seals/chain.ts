import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { equalInConstantTime, RingDigests } from '@countersign/crypto';
import type { Checkpoint, End, Link } from './seal.statements';

/** Before the first event. */
export const ORIGIN: Link = { position: 0, hash: Buffer.alloc(32) };

/** The link of an event after another: SHA-256 over the hash before, the position and the event's text. */
export function linkAfter(last: Link, text: string): Link {
  const position = last.position + 1;
  return { position, hash: createHash('sha256').update(last.hash).update(`${position}\n`).update(text, 'utf8').digest() };
}

const PURPOSE = 'audit.checkpoint';

/** Signs how long the chain is. An old key of ENCRYPTION_KEYS still vouches for what it signed. */
@Injectable()
export class Checkpoints {
  constructor(private readonly digests: RingDigests) {}

  sign(end: End): string {
    return this.digests.of(PURPOSE, said(end))[0].toString('base64url');
  }

  isGenuine({ signature, ...end }: Checkpoint): boolean {
    const given = Buffer.from(signature, 'base64url');
    return this.digests.of(PURPOSE, said(end)).some((digest) => equalInConstantTime(digest, given));
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

function said({ position, hash, eventAt }: End): string {
  return `${position}.${hash.toString('hex')}.${eventAt.getTime()}`;
}
