import { Module } from '@nestjs/common';
import { NoticesModule } from '../notices.module';
import { NoticeListener } from './notice.listener';

@Module({ imports: [NoticesModule], providers: [NoticeListener] })
export class NoticesWorkerModule {}
