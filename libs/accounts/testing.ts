export { makeUser } from './src/testing/make-user';
export { Rendezvous } from './src/testing/rendezvous';
