export { describeChannelContract } from './src/testing/channel-contract';
export type { ChannelHarness, ProviderMood, TakenMessage } from './src/testing/channel-contract';
export { startMailServer } from './src/testing/mail-server';
export type { MailScript, MailServer, ReceivedMail } from './src/testing/mail-server';
export { startTestDelivery } from './src/testing/test-delivery';
export type { TestDelivery } from './src/testing/test-delivery';
export { signedByTwilio, startTwilioServer, testTwilio } from './src/testing/twilio-server';
export type { AskedMessage, TwilioAnswer, TwilioServer } from './src/testing/twilio-server';
