export { sessionsVariables, testSessions } from './src/testing/test-sessions';
export type { TestSessions } from './src/testing/test-sessions';
