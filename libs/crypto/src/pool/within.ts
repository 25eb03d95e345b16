import { refusal } from './admissions';

/**
 * What a promise gives, if it does so in time; its late outcome is ignored.
 *
 * @throws service_unavailable when the time is over.
 */
export async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const late = () => reject(refusal(`no hashing thread answered within ${milliseconds} ms`, 1));
    timer = setTimeout(late, milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
