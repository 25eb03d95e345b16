import { isSpec, isSupport, libOf, sourcesIn, withoutComments, type Source } from './support/sources';

/** `@SecondFactor('totp')` declares a kind; nothing else may name it, so that the n-th factor changes no file. */
const DECLARED = /@SecondFactor\(\s*'([a-z0-9-]+)'/g;

/** Kinds that the contract promises, whether or not their lib stands today. */
const PROMISED = ['totp', 'sms', 'backup_code'];

/** Also a way to name a user and a member of bodies: it cannot be told apart. */
const OF_MANY_MEANINGS = ['email'];

/** Members of the contract that bear a factor's name: DTO fields, settings, columns. */
const QUOTED = (kind: string) => new RegExp(`(['"\`])${kind}\\1`);

function kindsIn(sources: readonly Source[]): Map<string, string | undefined> {
  const declared = sources.flatMap((source) => [...source.text.matchAll(DECLARED)].map(([, kind]) => [kind!, libOf(source)] as const));
  return new Map([...PROMISED.map((kind) => [kind, undefined] as const), ...declared.filter(([kind]) => !OF_MANY_MEANINGS.includes(kind))]);
}

/** A channel carries the same word as a factor (`sms`, `email`): the lib that delivers may say it. */
const SPEAKS_OF_CHANNELS = ['otp-delivery', 'otp', 'notices'];

function namings(sources: readonly Source[], kinds: ReadonlyMap<string, string | undefined>): string[] {
  return sources.flatMap((source) =>
    withoutComments(source.text).split('\n').flatMap((line, index) => {
      const named = [...kinds].find(([kind, owner]) => owner !== libOf(source) && QUOTED(kind).test(line));
      const isOfPath = /^\s*(import|export)\b|@(Settings|Controller|countersign)/.test(line);
      return named && !isOfPath ? [`${source.path}:${index + 1} names "${named[0]}": ask the registry, or the factor's own properties.`] : [];
    }),
  );
}

describe('a factor is named in its own lib alone', () => {
  const sources = sourcesIn(['libs', 'apps'], ['.ts']).filter((source) => !isSpec(source) && !isSupport(source) && !source.path.endsWith('.dto.ts'));
  const kinds = kindsIn(sources);
  const others = sources.filter((source) => !SPEAKS_OF_CHANNELS.includes(libOf(source) ?? ''));

  it('in what stands', () => {
    expect(namings(others, kinds)).toEqual([]);
  });

  it.each([
    ['a comparison', `if (method.type === 'totp') return;`],
    ['a list', `const order = ["totp", "sms"];`],
    ['a union', `type Kind = 'totp' | 'stranger';`],
  ])('catches %s', (_what, text) => {
    const planted = { path: 'libs/auth/src/planted.ts', text };
    expect(namings([planted], kinds)).toHaveLength(1);
  });

  it('finds a factor by its decorator', () => {
    const stranger = { path: 'libs/extensions/src/webauthn.factor.ts', text: `@SecondFactor('webauthn')\nclass X {}` };
    const user = { path: 'libs/auth/src/x.ts', text: `return type === 'webauthn';` };
    expect(namings([stranger, user], kindsIn([stranger]))).toHaveLength(1);
  });
});
