import { destination, type DestinationStream } from 'pino';

/** What is written at once; under load a tenth of what the main thread did was writing line by line. */
const CHUNK_BYTES = 8 * 1024;
/** What did not fill a chunk is written after it. */
const FLUSH_MILLISECONDS = 50;
/** Past it lines are dropped: whoever reads them stands still, and the process must not. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Standard output, written in chunks beside the event loop. At the end of the process, and when it ends of a fault, what is left is
 * written first; SIGKILL takes it along (the audit trail is in PostgreSQL).
 */
export function standardOutput(): DestinationStream {
  return destination({ dest: 1, sync: false, minLength: CHUNK_BYTES, periodicFlush: FLUSH_MILLISECONDS, maxLength: MOST_BYTES });
}
