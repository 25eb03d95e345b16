const { relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Suites that start processes first, since they take longest: one of them that begins last leaves the other cores idle.
 * Jest itself would go by the size of the files, or by the last run, which a fresh clone has not had.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const startsProcesses = (test) => relative(test.context.config.rootDir, test.path).startsWith('test');
    return super.sort(tests).sort((one, other) => Number(startsProcesses(other)) - Number(startsProcesses(one)));
  }
};
