import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QueueModule } from '@countersign/queue';
import { AuditLog } from './audit-log.entity';
import { AuditLogRepository } from './audit-log.repository';
import { AuditReader } from './audit-reader';
import { AuditTrail } from './audit-trail';

@Module({
  imports: [TypeOrmModule.forFeature([AuditLog]), QueueModule],
  providers: [AuditLogRepository, AuditTrail, AuditReader],
  exports: [AuditTrail, AuditReader, AuditLogRepository],
})
export class AuditModule {}
