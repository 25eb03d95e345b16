export { AdministrationHttpModule } from './src/http/administration-http.module';
