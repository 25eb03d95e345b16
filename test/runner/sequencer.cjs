const { relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** What a suite waits for, the longest first: processes that it starts, a database, nothing. */
const KINDS = [/^test\//, /\.db\.spec\.ts$/, /./];

/**
 * The longest suites first: one of them that begins last leaves the other cores idle. Jest itself would go by the size of the
 * files, or by the last run, which a fresh clone has not had.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const kindOf = ({ path, context }) => KINDS.findIndex((kind) => kind.test(relative(context.config.rootDir, path)));
    return super.sort(tests).sort((one, other) => kindOf(one) - kindOf(other));
  }
};
