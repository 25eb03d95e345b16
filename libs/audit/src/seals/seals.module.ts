import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditCheckpoint } from './audit-checkpoint.entity';
import { AuditSeal } from './audit-seal.entity';
import { Checkpoints } from './chain';
import { SealTrail } from './seal-trail';

/** What seals the trail, for the worker; the command line verifies it. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditSeal, AuditCheckpoint])],
  providers: [Checkpoints, SealTrail],
  exports: [SealTrail],
})
export class SealsModule {}
