export { RedisConnections } from './src/redis-connections';
export { RedisModule } from './src/redis.module';
export { RedisSettings } from './src/redis.settings';
