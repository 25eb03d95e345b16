export { startNameServer } from './src/testing/name-server';
export type { NameServer } from './src/testing/name-server';
