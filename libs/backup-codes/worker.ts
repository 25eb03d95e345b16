export { BackupCodesWorkerModule } from './src/worker/backup-codes-worker.module';
