import { isFrame } from './counting-api.mjs';

/** Shorter texts may be equal by chance. */
const LEAST_SIGNS = 12;

/**
 * @typedef {object} Step one statement
 * @property {string} [name] @property {string} text @property {number | null} rowCount
 * @property {({ is: unknown } | { step: number, row: number, column: string })[]} values as they are, or of an earlier answer
 */

/**
 * What a request asked of PostgreSQL, such that a bare program can ask it again: a value that came from the answer to an earlier
 * statement is taken from its answer again. What one connection does from BEGIN to COMMIT stays together.
 *
 * @param {import('./counting-api.mjs').Sent[]} sent @returns {Step[][]}
 */
export function recipeOf(sent) {
  const units = [];
  let isOpen = false;
  for (const [index, one] of sent.entries()) {
    const step = { name: one.name, text: one.text, rowCount: one.rowCount, values: one.values.map((value) => sourceOf(value, sent.slice(0, index))) };
    if (isOpen) units.at(-1).push(step);
    else units.push([step]);
    isOpen = isFrame(one) ? /^\s*(begin|start)/i.test(one.text) : isOpen;
  }
  return units;
}

function sourceOf(value, earlier) {
  const isTelling = typeof value === 'string' && value.length >= LEAST_SIGNS;
  for (const [step, { rows }] of isTelling ? earlier.entries() : []) {
    for (const [row, columns] of rows.entries()) {
      const column = Object.keys(columns).find((name) => columns[name] === value);
      if (column) return { step, row, column };
    }
  }
  return { is: value };
}
