export { startReceiver } from './src/testing/receiver';
export type { ReceivedWebhook, Receiver } from './src/testing/receiver';
