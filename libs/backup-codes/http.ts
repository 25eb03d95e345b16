export { BackupCodesHttpModule } from './src/http/backup-codes-http.module';
