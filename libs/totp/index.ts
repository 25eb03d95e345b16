export { TotpModule } from './src/totp.module';
export { TotpSettings } from './src/totp.settings';
