import { Module } from '@nestjs/common';
import { OtpDeliveryModule } from '../otp-delivery.module';
import { DevInbox } from './dev-inbox';
import { DevInboxAnnouncement } from './dev-inbox.announcement';
import { DevInboxController } from './dev-inbox.controller';
import { DevInboxGuard } from './dev-inbox.guard';
import { DevInboxInterceptor } from './dev-inbox.interceptor';

/** The development inbox. Where it is not open its routes answer 404 like any unknown one. */
@Module({
  imports: [OtpDeliveryModule],
  controllers: [DevInboxController],
  providers: [DevInbox, DevInboxGuard, DevInboxInterceptor, DevInboxAnnouncement],
})
export class OtpDeliveryHttpModule {}
