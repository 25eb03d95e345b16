import type { Reply } from '../../support/client';
import { timed, type Timed } from './timed';

export interface Observed extends Timed<Reply | { readonly status: 0; readonly error: string }> {
  readonly kind: string;
}

export interface Load {
  readonly observed: readonly Observed[];
  /** Ends all loops when their present request is answered. */
  stop(): Promise<void>;
}

/** Between two requests of one loop, so that the machine keeps breath for what is tested. */
const PAUSE_MILLISECONDS = 40;

/** Endless loops, one for each flow, that write down every answer; a connection that broke is status 0. */
export function startLoad(flows: readonly { kind: string; step: () => Promise<Reply> }[]): Load {
  const observed: Observed[] = [];
  let isOver = false;
  const loop = async (kind: string, step: () => Promise<Reply>) => {
    while (!isOver) {
      const settled = () => step().catch((error: Error) => ({ status: 0 as const, error: String(error.cause ?? error.message) }));
      observed.push({ kind, ...(await timed<Observed['value']>(settled)) });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  };
  const loops = flows.map(({ kind, step }) => loop(kind, step));
  return {
    observed,
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
    },
  };
}

/** Whether each kind was answered 200 by a request that began after `moment`. */
export function allWorkSince({ observed }: Load, moment: number, kinds: readonly string[]): boolean {
  return kinds.every((kind) => observed.some((one) => one.kind === kind && one.began > moment && one.value.status === 200));
}
