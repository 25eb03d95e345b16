import { setImmediate as turn } from 'node:timers/promises';
import { Turns } from './turns';

describe('turns', () => {
  it('are taken one after the other by one key, past failures, and side by side by others', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const slow = async (name: string) => {
      seen.push(`${name} begins`);
      for (let waits = 0; waits < 3; waits += 1) await turn();
      seen.push(`${name} ends`);
      if (name === 'first') throw new TypeError(name);
    };
    const first = turns.take('one', () => slow('first'));
    const others = [turns.take('one', () => slow('second')), turns.take('two', () => slow('other')), turns.take(null, () => slow('nobody'))];
    await expect(first).rejects.toThrow(TypeError);
    await Promise.all(others);
    expect(seen.indexOf('second begins')).toBeGreaterThan(seen.indexOf('first ends'));
    for (const name of ['other', 'nobody']) expect(seen.indexOf(`${name} begins`)).toBeLessThan(seen.indexOf('first ends'));
  });
});
