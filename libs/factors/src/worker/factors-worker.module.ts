import { Module } from '@nestjs/common';
// The worker hands events to listeners and prints their titles: it needs the catalogue.
import '../factors.events';
import { ClearAbandonedSetups, ClearExpiredChallenges } from './clear-expired';

@Module({ providers: [ClearExpiredChallenges, ClearAbandonedSetups] })
export class FactorsWorkerModule {}
