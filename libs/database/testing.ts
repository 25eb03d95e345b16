export { connectTestDatabase, createTestDatabase } from './src/test-database';
export type { ConnectedTestDatabase, TestDatabase } from './src/test-database';
