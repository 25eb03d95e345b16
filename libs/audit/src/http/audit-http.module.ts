import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../audit.module';
import { UserReferences } from '../user-references';
import { ActivityController } from './activity.controller';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditReaderGuard } from './audit-reader.guard';
import { AuditController } from './audit.controller';
import { TrailReaderGuard } from './trail-reader.guard';

@Module({
  imports: [AuditModule, DiscoveryModule],
  controllers: [ActivityController, AuditController],
  providers: [AuditReaderGuard, TrailReaderGuard, AuditContextInterceptor, UserReferences],
})
export class AuditHttpModule {}
