import fs from 'fs';
import path from 'path';
import { ROOT } from '../paths.mjs';

/** One sentence when this Node is outside `engines.node` of package.json, else null. */
export function nodeVersionFault(version) {
  const range = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).engines.node;
  if (satisfies(version, range)) return null;
  return `Countersign needs Node ${range} and this is ${version}: install Node 24 (https://nodejs.org) and run it again.`;
}

/** The two forms that `engines` uses: `^20.19.0` (same major) and `>=24.11.0`, joined by `||`. */
export function satisfies(version, range) {
  const have = numbers(version);
  return range.split('||').some((part) => {
    const wanted = numbers(part);
    const isSameMajorAsked = part.trim().charAt(0) === '^';
    if (isSameMajorAsked && have[0] !== wanted[0]) return false;
    return compare(have, wanted) >= 0;
  });
}

function numbers(text) {
  return text.replace(/[^0-9.]/g, '').split('.').map(Number);
}

function compare(a, b) {
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] || 0) - (b[i] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
