import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { ActivityController } from './activity.controller';
import { AuditContextInterceptor } from './audit-context.interceptor';
import { AuditReaderGuard } from './audit-reader.guard';

@Module({
  imports: [AuditModule],
  controllers: [ActivityController],
  providers: [AuditReaderGuard, AuditContextInterceptor],
})
export class AuditHttpModule {}
