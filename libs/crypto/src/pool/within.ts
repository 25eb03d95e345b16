import { problems } from '@countersign/kernel';

/**
 * What a promise gives, if it does so in time; its late outcome is ignored.
 *
 * @throws service_unavailable when the time is over.
 */
export async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const reason = `no hashing thread answered within ${milliseconds} ms`;
    timer = setTimeout(() => reject(problems.service_unavailable({ retryAfter: 1 }, { reason, retryAfterSeconds: 1 })), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
