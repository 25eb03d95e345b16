interface FailureOptions {
  /** The same message would be refused again (RFC 5321 §4.2.1, 5yz). */
  readonly isPermanent: boolean;
  readonly cause?: unknown;
}

/** A provider did not take a message. `reason` is kept in the row and logged: codes and words of ours, never an address. */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure';
  readonly isPermanent: boolean;

  constructor(
    readonly reason: string,
    { isPermanent, cause }: FailureOptions,
  ) {
    super(reason, { cause });
    this.isPermanent = isPermanent;
  }
}
