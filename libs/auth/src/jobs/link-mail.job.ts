import { defineJob } from '@countersign/queue';

/** Writes the mail of a link that was asked for; its subject is the link's row. */
export const linkMailJob = defineJob({ name: 'auth.link-mail.v1', queue: 'security-mails', maxAttempts: 8, backoffSeconds: [1, 2, 4, 8, 30, 120, 600] });
