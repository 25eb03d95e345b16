import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../audit.module';
import { SealsModule } from '../seals/seals.module';
import { AuditEventProcessor } from './audit-event.processor';
import { AuditPartitions } from './audit-partitions';
import { AuditRetention } from './audit-retention';
import { AuditSeals } from './audit-seals';
import { Listeners } from './listeners';

@Module({
  imports: [DiscoveryModule, AuditModule, SealsModule],
  providers: [Listeners, AuditEventProcessor, AuditPartitions, AuditSeals, AuditRetention],
})
export class AuditWorkerModule {}
