export { FactorsHttpModule } from './src/http/factors-http.module';
export { validateMembers } from './src/http/validate-members';
