export { startMailServer } from './src/testing/mail-server';
export type { MailScript, MailServer, ReceivedMail } from './src/testing/mail-server';
