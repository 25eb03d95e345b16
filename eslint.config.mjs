// The house rules that a reader's eye should not have to watch. Each says its reason in its message; test/architecture proves
// that each catches a planted violation. Ranks come from architecture.mjs.
import tseslint from 'typescript-eslint';
import { measures, supportNames } from './architecture.mjs';
import { importRules } from './eslint/imports.mjs';
import { suppressionHasReason } from './eslint/suppression-has-reason.mjs';
import * as syntax from './eslint/syntax.mjs';

const products = ['apps/**/*.ts', 'libs/**/*.ts', 'migrations/**/*.ts'];
const specs = ['**/*.spec.ts'];
/** Where fakes and test databases live: they may throw bare errors and read the runner's environment. */
const proving = [...specs, 'libs/*/testing.ts', 'libs/*/src/testing/**/*.ts', `libs/*/src/**/{${supportNames}}-*.ts`];
const doors = ['libs/*/{index,http,worker,testing}.ts'];

const forbid = (name, files, groups, ignores = []) => ({
  name,
  files,
  ignores,
  rules: { 'no-restricted-syntax': ['error', ...groups.flat()] },
});

const { processEnv, bareErrors, random, systemClock, openDoors, mockedModules, leftOutTests } = syntax;
const everyProduct = [processEnv, random, systemClock];

export default tseslint.config(
  { ignores: ['dist/', '.data/', 'coverage/', 'docs/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'every file',
    files: ['**/*.{ts,mjs,cjs}'],
    plugins: { house: { rules: { 'suppression-has-reason': suppressionHasReason } } },
    rules: {
      'house/suppression-has-reason': 'error',
      'max-lines': ['error', { max: measures.fileLines }],
      'max-depth': ['error', measures.depth],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    name: 'functions, where they are neither a suite nor one long statement of SQL',
    files: ['**/*.{ts,mjs,cjs}'],
    ignores: [...proving, 'migrations/**'],
    rules: { 'max-lines-per-function': ['error', { max: measures.functionLines }] },
  },
  {
    name: 'types',
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
    rules: {
      // A promise that nobody awaits fails where nobody sees it; `void` says that it is meant.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/no-require-imports': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 }],
    },
  },
  forbid('products', products, [...everyProduct, bareErrors], proving),
  forbid('config reads the environment', ['libs/config/**/*.ts'], [random, systemClock, bareErrors], proving),
  forbid('kernel and crypto hold the clock', ['libs/{kernel,crypto}/**/*.ts'], [processEnv, random, bareErrors], proving),
  forbid('doors', doors, [...everyProduct, bareErrors, openDoors], proving),
  forbid('testing doors', ['libs/*/testing.ts'], [openDoors, random]),
  forbid('specs', [...specs, 'test/**/*.ts'], [mockedModules, leftOutTests, random]),
  ...importRules(proving),
);
