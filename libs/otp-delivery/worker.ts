export { OtpDeliveryWorkerModule } from './src/worker/otp-delivery-worker.module';
export { OnReceipt } from './src/worker/receipts/receipt-listener';
export type { MessageReceipt, ReceiptListener } from './src/worker/receipts/receipt-listener';
