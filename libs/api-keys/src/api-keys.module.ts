import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@countersign/accounts';
import { AuditModule } from '@countersign/audit';
import { ApiKey } from './api-key.entity';
import { ApiKeys } from './api-keys';
import './api-keys.limits';
import { ApiKeyGuard } from './authentication/api-key.guard';
import { ApiKeyReader } from './authentication/api-key.reader';
import { ApiKeyStrategy } from './authentication/api-key.strategy';
import { UseKey } from './authentication/use-key';
import { KnownScopes } from './known-scopes';

@Module({
  imports: [TypeOrmModule.forFeature([ApiKey]), AccountsModule, AuditModule, DiscoveryModule],
  providers: [ApiKeys, KnownScopes, UseKey, ApiKeyStrategy, ApiKeyGuard, ApiKeyReader],
  exports: [ApiKeys, KnownScopes],
})
export class ApiKeysModule {}
