import type { Problem } from '@countersign/kernel';
import { Admissions } from './admissions';

const make = (rules = {}) => new Admissions({ threads: 2, maxQueue: 100, maxWaitMs: 1000, assumedMs: 500, ...rules });
const fill = (admissions: Admissions, places: number) => Array.from({ length: places }, () => admissions.admit());
const refusalOf = (admissions: Admissions): Partial<Problem> => {
  try {
    admissions.admit().release();
    return {};
  } catch (error) {
    return error as Problem;
  }
};

describe('Admissions', () => {
  it('expects the places before, divided by the threads, times the time of a hash', () => {
    const admissions = make();
    expect(admissions.expectedWaitMs).toBe(0);
    fill(admissions, 2);
    expect(admissions.expectedWaitMs).toBe(250);
    fill(admissions, 3);
    expect(admissions.expectedWaitMs).toBe(1000);
  });

  it('refuses past the longest wait, and says when those before will be done', () => {
    const admissions = make();
    fill(admissions, 6);
    expect(refusalOf(admissions)).toMatchObject({ code: 'service_unavailable', status: 503, retryAfterSeconds: 2 });
    expect(refusalOf(admissions)).toMatchObject({ extras: { retryAfter: 2 } });
  });

  it('refuses past the longest queue', () => {
    const admissions = make({ maxQueue: 3 });
    const [first] = fill(admissions, 5);
    expect(refusalOf(admissions).reason).toContain('full');
    first!.release();
    expect(refusalOf(admissions).code).toBeUndefined();
  });

  it('gives a place back once, however often it is released', () => {
    const admissions = make();
    const [first] = fill(admissions, 2);
    first!.release();
    first!.release();
    expect(admissions.taken).toBe(1);
  });

  it('keeps the place under a running task when the caller releases it', () => {
    const admissions = make();
    const place = admissions.admit();
    const giveBack = admissions.takeOver(place);
    place.release();
    expect(admissions.taken).toBe(1);
    giveBack();
    expect(admissions.taken).toBe(0);
  });

  it('takes a new place where the admission is spent, so that none is used twice', () => {
    const admissions = make({ maxQueue: 0, threads: 1 });
    const place = admissions.admit();
    admissions.takeOver(place);
    expect(() => admissions.takeOver(place)).toThrow(expect.objectContaining({ code: 'service_unavailable' }));
  });

  it('follows what hashes take now', () => {
    const admissions = make();
    fill(admissions, 2);
    admissions.measured(100);
    expect(admissions.expectedWaitMs).toBe(50);
    for (let hash = 0; hash < 40; hash += 1) admissions.measured(400);
    expect(admissions.expectedWaitMs).toBeCloseTo(200, 0);
  });

  it('counts a task of many hashes as many, before it and after', () => {
    const admissions = make();
    const [one, set] = [admissions.admit(), admissions.admit(9)];
    // Ten hashes are before the next, on two threads; the guess is 500 ms each.
    expect(admissions.expectedWaitMs).toBe(1250);
    set.release();
    one.release();
    admissions.measured(4000, 10);
    fill(admissions, 2);
    expect(admissions.expectedWaitMs).toBe(200);
  });

  it('keeps the weight of a place under its task', () => {
    const admissions = make();
    const tasks = [admissions.takeOver(admissions.admit(6)), admissions.takeOver(undefined, 2)];
    expect([admissions.taken, admissions.expectedWaitMs]).toEqual([2, 1000]);
    for (const giveBack of tasks) giveBack();
    expect([admissions.taken, admissions.expectedWaitMs]).toEqual([0, 0]);
  });

  it('admits nobody after it is closed', () => {
    const admissions = make();
    admissions.close();
    expect(refusalOf(admissions)).toMatchObject({ code: 'service_unavailable', retryAfterSeconds: 1 });
  });
});
