export { drainOutbox } from './src/testing/drain-outbox';
export { startTestProcess } from './src/testing/test-process';
export type { TestProcess } from './src/testing/test-process';
