export { expectAnswer } from './src/testing/expect-answer';
