export { AuditModule } from './src/audit.module';
export { AuditReader } from './src/audit-reader';
export type { ActivityPage } from './src/audit-reader';
export { AuditTrail } from './src/audit-trail';
export type { RecordedEvent } from './src/recorded-event';
export { KnowsUserReferences } from './src/user-references';
export type { UserReferenceSource } from './src/user-references';
