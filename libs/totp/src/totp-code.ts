import { generateSync } from 'otplib';
import { equalInConstantTime } from '@countersign/crypto';

/** RFC 6238 §4.1: the time step in seconds. */
export const STEP_SECONDS = 30;

/** RFC 6238 §5.2 recommends at most one step for the delay of the network; one ahead serves a clock that is fast. */
const WINDOW = [-1, 0, 1] as const;

export function stepAt(seconds: number): number {
  return Math.floor(seconds / STEP_SECONDS);
}

/**
 * The time step whose code this is, among the last, the present and the next; null: none. All candidates are computed and
 * compared, each in constant time, so that the time taken does not tell which one was near (RFC 6238 with HMAC-SHA-1 and
 * 6 digits, which is what authenticator apps agree on).
 *
 * @param secret base32.
 * @param seconds the time, as Unix seconds.
 */
export function matchingStep(secret: string, code: string, seconds: number): number | null {
  const matches = WINDOW.map((offset) => stepAt(seconds) + offset).filter((step) => isCodeOf(secret, code, step));
  return matches.at(-1) ?? null;
}

function isCodeOf(secret: string, code: string, step: number): boolean {
  if (step < 0) return false;
  return equalInConstantTime(generateSync({ secret, epoch: step * STEP_SECONDS, period: STEP_SECONDS }), code);
}

/** Seconds until a code is accepted after the one of `usedStep`: the code of the next step is accepted one step early. */
export function secondsToNextCode(usedStep: number, seconds: number): number {
  return Math.max(1, (usedStep + 1) * STEP_SECONDS - seconds);
}
