import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../support/client';
import type { ServiceProcess } from '../../support/processes';
import type { Suite } from '../../support/suite';
import type { TcpProxy } from '../../support/tcp-proxy';
import type { SeededRandom } from './seeded-random';

type Place = 'first api' | 'second api' | 'worker';

const PLACES: readonly Place[] = ['first api', 'second api', 'worker'];
const FAULTS = { kill: 5, restart: 2, cut: 4, hang: 2, redis: 2 };

/** Two api processes and a worker behind proxies, and the faults that befall them. */
export class Fleet {
  readonly history: string[] = [];
  readonly #processes = new Map<Place, ServiceProcess>();

  constructor(
    private readonly suite: Suite,
    private readonly proxies: { readonly postgres: TcpProxy; readonly redis: TcpProxy | null },
  ) {}

  async start(): Promise<void> {
    await Promise.all(PLACES.map((place) => this.fill(place)));
  }

  get apis(): readonly ServiceProcess[] {
    return PLACES.filter((place) => place !== 'worker').flatMap((place) => this.#processes.get(place) ?? []);
  }

  /** An api process, dead or alive: a client learns that from its answer. */
  api(random: SeededRandom): Client {
    return random.pick(this.apis).api;
  }

  /** Lets something happen, and mends it. */
  async suffer(random: SeededRandom): Promise<void> {
    const fault = random.weighted(FAULTS);
    const place = random.pick(PLACES);
    const span = random.between(200, 2_500);
    const isOfProcess = fault === 'kill' || fault === 'restart';
    this.history.push(`${fault} ${isOfProcess ? place : `for ${Math.round(span)} ms`}`);
    if (isOfProcess) return this.replace(place, fault);
    const proxy = fault === 'redis' ? this.proxies.redis : this.proxies.postgres;
    const isHung = fault === 'hang' || (fault === 'redis' && random.next() < 0.5);
    proxy?.set(isHung ? 'hung' : 'closed');
    await sleep(span);
    proxy?.set('open');
  }

  private async replace(place: Place, how: 'kill' | 'restart'): Promise<void> {
    const old = this.#processes.get(place);
    await (how === 'kill' ? old?.kill() : old?.stop());
    await this.fill(place);
  }

  private async fill(place: Place): Promise<void> {
    this.#processes.set(place, await this.suite.start(place === 'worker' ? 'worker' : 'api'));
  }
}
