import { isProblem } from '@countersign/kernel';
import type { Counter } from './metric';

/**
 * Does `work` and counts how it ended: the word for its result, or the public code of the problem that it threw. Public, since
 * a figure by true reasons would tell whoever watches it which accounts exist.
 */
export async function countOutcome<Result>(
  counter: Counter<'outcome'>,
  wordFor: (result: Result) => string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    counter.count({ outcome: wordFor(result) });
    return result;
  } catch (error) {
    counter.count({ outcome: isProblem(error) ? error.code : 'internal_error' });
    throw error;
  }
}
