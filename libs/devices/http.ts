export { DevicesHttpModule } from './src/http/devices-http.module';
