export { describeWithRedis } from './src/testing/describe-with-redis';
