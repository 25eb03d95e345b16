import { Module } from '@nestjs/common';
// The worker mails what an event says of itself: it needs the catalogue.
import '../api-keys.events';

@Module({})
export class ApiKeysWorkerModule {}
