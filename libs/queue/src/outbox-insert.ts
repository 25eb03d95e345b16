import type { Job } from './job';

/** One message to be: `id` names it, `subject` is the row that the job is about. */
export interface NewMessage {
  readonly id: string;
  readonly job: Job;
  readonly subject: string;
  /** Not run after this; the database's clock decides. */
  readonly notAfter?: Date | null;
}

/**
 * The one way rows come into the outbox: a statement, or the body of a CTE in another lib's statement, so that a change
 * and its messages are one round trip and one commit. The text is the same for any number of messages.
 */
export const outboxInsert = {
  /** `insert into outbox … select … from unnest($n…)`, its parameters numbered from `first`. */
  text(first: number): string {
    const types = ['uuid', 'text', 'text', 'uuid', 'timestamptz'];
    const arrays = types.map((type, index) => `$${first + index}::${type}[]`).join(', ');
    return `insert into outbox (id, job, queue, subject, not_after) select * from unnest(${arrays})`;
  },

  values(messages: readonly NewMessage[]): unknown[] {
    return [
      messages.map(({ id }) => id),
      messages.map(({ job }) => job.name),
      messages.map(({ job }) => job.queue),
      messages.map(({ subject }) => subject),
      messages.map(({ notAfter }) => notAfter ?? null),
    ];
  },
};
