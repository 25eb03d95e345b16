import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../audit.module';
import { AuditEventProcessor } from './audit-event.processor';
import { AuditPartitions } from './audit-partitions';
import { Listeners } from './listeners';

@Module({
  imports: [DiscoveryModule, AuditModule],
  providers: [Listeners, AuditEventProcessor, AuditPartitions],
})
export class AuditWorkerModule {}
