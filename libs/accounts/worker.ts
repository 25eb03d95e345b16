export { AccountsWorkerModule } from './src/worker/accounts-worker.module';
