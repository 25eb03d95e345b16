export { OtpDeliveryWorkerModule } from './src/worker/otp-delivery-worker.module';
