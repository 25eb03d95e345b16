import { MemoryCounter } from './memory-counter';

describe('MemoryCounter', () => {
  it('counts within a window and starts anew after it', () => {
    const counter = new MemoryCounter();
    expect(counter.count('a', 1000, 0)).toEqual({ count: 1, leftMs: 1000 });
    expect(counter.count('a', 1000, 400)).toEqual({ count: 2, leftMs: 600 });
    expect(counter.count('b', 1000, 400)).toEqual({ count: 1, leftMs: 1000 });
    expect(counter.count('a', 1000, 1000)).toEqual({ count: 1, leftMs: 1000 });
  });

  it('forgets the oldest windows when it is full', () => {
    const counter = new MemoryCounter(2);
    counter.count('a', 1000, 0);
    counter.count('b', 1000, 1);
    counter.count('c', 1000, 2);
    expect(counter.count('b', 1000, 3).count).toBe(2);
    expect(counter.count('a', 1000, 3).count).toBe(1);
  });
});
