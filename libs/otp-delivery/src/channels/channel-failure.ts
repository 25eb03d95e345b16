interface Verdict {
  /** The same message would be refused again (RFC 5321 §4.2.1, 5yz). */
  readonly isPermanent: boolean;
  /** Permanent, and for a reason that lies with the destination: no such mailbox, a landline, somebody who opted out. */
  readonly isUndeliverable?: boolean;
  /** Seconds for which the provider asked to be left alone (Retry-After). */
  readonly retryAfterSeconds?: number;
  /** The provider is well and answered about this message alone: others need not wait for it. */
  readonly isOfMessage?: boolean;
  /** 1: handed over whole and not answered, by a provider that keeps no key of ours: it is looked for before it is sent again. Default 0. */
  readonly doubts?: number;
  /** Nobody was asked: the attempt does not count. */
  readonly isUnasked?: boolean;
}

/**
 * A provider did not take a message. `reason` is kept in the row and logged: codes and words of ours. The provider's own
 * error is left behind on purpose, as servers repeat the address in theirs.
 */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure';
  readonly isPermanent: boolean;
  readonly isUndeliverable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly isOfMessage: boolean;
  readonly isUnasked: boolean;
  readonly doubts: number;

  constructor(
    readonly reason: string,
    { isPermanent, isUndeliverable = false, retryAfterSeconds, isOfMessage = false, isUnasked = false, doubts = 0 }: Verdict,
  ) {
    super(reason);
    this.isPermanent = isPermanent;
    this.isUndeliverable = isPermanent && isUndeliverable;
    this.retryAfterSeconds = retryAfterSeconds;
    this.isOfMessage = isPermanent || isOfMessage;
    this.isUnasked = isUnasked;
    this.doubts = doubts;
  }

  /** The same after others in one attempt: whichever of them gave no answer may have taken the message. */
  after(others: readonly ChannelFailure[]): ChannelFailure {
    return others.length === 0 ? this : new ChannelFailure(this.reason, { ...this, doubts: this.doubts + doubtsIn(others) });
  }
}

export const doubtsIn = (failures: readonly ChannelFailure[]): number => failures.reduce((sum, { doubts }) => sum + doubts, 0);

/** Anything unforeseen may pass. Only its kind and its place in the code are kept, as its message may hold an address. */
export function asChannelFailure(error: unknown): ChannelFailure {
  if (error instanceof ChannelFailure) return error;
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' };
  const place = /\n\s+(at .*)/.exec(stack ?? '')?.[1] ?? 'somewhere';
  return new ChannelFailure(`unforeseen ${name} ${place}`, { isPermanent: false });
}
