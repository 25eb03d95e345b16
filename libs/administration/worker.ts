export { AdministrationWorkerModule } from './src/worker/administration-worker.module';
