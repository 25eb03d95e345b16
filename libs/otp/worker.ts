export { OtpWorkerModule } from './src/worker/otp-worker.module';
