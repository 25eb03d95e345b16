import { GENERATED } from './markdown.mjs';
import { readDoors } from './read-doors.mjs';

export const REPORT = 'docs/extending/api-report.md';

const INTRO = [
  'What the doors of the libs hold: each name and its signature, from the sources. What is promised of them, and for how long, is',
  'said in [stability.md](stability.md). Private members are left out, and so are the constructors of what Nest makes.',
].join('\n');

/** docs/extending/api-report.md */
export function apiReport() {
  const doors = readDoors();
  const sections = Object.entries(doors).map(([door, entries]) => `## ${door}\n\n\`\`\`ts\n${entries.join('\n\n')}\n\`\`\``);
  return `${[GENERATED, '# The doors', INTRO, ...sections].join('\n\n')}\n`;
}

/** What to tell of a report that is not what the sources say: which doors, and what to do. */
export function adviceOnDoors(committed = '', present) {
  const [before, now] = [sectionsOf(committed), sectionsOf(present)];
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter((door) => before.get(door) !== now.get(door));
  return (
    `The doors changed: ${changed.join(', ')}. Adopters build on them. If the change is meant, do what docs/extending/stability.md asks of ` +
    `it, run "npm run docs" and commit ${REPORT} with it; if not, take it back.`
  );
}

function sectionsOf(report) {
  return new Map([...report.matchAll(/^## (\S+)\n([\s\S]*?)^```$/gm)].map(([, door, text]) => [door, text]));
}
