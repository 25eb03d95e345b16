import type { FrameWords } from './notice-words';

/** From the most special to the most general: browsers name those that they descend from, too. */
const PROGRAMS: readonly [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * A user agent in words of ours: "Firefox on Linux". Its text itself never goes into a mail, as whoever took the account
 * over chose it, and could write to the owner in our name.
 */
export function describeDevice(userAgent: string | null, { on, appOn, unknownApp }: FrameWords): string {
  const first = (table: readonly [RegExp, string][]) => table.find(([form]) => form.test(userAgent ?? ''))?.[1];
  const [program, system] = [first(PROGRAMS), first(SYSTEMS)];
  if (program && system) return on(program, system);
  return program ?? (system ? appOn(system) : unknownApp);
}
