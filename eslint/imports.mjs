// The ranks of architecture.mjs, told while one types. dependency-cruiser proves them, indirect ways included.
import { ranks } from '../architecture.mjs';

const forTests = {
  regex: '^@countersign/[^/]+/testing$',
  message: 'testing.ts holds fakes and builders: only specs, test/ and other testing doors may open it.',
};

const inner = {
  regex: '^@countersign/[^/]+/(?!(?:http|worker|testing)$)',
  message: 'A lib is entered through its doors: @countersign/<lib>, …/http, …/worker or …/testing.',
};

function notBelow(lib) {
  const rank = ranks[lib];
  const others = Object.keys(ranks).filter((other) => other !== lib && ranks[other] >= rank);
  if (others.length === 0) return [];
  const pattern = {
    regex: `^@countersign/(?:${others.join('|')})(?:/|$)`,
    message: `${lib} has rank ${rank}: it imports lower ranks only, never a sibling (architecture.mjs). Declare a contract here and let the other lib implement it.`,
  };
  return [pattern];
}

const own = (lib) => ({
  regex: `^@countersign/${lib}(?:/|$)`,
  message: 'Inside its own lib a file is imported by its relative path.',
});

const block = (name, files, patterns, ignores = []) => ({
  name,
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

/** One block a lib, since a later block replaces an earlier one's patterns. */
export function importRules(provingFiles) {
  const libs = Object.keys(ranks);
  return [
    ...libs.flatMap((lib) => {
      const always = [inner, own(lib), ...notBelow(lib)];
      const files = [`libs/${lib}/**/*.ts`];
      return [
        block(`${lib}/imports`, files, [...always, forTests], provingFiles),
        block(`${lib}/imports of specs`, provingFiles.map((pattern) => [files[0], pattern]), always),
      ];
    }),
    block('apps/imports', ['apps/**/*.ts', 'migrations/**/*.ts'], [inner, forTests]),
    block('test/imports', ['test/**/*.ts'], [inner]),
  ];
}
