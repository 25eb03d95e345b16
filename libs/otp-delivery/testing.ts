export { startMailServer } from './src/testing/mail-server';
export type { MailScript, MailServer, ReceivedMail } from './src/testing/mail-server';
export { startTestDelivery } from './src/testing/test-delivery';
export type { TestDelivery } from './src/testing/test-delivery';
