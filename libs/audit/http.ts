export { AuditHttpModule } from './src/http/audit-http.module';
