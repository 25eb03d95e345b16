import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../lib/paths.mjs';

const FOLDER = path.join(ROOT, 'bench', 'results');

/** A table for people. */
export function printTable(results) {
  console.log('');
  for (const one of results) {
    const mark = one.isMet ? 'met' : 'not met';
    console.log(`${one.id}  ${one.what}`);
    const rates = one.limitPerSecond === undefined ? '' : `limit ${rate(one.limitPerSecond)}, product ${rate(one.productPerSecond)}: `;
    console.log(`    ${rates}ratio ${one.ratio.toFixed(2)} (aim ${one.aim}: ${mark}), spread ${(one.spread * 100).toFixed(0)} %`);
    console.log(`    p50 ${one.p50ms.toFixed(1)} ms, p99 ${one.p99ms.toFixed(1)} ms${one.busyP99ms === undefined ? '' : `; under load p50 ${one.busyP50ms.toFixed(0)} ms, p99 ${one.busyP99ms.toFixed(0)} ms`}`);
    if (one.isWide) console.log('    The rounds lie too far apart to conclude anything: run it again on a quieter machine.');
  }
}

const rate = (perSecond) => `${perSecond < 100 ? perSecond.toFixed(1) : perSecond.toFixed(0)}/s`;

/** The same for machines, one file a run. @returns {string} where it is */
export function keepResults(facts, results) {
  fs.mkdirSync(FOLDER, { recursive: true });
  const at = new Date().toISOString();
  const file = path.join(FOLDER, `${at.replace(/[:.]/g, '-')}.json`);
  fs.writeFileSync(file, `${JSON.stringify({ at, machine: machine(), ...facts, results }, null, 2)}\n`);
  return path.relative(ROOT, file);
}

function machine() {
  const [{ model }] = os.cpus();
  return { cores: os.availableParallelism(), model, memoryGiB: Math.round(os.totalmem() / 2 ** 30), node: process.version, platform: `${os.platform()} ${os.arch()}` };
}
