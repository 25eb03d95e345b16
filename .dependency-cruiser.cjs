// Who may import whom, from the ranks of architecture.mjs. Run from the project's folder: the tests run it from planted ones.
const fs = require('node:fs');
const path = require('node:path');
const { ranks, doors, supportNames } = require('./architecture.mjs');

const libs = Object.keys(ranks);
for (const entry of fs.readdirSync(path.resolve('libs'), { withFileTypes: true })) {
  if (!entry.isDirectory() || libs.includes(entry.name)) continue;
  throw new Error(`libs/${entry.name} has no rank: add "${entry.name}: <rank>," to the table of architecture.mjs.`);
}

const anyOf = (names) => `(?:${names.join('|')})`;
const DOOR = `${anyOf(doors.map((door) => door.replace('.', '\\.')))}$`;
const SPEC = '\\.spec\\.ts$';
/** Fakes and builders: the door, and the files behind it by the names that they bear. */
const SUPPORT = [
  '^libs/[^/]+/testing\\.ts$',
  '^libs/[^/]+/src/.*testing/',
  `^libs/[^/]+/src/${anyOf(supportNames)}-[^/]+$`,
  `^libs/[^/]+/src/.*/${anyOf(supportNames)}-[^/]+$`,
];
const PROVING = [SPEC, '^test/', ...SUPPORT];

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

const rankRules = libs.map((lib) => {
  const notLower = libs.filter((other) => other !== lib && ranks[other] >= ranks[lib]);
  const comment = `${lib} has rank ${ranks[lib]} and imports lower ranks only. What must happen upward goes through a contract
    that the lower lib declares and that is discovered at boot (architecture: "Arrows point down").`;
  return rule(`rank-${lib}`, comment, { path: `^libs/${lib}/` }, { path: `^(?:apps|libs/${anyOf(notLower)})/` });
});

const forbidden = [
  ...rankRules,
  rule(
    'doors',
    'A lib is entered through index.ts, http.ts, worker.ts or testing.ts and nothing else: export the name from a door.',
    { path: '^(?:libs/([^/]+)|apps|test|migrations)/' },
    { path: '^libs/', pathNot: ['^libs/$1/', `^libs/[^/]+/${DOOR}`] },
  ),
  rule(
    'own-doors',
    'A lib imports its own files by their relative paths: through its own door it would import itself in a circle.',
    { path: '^libs/([^/]+)/src/', pathNot: PROVING },
    { path: `^libs/$1/${DOOR}` },
  ),
  rule(
    'by-name',
    'Another lib is imported by its name (@countersign/<lib>), never by a relative path.',
    { path: '^libs/([^/]+)/' },
    { path: '^libs/', pathNot: '^libs/$1/', dependencyTypesNot: ['aliased'] },
  ),
  rule(
    'no-testing-in-products',
    'testing.ts holds fakes and builders: only specs, test/ and other testing doors may open it.',
    { path: '^(?:apps|libs|migrations)/', pathNot: PROVING },
    { path: [SPEC, '^test/', ...SUPPORT] },
  ),
  rule(
    'apps-reach-no-testing',
    'The running processes must not hold fakes, even indirectly.',
    { path: '^apps/' },
    { path: '^libs/[^/]+/testing\\.ts$', reachable: true },
  ),
  rule(
    'api-no-worker',
    'The api must not load processors, even indirectly: a job would run in the process that answers requests.',
    { path: '^apps/api/' },
    { path: ['^libs/[^/]+/worker\\.ts$', '^libs/[^/]+/src/worker/', '^apps/worker/'], reachable: true },
  ),
  rule(
    'worker-no-http',
    'The worker must not load controllers, even indirectly: it would open routes that nobody expects there. (Those of web itself, health and the like, serve both.)',
    { path: '^apps/worker/' },
    { path: ['^libs/[^/]+/http\\.ts$', '\\.controller\\.ts$', '^apps/api/'], pathNot: '^libs/web/', reachable: true },
  ),
  rule(
    'migrations-alone',
    'A migration is history: it says its SQL itself and imports nothing of the libs, which go on changing.',
    { path: '^migrations/' },
    { path: '^(?:apps|libs|test)/' },
  ),
  rule(
    'no-cycles',
    'Two files that need each other are one file, or a third is missing. (Types are erased: they make no circle.)',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  rule('resolves', 'The import leads nowhere: correct its path or install the package.', {}, { couldNotResolve: true }),
  rule(
    'no-dev-packages',
    'Products may not import a devDependency: it is absent in production. Move it to "dependencies".',
    { path: '^(?:apps|libs|migrations)/', pathNot: PROVING },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  ),
];

module.exports = {
  forbidden,
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|\\.data)/' },
  },
};
