import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/planted-house';

/** Licences that let an MIT product carry a package on, with its notice and nothing more. A new one is a decision: add it here. */
const ALLOWED = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'Python-2.0'];

/** Packages whose manifest is silent, read by a person: where the licence stands. */
const READ_BY_HAND: Record<string, string> = { 'node_modules/pause': 'MIT' /* Readme.md */ };

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

/** By the lock, else by the package itself; undefined for one that is of another system and not here. */
function licenceOf(place: string, { license }: Locked): string | undefined {
  if (READ_BY_HAND[place]) return READ_BY_HAND[place];
  const manifest = join(ROOT, place, 'package.json');
  if (license !== undefined || !existsSync(manifest)) return license;
  // The old form: a list of objects.
  const { licenses = [] } = JSON.parse(readFileSync(manifest, 'utf8')) as { licenses?: { type: string }[] };
  return licenses.map(({ type }) => type).join(' OR ') || 'none';
}

/** `(MIT OR GPL-3.0)` may be taken as MIT; `(MIT AND Zlib)` asks for both. */
function isAllowed(licence: string): boolean {
  const text = licence.replace(/[()]/g, '');
  if (text.includes(' AND ')) return text.split(' AND ').every((one) => isAllowed(one));
  return text.split(' OR ').some((one) => ALLOWED.includes(one.trim()));
}

describe('licences', () => {
  it('of everything that runs in production are in the list', () => {
    const inProduction = Object.entries(packages).filter(([place, { dev }]) => place !== '' && !dev);
    const strange = inProduction.flatMap(([place, entry]) => {
      const licence = licenceOf(place, entry);
      const isElsewhere = licence === undefined && entry.optional === true;
      return isElsewhere || isAllowed(licence ?? 'none') ? [] : [`${place}: ${licence}`];
    });
    expect(inProduction.length).toBeGreaterThan(100);
    expect(strange).toEqual([]);
  });

  it('are read as SPDX has them', () => {
    expect(['MIT', '(MIT OR GPL-3.0-only)', '(MIT AND Apache-2.0)'].every(isAllowed)).toBe(true);
    expect(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SEE LICENSE IN x', 'none'].some(isAllowed)).toBe(false);
  });

  it('of this product is the one of LICENSE', () => {
    const { license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { license: string };
    expect([license, readFileSync(join(ROOT, 'LICENSE'), 'utf8').split('\n')[0]]).toEqual(['MIT', 'MIT License']);
  });
});
