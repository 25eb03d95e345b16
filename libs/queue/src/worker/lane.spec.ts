import { Lane } from './lane';
import type { ClaimedMessage } from './messages.statements';

/** A lane of `places`, what waits for it, and runs that end when they are told to. */
class Bench {
  waiting: string[] = [];
  readonly claims: number[] = [];
  readonly #ends = new Map<string, () => void>();
  readonly lane: Lane;

  constructor(places: number) {
    const claim = async (limit: number) => {
      this.claims.push(limit);
      const taken = this.waiting.splice(0, limit);
      await Promise.resolve();
      return taken.map((id) => ({ id }) as ClaimedMessage);
    };
    this.lane = new Lane(places, claim, ({ id }) => new Promise((resolve) => this.#ends.set(id, resolve)));
  }

  running(): string[] {
    return [...this.#ends.keys()];
  }

  async end(id: string): Promise<void> {
    this.#ends.get(id)!();
    this.#ends.delete(id);
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a lane', () => {
  it('claims as much as it has places, and the rest as they are free', async () => {
    const bench = new Bench(2);
    bench.waiting = ['one', 'two', 'three'];
    await bench.lane.look();
    expect([bench.running(), bench.lane.hasRoom()]).toEqual([['one', 'two'], false]);
    await bench.end('one');
    expect(bench.running()).toEqual(['two', 'three']);
    await bench.end('two');
    await bench.end('three');
    expect([bench.running(), bench.lane.hasRoom()]).toEqual([[], true]);
  });

  it('takes what was said to be due while all places were taken', async () => {
    const bench = new Bench(1);
    bench.waiting = ['one'];
    await bench.lane.look();
    await bench.lane.look();
    bench.waiting = ['two'];
    await bench.lane.look();
    expect(bench.claims).toEqual([1]);
    await bench.end('one');
    expect(bench.running()).toEqual(['two']);
  });

  it('looks once more where it was asked to while it looked, and no more than that', async () => {
    const bench = new Bench(8);
    const first = bench.lane.look();
    bench.waiting = ['late'];
    await Promise.all([first, bench.lane.look(), bench.lane.look()]);
    expect([bench.running(), bench.claims]).toEqual([['late'], [8, 8]]);
  });
});
