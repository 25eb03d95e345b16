import { setTimeout as sleep } from 'node:timers/promises';
import { currentWaits, Wait, Waits, withWaits } from './waits';

describe('Wait', () => {
  it('counts waits that overlap once, and none in between', async () => {
    const wait = new Wait();
    const waiting = async (ms: number) => {
      wait.begin();
      await sleep(ms);
      wait.end();
    };
    await Promise.all([waiting(60), waiting(40)]);
    await sleep(50);
    expect(wait.ms).toBeGreaterThanOrEqual(55);
    expect(wait.ms).toBeLessThan(100);
  });

  it('runs on while something is waited for', async () => {
    const wait = new Wait();
    wait.begin();
    await sleep(20);
    expect(wait.ms).toBeGreaterThanOrEqual(15);
  });
});

describe('Waits', () => {
  it('are those of the request alone, after awaits too', async () => {
    const serve = (waits: Waits) =>
      withWaits(waits, async () => {
        await sleep(5);
        currentWaits()!.of('database').count += 1;
      });
    const [one, other] = [new Waits(), new Waits()];
    await Promise.all([serve(one), serve(other), serve(other)]);
    expect([one.parts(), other.parts()]).toEqual([{ database: { ms: 0, count: 1 } }, { database: { ms: 0, count: 2 } }]);
    expect(currentWaits()).toBeUndefined();
  });
});
