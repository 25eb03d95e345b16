const { readFileSync } = require('node:fs');
const { relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** The first line of a suite outside of `test` that takes seconds, computing or not. */
const SLOW = '/** @slow';

/**
 * The longest suites first, since one of them that begins last leaves the other cores idle: those that start processes, those that
 * say so, then those with a database. Jest itself would go by the size of the files, or by the last run, which a fresh clone has not had.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const ranks = new Map(tests.map((test) => [test, rankOf(test)]));
    return super.sort(tests).sort((one, other) => ranks.get(one) - ranks.get(other));
  }
};

function rankOf({ path, context }) {
  const name = relative(context.config.rootDir, path);
  if (name.startsWith('test') || readFileSync(path, 'utf8').startsWith(SLOW)) return 0;
  return name.endsWith('.db.spec.ts') ? 1 : 2;
}
