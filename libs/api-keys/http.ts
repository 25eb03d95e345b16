export { ApiKeysHttpModule } from './src/http/api-keys-http.module';
