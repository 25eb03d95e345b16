import type { DynamicModule, Type } from '@nestjs/common';
import { RosterWorkerModule } from './src/roster/worker/roster-worker.module';
import { WhatsAppWorkerModule } from './src/whatsapp/whatsapp-worker.module';

/** Modules of your own in the worker: listeners, channels, processors. One line each. */
export const workerExtensions: (Type | DynamicModule)[] = [RosterWorkerModule, WhatsAppWorkerModule];
