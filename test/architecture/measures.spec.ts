import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSpec, libOf, libs, lineCount, products, sourcesIn, withoutComments, type Source } from './support/sources';
import { ROOT } from './support/planted-house';

const ALL = ['apps', 'libs', 'migrations', 'test', 'scripts', 'eslint'];
const CODE = ['.ts', '.mjs', '.cjs'];
const MAX_MEDIAN_LINES = 60;
/** The norm is 300 to 1,200; past the double a lib holds two subjects (web, with OpenAPI, is the largest). */
const MAX_LIB_LINES = 2400;
/** The norm is 12; past the half more a folder wants folders. */
const MAX_FOLDER_FILES = 18;
const MAX_INJECTED = 6;
const MAX_README_LINES = 60;

/** Tools silenced for a whole file; the lint rule cannot see these, since they silence it too. */
const BLANKET = /eslint-disable(?:-next-line|-line)?\s*(?:\*\/|--|$)|eslint-disable[^\n]*house\/|@ts-nocheck/m;

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Classes whose constructor gets more than is allowed; a constructor says `private readonly x: X` for what is injected. */
function crowdedConstructors({ path, text }: Source): string[] {
  return [...withoutComments(text).matchAll(/constructor\(([^]*?)\)\s*\{/g)].flatMap(([, parameters = '']) => {
    const injected = parameters.match(/\b(?:private|protected|public)?\s*readonly\s+\w+\s*:/g)?.length ?? 0;
    return /@Injectable|@Controller|@\w+\(/.test(text) && injected > MAX_INJECTED ? [`${path}: ${injected} injected`] : [];
  });
}

describe('house measures', () => {
  const sources = sourcesIn(ALL, CODE);
  const shipped = products();

  it(`half of the files have at most ${MAX_MEDIAN_LINES} lines`, () => {
    expect(median(shipped.map(({ text }) => lineCount(text)))).toBeLessThanOrEqual(MAX_MEDIAN_LINES);
  });

  it(`no lib ships more than ${MAX_LIB_LINES} lines of code`, () => {
    const sizes = libs().map((lib) => {
      const own = shipped.filter((source) => libOf(source) === lib && !/-(?:passwords|words)\.ts$/.test(source.path));
      return `${lib}: ${own.reduce((sum, { text }) => sum + lineCount(withoutComments(text).replace(/\n\s*(?=\n)/g, '')), 0)}`;
    });
    expect(sizes.filter((size) => Number(size.split(': ')[1]) > MAX_LIB_LINES)).toEqual([]);
  });

  it(`no folder of a lib has more than ${MAX_FOLDER_FILES} files beside their specs`, () => {
    const folders = new Map<string, number>();
    for (const { path } of sourcesIn(['libs'], ['.ts']).filter((source) => !isSpec(source))) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
    expect([...folders].filter(([, count]) => count > MAX_FOLDER_FILES)).toEqual([]);
  });

  it(`no class gets more than ${MAX_INJECTED} things injected`, () => {
    expect(shipped.flatMap(crowdedConstructors)).toEqual([]);
    const parameters = Array.from({ length: 7 }, (_, index) => `private readonly x${index}: X`).join(', ');
    const planted = `@Injectable()\nclass Crowded {\n  constructor(${parameters}) {}\n}`;
    expect(crowdedConstructors({ path: 'planted.ts', text: planted })).toEqual(['planted.ts: 7 injected']);
  });

  it('no comment silences a tool for a whole file', () => {
    const self = 'test/architecture/measures.spec.ts';
    expect(sources.filter(({ path, text }) => path !== self && BLANKET.test(text)).map(({ path }) => path)).toEqual([]);
    for (const planted of ['/* eslint-disable */', '// eslint-disable-next-line', '// @ts-nocheck']) expect(planted).toMatch(BLANKET);
    expect('// eslint-disable-next-line eqeqeq -- both are meant').not.toMatch(BLANKET);
  });
});

describe('each lib', () => {
  const DOORS = ['index.ts', 'http.ts', 'worker.ts', 'testing.ts'];
  const ALLOWED = ['README.md', ...DOORS, 'src'];

  it.each(libs())('%s shows its doors first and says what it is', (lib) => {
    const names = readdirSync(join(ROOT, 'libs', lib));
    expect(names.filter((name) => !ALLOWED.includes(name))).toEqual([]);
    expect(names).toContain('README.md');
    expect(names.filter((name) => DOORS.includes(name))).not.toEqual([]);
    const [readme] = sourcesIn([`libs/${lib}`], ['README.md']);
    expect(lineCount(readme!.text)).toBeLessThanOrEqual(MAX_README_LINES);
  });
});

describe('each app', () => {
  it.each(['api', 'worker'])('%s is a start and a list of modules', (app) => {
    expect(existsSync(join(ROOT, 'apps', app))).toBe(true);
    expect(readdirSync(join(ROOT, 'apps', app)).filter((name) => name !== 'tsconfig.app.json')).toEqual(['src']);
    expect(readdirSync(join(ROOT, 'apps', app, 'src')).sort()).toEqual([`${app}.module.ts`, 'main.ts'].sort());
  });
});
