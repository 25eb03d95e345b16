import { Module } from '@nestjs/common';
// The worker hands events to listeners, and mails those that have a notice: it needs the catalogue.
import '../devices.events';
import { ExpiredDevicesCleanup } from './expired-devices.cleanup';

@Module({ providers: [ExpiredDevicesCleanup] })
export class DevicesWorkerModule {}
