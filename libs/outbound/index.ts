export { isNetwork } from './src/address-class';
export { destinationFault } from './src/destination';
export type { DestinationRules } from './src/destination';
export { Outbound } from './src/outbound';
export type { OutboundAnswer, OutboundRequest } from './src/outbound';
export { OutboundFailure } from './src/outbound-failure';
export { OutboundModule } from './src/outbound.module';
export { OutboundSettings } from './src/outbound.settings';
