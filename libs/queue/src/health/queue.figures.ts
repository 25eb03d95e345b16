import { Injectable } from '@nestjs/common';
import { Database, statement } from '@countersign/database';
import { ReadsMetrics, type MetricSource, type Reading } from '@countersign/observability';
import { listQueues } from '../job';
import { queueMetrics } from '../queue.metrics';
import { workerState } from './worker-state';

/** What grows past all bounds must not make every scrape slower: past this the number only says "many". */
const MOST_COUNTED = 100_000;
const STATES = ['due', 'later', 'running', 'dead'] as const;

interface QueueDepth {
  queue: string;
  state: (typeof STATES)[number];
  messages: number;
}

const queueDepths = statement<QueueDepth>(
  'queue_depths',
  `select queue, state, count(*)::integer as messages
   from (
     select queue, case
         when dead_at is not null then 'dead'
         when claimed_until > now() then 'running'
         when run_at > now() then 'later'
         else 'due'
       end as state
     from outbox limit ${MOST_COUNTED}
   ) as counted
   group by queue, state`,
);

/** The outbox and the workers, the same whichever process is asked. */
@Injectable()
@ReadsMetrics()
export class QueueFigures implements MetricSource {
  readonly name = 'queue';

  constructor(private readonly database: Database) {}

  async read(): Promise<Reading[]> {
    const [state] = await this.database.run(workerState, []);
    const depths = await this.database.run(queueDepths, []);
    const { workers, secondsSinceSeen, oldestMessageSeconds } = state!;
    const heartbeat = secondsSinceSeen === null ? [] : [queueMetrics.heartbeat.at(secondsSinceSeen)];
    return [...depthsOf(depths), queueMetrics.oldest.at(oldestMessageSeconds), queueMetrics.workers.at(workers), ...heartbeat];
  }
}

/** A queue that is empty says 0: a line that goes missing would look like a fault. */
function depthsOf(found: readonly QueueDepth[]): Reading[] {
  const queues = new Set([...listQueues(), ...found.map(({ queue }) => queue)]);
  return [...queues].flatMap((queue) =>
    STATES.map((state) => {
      const depth = found.find((one) => one.queue === queue && one.state === state);
      return queueMetrics.messages.at(depth?.messages ?? 0, { queue, state });
    }),
  );
}
