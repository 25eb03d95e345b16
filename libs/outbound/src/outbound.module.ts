import { Module } from '@nestjs/common';
import { Names } from './names';
import { Outbound } from './outbound';

@Module({ providers: [Names, Outbound], exports: [Outbound] })
export class OutboundModule {}
