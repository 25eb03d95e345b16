export { AuthWorkerModule } from './src/worker/auth-worker.module';
