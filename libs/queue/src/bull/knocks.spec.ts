import type { Queue } from 'bullmq';
import { Knocks } from './knocks';

describe('knocks at a queue', () => {
  const ends: (() => void)[] = [];
  const names: string[] = [];
  const queue = {
    add: (_name: string, _data: object, { jobId }: { jobId: string }) => (names.push(jobId), new Promise<void>((resolve) => ends.push(resolve))),
  };
  let knocks: Knocks;

  beforeEach(() => {
    jest.useFakeTimers();
    ends.length = names.length = 0;
    knocks = new Knocks(queue as unknown as Queue);
  });
  afterEach(() => void jest.useRealTimers());

  it('go out one at a time, the last one after the last call', async () => {
    for (let calls = 0; calls < 5; calls += 1) knocks.knock();
    expect(names).toHaveLength(1);
    ends[0]!();
    await jest.advanceTimersByTimeAsync(0);
    expect(names).toHaveLength(2);
    ends[1]!();
    await jest.advanceTimersByTimeAsync(0);
    expect(names).toHaveLength(2);
  });

  it('go out again past one that never arrives, under another name', async () => {
    knocks.knock();
    await jest.advanceTimersByTimeAsync(1_001);
    knocks.knock();
    expect(new Set(names).size).toBe(2);
    // What was lost comes to nothing when it ends after all.
    ends[0]!();
    knocks.knock();
    await jest.advanceTimersByTimeAsync(0);
    expect(names).toHaveLength(2);
  });
});
