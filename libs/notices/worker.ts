export { NoticesWorkerModule } from './src/worker/notices-worker.module';
