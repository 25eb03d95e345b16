import { ROOT } from '../paths.mjs';

const here = ROOT.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const below = (folders, ending) => `^${here}/(${folders})/.*${ending}$`;

/** Neither a long run nor one that wants PostgreSQL. */
const PLAIN = '(?<!\\.long|\\.db)\\.spec\\.ts';

/**
 * What each command runs. `patterns` are Jest's `testRegex` (none: all but the long ones); `needsServers`: PostgreSQL
 * and Redis of its own; `needsBuild`: the compiled apps, for suites that start processes.
 */
export const SUITES = {
  all: { patterns: [], needsServers: true, needsBuild: true },
  unit: { patterns: [below('libs|apps', PLAIN), below('test/architecture', PLAIN)], needsServers: false, needsBuild: false },
  e2e: { patterns: [below('test/e2e|test/security|test/faults', '(?<!\\.long)\\.spec\\.ts')], needsServers: true, needsBuild: true },
  long: { patterns: [below('apps|libs|test', '\\.long\\.spec\\.ts')], needsServers: true, needsBuild: true },
};
