export { Rendezvous } from './src/testing/rendezvous';
export { makeUser } from './src/testing/make-user';
export { scanningStatements } from './src/testing/scanning-statements';
export { warmPool } from './src/testing/warm-pool';
