export { FactorsWorkerModule } from './src/worker/factors-worker.module';
