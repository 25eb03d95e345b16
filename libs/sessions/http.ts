export { SessionsHttpModule } from './src/http/sessions-http.module';
