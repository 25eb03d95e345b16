export { OtpModule } from './src/otp.module';
export { OtpSettings } from './src/otp.settings';
export { SmsSettings } from './src/sms/sms.settings';
