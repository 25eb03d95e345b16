import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { ActivityController } from './activity.controller';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditReaderGuard } from './audit-reader.guard';
import { AuditController } from './audit.controller';
import { TrailReaderGuard } from './trail-reader.guard';

@Module({
  imports: [AuditModule],
  controllers: [ActivityController, AuditController],
  providers: [AuditReaderGuard, TrailReaderGuard, AuditContextInterceptor],
})
export class AuditHttpModule {}
