import { JobProcessor, type JobHandler } from '@countersign/queue/worker';
import { linkMailJob } from '../jobs/link-mail.job';
import { WriteLinkMail } from './write-link-mail';

@JobProcessor(linkMailJob)
export class LinkMailProcessor implements JobHandler {
  constructor(private readonly mails: WriteLinkMail) {}

  handle(linkId: string): Promise<void> {
    return this.mails.write(linkId);
  }
}
