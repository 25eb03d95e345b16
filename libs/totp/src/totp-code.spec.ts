import { createHmac } from 'node:crypto';
import { generateSync } from 'otplib';
import { matchingStep, secondsToNextCode, stepAt } from './totp-code';

/** The key of RFC 4226 Appendix D and of RFC 6238 Appendix B (SHA-1): "12345678901234567890". */
const KEY = Buffer.from('12345678901234567890');
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** RFC 4226 §5.3, by our own arithmetic: the witness that does not know otplib. */
function hotp(counter: number, digits: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac('sha1', KEY).update(message).digest();
  const number = digest.readUInt32BE(digest.at(-1)! & 0x0f) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

describe('RFC 4226 Appendix D', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];

  it.each(codes.map((code, counter) => [counter, code] as const))('counter %i is %s', (counter, code) => {
    expect(hotp(counter, 6)).toBe(code);
    // The time step is the counter (RFC 6238 §4.2).
    expect(matchingStep(SECRET, code, counter * 30)).toBe(counter);
  });
});

describe('RFC 6238 Appendix B, SHA-1', () => {
  const vectors = [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const;

  it.each(vectors)('at %i it is %s', (seconds, code) => {
    expect(hotp(stepAt(seconds), 8)).toBe(code);
    expect(generateSync({ secret: SECRET, epoch: seconds, digits: 8 })).toBe(code);
    // Six digits are the last six of eight: both are the same number modulo a power of ten.
    expect(matchingStep(SECRET, code.slice(2), seconds)).toBe(stepAt(seconds));
  });
});

describe('the window', () => {
  const now = 1_800_000_015;
  const step = stepAt(now);

  it.each([-1, 0, 1])('accepts the code %i steps away and names its step', (offset) => {
    expect(matchingStep(SECRET, hotp(step + offset, 6), now)).toBe(step + offset);
  });

  it.each([-2, 2, -20])('refuses the code %i steps away', (offset) => {
    expect(matchingStep(SECRET, hotp(step + offset, 6), now)).toBeNull();
  });

  it.each(['', '12345', '1234567', 'abcdef', '０１２３４５'])('refuses %p, which is no code, without a throw', (code) => {
    expect(matchingStep(SECRET, code, now)).toBeNull();
  });

  it('does not look before 1970', () => {
    expect(matchingStep(SECRET, hotp(0, 6), 0)).toBe(0);
  });
});

describe('seconds to the next code', () => {
  it('is what is left of the step whose code was used', () => {
    expect(secondsToNextCode(stepAt(1000), 1000)).toBe(20);
  });

  it('is one at least, for a code of the step before', () => {
    expect(secondsToNextCode(stepAt(1000) - 1, 1000)).toBe(1);
  });

  it('is longer for a code of the step ahead', () => {
    expect(secondsToNextCode(stepAt(1000) + 1, 1000)).toBe(50);
  });
});
