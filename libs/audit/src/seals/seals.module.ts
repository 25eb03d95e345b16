import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import '../audit.settings';
import { AuditCheckpoint } from './audit-checkpoint.entity';
import { AuditSeal } from './audit-seal.entity';
import { Checkpoints } from './chain';
import { SealTrail } from './seal-trail';
import { VerifyTrail } from './verify-trail';

/** For the worker and the command line. Needs CryptoModule, or another provider of RingDigests. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditSeal, AuditCheckpoint])],
  providers: [Checkpoints, SealTrail, VerifyTrail],
  exports: [SealTrail, VerifyTrail],
})
export class SealsModule {}
