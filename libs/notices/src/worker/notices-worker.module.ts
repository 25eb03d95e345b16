import { Module } from '@nestjs/common';
// Loaded for the events that it declares, which the wording names.
import '@countersign/factors';
import { NoticesModule } from '../notices.module';
import { NoticeListener } from './notice.listener';

@Module({ imports: [NoticesModule], providers: [NoticeListener] })
export class NoticesWorkerModule {}
