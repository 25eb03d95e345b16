export { AuditWorkerModule } from './src/worker/audit-worker.module';
export { OnSecurityEvent } from './src/worker/security-event-listener';
export type { SecurityEventListener } from './src/worker/security-event-listener';
