import { Joined } from './joined';

const same = (id: string) => id;

describe('calls that are joined', () => {
  it('go at once where one is alone, and together where one is on its way', async () => {
    const sent: (readonly string[])[] = [];
    const joined = new Joined(same, async (ids) => {
      sent.push(ids);
      await new Promise(setImmediate);
      return ids.filter((id) => id !== 'unknown').map((id) => ({ id }));
    });
    const answers = Promise.all(['one', 'two', 'unknown', 'three'].map((id) => joined.ask(id)));
    expect(sent).toEqual([['one']]);
    expect(await answers).toEqual([{ id: 'one' }, { id: 'two' }, undefined, { id: 'three' }]);
    expect(sent).toEqual([['one'], ['two', 'unknown', 'three']]);
    await joined.ask('four');
    expect(sent[2]).toEqual(['four']);
  });

  it('fail each for itself, and the next ones do not', async () => {
    const joined = new Joined(same, async (ids) => {
      await new Promise(setImmediate);
      if (ids.includes('broken')) throw new Error('no such id');
      return ids.map((id) => ({ id }));
    });
    const outcomes = await Promise.allSettled(['one', 'two', 'broken', 'three'].map((id) => joined.ask(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await joined.ask('four')).toEqual({ id: 'four' });
  });

  it('have one answer where they are of one id at once', async () => {
    const joined = new Joined(same, async (ids) => [...new Set(ids)].map((id) => ({ id })));
    const answers = await Promise.all(['first', 'same', 'same'].map((id) => joined.ask(id)));
    expect(answers).toEqual([{ id: 'first' }, { id: 'same' }, undefined]);
  });

  it('are a hundred at most', async () => {
    const sizes: number[] = [];
    const joined = new Joined(same, async (ids) => {
      sizes.push(ids.length);
      await new Promise(setImmediate);
      return ids.map((id) => ({ id }));
    });
    const answers = await Promise.all(Array.from({ length: 202 }, (_, index) => joined.ask(String(index))));
    expect(answers.map((answer) => answer?.id)).toEqual(Array.from({ length: 202 }, (_, index) => String(index)));
    expect(sizes).toEqual([1, 100, 100, 1]);
  });
});
