export { ApiKeysWorkerModule } from './src/worker/api-keys-worker.module';
