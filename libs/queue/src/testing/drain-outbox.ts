import type { INestApplicationContext } from '@nestjs/common';
import { MessageRunner } from '../worker/message-runner';
import { Messages } from '../worker/messages';
import { Processors } from '../worker/processors';

/**
 * Runs everything that is due, and what that leads to, now instead of by and by; for tests of other libs' processors. The
 * application must have QueueWorkerModule. @returns how many runs it took.
 */
export async function drainOutbox(app: INestApplicationContext): Promise<number> {
  const [messages, runner, processors] = [Messages, MessageRunner, Processors].map((type) => app.get(type, { strict: false })) as [
    Messages,
    MessageRunner,
    Processors,
  ];
  let runs = 0;
  for (let before = -1; before < runs; ) {
    before = runs;
    for (const queue of processors.queues()) {
      const claimed = await messages.claimDue(queue, processors.names(queue), 100);
      await Promise.all(claimed.map((message) => runner.run(message)));
      runs += claimed.length;
    }
  }
  await runner.idle();
  return runs;
}
