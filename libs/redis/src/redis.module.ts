import { Global, Module } from '@nestjs/common';
import { RedisConnections } from './redis-connections';
import { RedisProbe } from './redis.probe';

@Global()
@Module({ providers: [RedisConnections, RedisProbe], exports: [RedisConnections] })
export class RedisModule {}
