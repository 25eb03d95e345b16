const MAX_KEYS = 50_000;

/** Fixed windows in memory, bounded: past MAX_KEYS the oldest windows are forgotten, so that a flood of addresses costs nothing else. */
export class MemoryCounter {
  private readonly windows = new Map<string, { count: number; endsAt: number }>();

  constructor(private readonly maxKeys = MAX_KEYS) {}

  /** Counts one, within the running window or in a new one of `ttl` milliseconds. */
  count(key: string, ttl: number, now = performance.now()): { count: number; leftMs: number } {
    const running = this.windows.get(key);
    if (running && running.endsAt > now) {
      running.count += 1;
      return { count: running.count, leftMs: running.endsAt - now };
    }
    this.windows.delete(key);
    this.makeRoom(now);
    this.windows.set(key, { count: 1, endsAt: now + ttl });
    return { count: 1, leftMs: ttl };
  }

  /** What is counted in the running window. */
  peek(key: string, now = performance.now()): { count: number; leftMs: number } {
    const running = this.windows.get(key);
    return running && running.endsAt > now ? { count: running.count, leftMs: running.endsAt - now } : { count: 0, leftMs: 0 };
  }

  /** A map keeps the order of insertion, so the first windows are the oldest. */
  private makeRoom(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now && this.windows.size < this.maxKeys) return;
      this.windows.delete(key);
    }
  }
}
