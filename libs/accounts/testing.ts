export { makeUser } from './src/testing/make-user';
