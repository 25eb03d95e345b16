import { randomBytes, timingSafeEqual } from 'node:crypto';

const secret = () => randomBytes(32).toString('base64url');
/** Long enough to copy the address into a browser. */
const TICKET_LIVES_MS = 5 * 60_000;

/**
 * Who may look: whoever has the address that was printed, which works once, within five minutes, and is exchanged for a cookie. So the address does
 * no harm in a history, a log or on a screen that is shared.
 */
export class StudioDoor {
  /** Goes into the printed address. */
  readonly ticket = secret();
  readonly #session = secret();
  readonly #expiresAt: number;
  #isUsed = false;

  /**
   * @param cookieName of its own for each port, since browsers keep cookies by host alone
   * @param now milliseconds of a clock that nobody sets
   */
  constructor(
    private readonly cookieName: string,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#expiresAt = now() + TICKET_LIVES_MS;
  }

  /** The cookie for a right ticket, once, while it lasts. */
  admit(ticket: string): string | null {
    if (this.#isUsed || this.now() >= this.#expiresAt || !isSame(ticket, this.ticket)) return null;
    this.#isUsed = true;
    return `${this.cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether the request carries the cookie. */
  knows(cookies: string | undefined): boolean {
    const values = (cookies ?? '').split(';').flatMap((pair) => {
      const [name, value = ''] = pair.trim().split('=');
      return name === this.cookieName ? [value] : [];
    });
    return values.some((value) => isSame(value, this.#session));
  }
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
