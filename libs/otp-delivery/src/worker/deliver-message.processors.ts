import { Injectable } from '@nestjs/common';
import { JobProcessor, type JobContext, type JobHandler } from '@countersign/queue/worker';
import { deliveryJobs, textCodeJob } from '../jobs/delivery.jobs';
import { DeliverMessage } from './deliver-message';

@Injectable()
abstract class DeliveryProcessor implements JobHandler {
  constructor(private readonly messages: DeliverMessage) {}

  handle(subject: string, context: JobContext): Promise<void> {
    return this.messages.deliver(subject, context);
  }
}

@JobProcessor(deliveryJobs.code)
export class CodeProcessor extends DeliveryProcessor {}

@JobProcessor(textCodeJob)
export class TextCodeProcessor extends DeliveryProcessor {}

@JobProcessor(deliveryJobs.security)
export class SecurityMailProcessor extends DeliveryProcessor {}

@JobProcessor(deliveryJobs.notice)
export class NoticeProcessor extends DeliveryProcessor {}

@JobProcessor(deliveryJobs.other)
export class MessageProcessor extends DeliveryProcessor {}
