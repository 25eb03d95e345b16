import { Module } from '@nestjs/common';
import { OutboundModule } from '@countersign/outbound';
import { WhatsAppChannel } from './whatsapp.channel';

@Module({ imports: [OutboundModule], providers: [WhatsAppChannel] })
export class WhatsAppWorkerModule {}
