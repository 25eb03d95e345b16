export { SessionsWorkerModule } from './src/worker/sessions-worker.module';
