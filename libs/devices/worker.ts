export { DevicesWorkerModule } from './src/worker/devices-worker.module';
