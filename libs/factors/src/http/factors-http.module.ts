import { Module } from '@nestjs/common';
import { SessionsModule } from '@countersign/sessions';
import { FactorsModule } from '../factors.module';
import { EnrolmentController } from './enrolment.controller';
import { FactorInputPipe } from './factor-input.pipe';
import { FactorGuard } from './factor.guard';
import { FactorInterceptor } from './factor.interceptor';
import { MethodsController } from './methods.controller';

@Module({
  imports: [FactorsModule, SessionsModule],
  controllers: [MethodsController, EnrolmentController],
  providers: [FactorGuard, FactorInterceptor, FactorInputPipe],
})
export class FactorsHttpModule {}
