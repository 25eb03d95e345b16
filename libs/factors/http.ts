export { FactorsHttpModule } from './src/http/factors-http.module';
