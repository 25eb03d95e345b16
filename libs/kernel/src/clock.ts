/**
 * The process's time. It serves TOTP steps and JWT times only: every expiry and window is set and compared by `now()` in
 * SQL, so that all instances agree.
 */
export abstract class Clock {
  abstract now(): Date;

  /** Whole seconds since 1970-01-01T00:00:00Z, as JWT (RFC 7519 §2 NumericDate) and TOTP (RFC 6238 §4.2) count. */
  seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
