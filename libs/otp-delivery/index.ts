export { BrandSettings } from './src/brand.settings';
export { Channel, defineChannel } from './src/channel';
export type { ChannelDefinition, DeliveryChannel, OutgoingMessage, Receipt } from './src/channel';
export { ChannelFailure } from './src/channel-failure';
export { Channels } from './src/channels';
export { escapeHtml } from './src/escape-html';
export { Messages } from './src/messages';
export type { NewDelivery } from './src/messages';
export { OtpDeliveryModule } from './src/otp-delivery.module';
