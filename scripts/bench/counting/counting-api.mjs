import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { openStrictCaller } from '../load.mjs';

const HOOK = path.join(import.meta.dirname, 'record-queries.cjs');

/**
 * @typedef {object} Sent a statement that was sent and answered
 * @property {string} [name] of a prepared one
 * @property {string} text
 * @property {unknown[]} values
 * @property {object[]} rows
 * @property {number | null} rowCount
 */

/**
 * One more api beside the measured one, which writes down what it asks PostgreSQL: in a process of its own, so that counting costs
 * the measured one nothing.
 *
 * @param {import('../../lib/stack.mjs').Stack} stack
 * @returns {Promise<{ call: Function, recorded: (work: () => Promise<unknown>) => Promise<Sent[]>, stop: () => Promise<void> }>}
 */
export async function startCountingApi(stack) {
  const file = path.join(stack.dataDir, 'queries.log');
  fs.writeFileSync(file, '', { mode: 0o600 });
  const { child, url } = await stack.startBeside({ service: 'api', name: 'counting-api', extraEnv: { RECORD_QUERIES: file }, nodeArgs: ['--require', HOOK] });
  const caller = openStrictCaller(url);
  const recorded = async (work) => {
    const { size } = fs.statSync(file);
    await work();
    const lines = fs.readFileSync(file).subarray(size).toString().split('\n').filter(Boolean);
    return lines.map((line) => v8.deserialize(Buffer.from(line, 'base64')));
  };
  const stop = async () => {
    caller.close();
    await child.stop();
    fs.rmSync(file, { force: true });
  };
  return { call: caller.call, recorded, stop };
}

/** What frames a transaction and does nothing itself. @param {Sent} sent */
export function isFrame({ text }) {
  return /^\s*(begin|start transaction|commit|rollback)\b/i.test(text);
}
