import { timingSafeEqual } from 'node:crypto';

/** Whether two texts or byte strings are the same; the time tells their lengths at most, never where they differ. */
export function equalInConstantTime(a: string | Buffer, b: string | Buffer): boolean {
  const [left, right] = [Buffer.from(a as string), Buffer.from(b as string)];
  return left.length === right.length && timingSafeEqual(left, right);
}
