export { declaredStatements } from './src/statement';
export { openStudio } from './src/studio/studio';
export { Rendezvous } from './src/testing/rendezvous';
export { scanningStatements } from './src/testing/scanning-statements';
export { connectTestDatabase, createTestDatabase } from './src/testing/test-database';
export type { ConnectedTestDatabase, TestDatabase } from './src/testing/test-database';
export { warmPool } from './src/testing/warm-pool';
