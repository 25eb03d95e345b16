import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';
import { numberOf } from './catalogue-pages.mjs';
import { inRankOrder } from './house.mjs';
import { code, table } from './markdown.mjs';

/** What stands below the base path is grouped by its first part. */
const GROUPED = /^\/api\/[^/]+/;

/** README.md with its generated parts anew: what stands between `<!-- generated: name -->` and `<!-- end -->`. */
export function readmePage(house, openApi) {
  const parts = { endpoints: endpoints(JSON.parse(openApi)), limits: limits(house), libs: libs() };
  const text = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  refuseUntagged(text);
  return text.replace(/(<!-- generated: (\w+) -->\n)[^]*?(<!-- end -->)/g, (_, head, name, tail) => {
    if (!parts[name]) throw new Fault(`README.md has a generated part "${name}", which nothing makes: use one of ${Object.keys(parts).join(', ')}.`);
    return `${head}${parts[name]}\n${tail}`;
  });
}

/** Each block says what runs it (test/docs/readme.spec.ts does): one that nothing runs is a promise that nobody keeps. */
function refuseUntagged(text) {
  const [untagged] = [...text.matchAll(/^```(\w*)(.*)\n[^]*?^```$/gm)].filter(([, , words]) => !/ (walk|tree|run=[\w-]+|output=\w+)\b/.test(words));
  if (untagged) throw new Fault(`README.md has a block that nothing runs, "${untagged[0].split('\n')[1]}": say walk, tree, run=name or output=name behind its language.`);
}

/** One row a group of paths; docs/endpoints.md has a row for each route. */
function endpoints({ paths }) {
  const groups = new Map();
  for (const [place, item] of Object.entries(paths)) {
    const [group] = GROUPED.exec(place) ?? [place];
    const below = place.slice(group.length).replace(/^\//, '').replace(/\{(\w+)\}/g, ':$1');
    const routes = Object.keys(item).map((verb) => `${verb.toUpperCase()}${below ? ` ${below}` : ''}`);
    if (GROUPED.test(place)) groups.set(group, [...(groups.get(group) ?? []), ...routes]);
  }
  return table(['below', 'routes'], [...groups].map(([group, routes]) => [code(group), routes.map(code).join(' ')]));
}

/** What callers may meet; docs/limits.md has what operators tune beside it. */
function limits(house) {
  const isMet = ({ owner, countedBy }) => owner !== 'crypto' && !/^(the whole service|number without)/.test(countedBy);
  const rows = house.lib('kernel').listLimits().filter(isMet).map((limit) => [limit.what, numberOf(house, limit), limit.window, limit.countedBy]);
  return table(['what', 'how many', 'in', 'counted by'], rows);
}

function libs() {
  const names = fs.readdirSync(path.join(ROOT, 'libs'));
  return inRankOrder(names).map((name) => `[${code(name)}](libs/${name}/README.md)`).join(' ');
}
