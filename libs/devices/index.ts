export { deviceEvents } from './src/devices.events';
export { DevicesModule } from './src/devices.module';
export { DevicesSettings } from './src/devices.settings';
