export { OtpDeliveryHttpModule } from './src/http/otp-delivery-http.module';
