export { AuthHttpModule } from './src/http/auth-http.module';
