import { Module } from '@nestjs/common';
// The worker mails what has a notice: it needs the catalogue.
import '../administration.events';

@Module({})
export class AdministrationWorkerModule {}
