import { linesOf } from './results/lines.mjs';

const COLOURS = { met: '32', missed: '31', wide: '33' };

/** A table for people, in colours where the terminal has them. */
export function printTable(results) {
  for (const result of results) {
    console.log(`\n${result.id}  ${result.what}`);
    if (result.aim) console.log(coloured(result.isMet ? 'met' : 'missed', `    aim ${result.aim}: ${result.isMet ? 'met' : 'not met'}`));
    for (const line of linesOf(result)) console.log(`    ${line}`);
    if (result.isWide) console.log(coloured('wide', '    The rounds lie too far apart to conclude anything: run it again on a quieter machine.'));
  }
}

function coloured(kind, text) {
  const mayColour = process.stdout.isTTY && !process.env.NO_COLOR;
  return mayColour ? `\u001b[${COLOURS[kind]}m${text}\u001b[0m` : text;
}
