import { Breaker } from './breaker';

describe('Breaker', () => {
  let now = 0;
  let breaker: Breaker;
  const fail = (times: number) => {
    for (let count = 0; count < times; count += 1) {
      expect(breaker.mayAsk()).toBe(true);
      breaker.failed();
    }
  };
  beforeEach(() => {
    now = 0;
    breaker = new Breaker(() => now);
  });

  it('lets messages through side by side while the provider works', () => {
    expect([breaker.mayAsk(), breaker.mayAsk(), breaker.mayAsk()]).toEqual([true, true, true]);
  });

  it('leaves it alone for 5 s after three failures in a row', () => {
    fail(2);
    expect(breaker.isDown).toBe(false);
    fail(1);
    expect([breaker.isDown, breaker.mayAsk(), breaker.waitSeconds()]).toEqual([true, false, 5]);
  });

  it('forgets failures once it works', () => {
    fail(2);
    breaker.worked();
    fail(2);
    expect(breaker.mayAsk()).toBe(true);
  });

  it('then lets one message try, and the rest wait for it', () => {
    fail(3);
    now = 5_000;
    expect([breaker.mayAsk(), breaker.mayAsk()]).toEqual([true, false]);
    breaker.failed();
    expect(breaker.mayAsk()).toBe(false);
    now = 10_000;
    expect(breaker.mayAsk()).toBe(true);
    breaker.leftOpen();
    expect(breaker.mayAsk()).toBe(true);
    breaker.worked();
    expect([breaker.isDown, breaker.mayAsk(), breaker.mayAsk()]).toEqual([false, true, true]);
  });

  it('leaves it alone for as long as it asks for, after one failure', () => {
    breaker.mayAsk();
    breaker.failed(30);
    now = 29_000;
    expect([breaker.mayAsk(), breaker.isDown]).toEqual([false, false]);
    now = 30_000;
    expect(breaker.mayAsk()).toBe(true);
  });
});
