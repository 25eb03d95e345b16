/**
 * A provider did not take a message. `reason` is kept in the row and logged: codes and words of ours. The provider's own
 * error is left behind on purpose, as servers repeat the address in theirs.
 */
export class ChannelFailure extends Error {
  override readonly name = 'ChannelFailure';
  /** The same message would be refused again (RFC 5321 §4.2.1, 5yz). */
  readonly isPermanent: boolean;

  constructor(
    readonly reason: string,
    { isPermanent }: { isPermanent: boolean },
  ) {
    super(reason);
    this.isPermanent = isPermanent;
  }
}
