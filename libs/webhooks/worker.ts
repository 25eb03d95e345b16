export { WebhooksWorkerModule } from './src/worker/webhooks-worker.module';
