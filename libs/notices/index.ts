export { NoticesModule } from './src/notices.module';
