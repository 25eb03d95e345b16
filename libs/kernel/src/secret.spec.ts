import { inspect } from 'node:util';
import { Secret } from './secret';

describe('Secret', () => {
  it('shows its value only when asked', () => {
    const secret = new Secret('hunter2');
    expect(secret.reveal()).toBe('hunter2');
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ deep: { secret } })];
    for (const text of shown) expect(text).not.toContain('hunter2');
  });
});
