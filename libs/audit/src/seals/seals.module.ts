import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditCheckpoint } from './audit-checkpoint.entity';
import { AuditSeal } from './audit-seal.entity';
import { Chain } from './chain';
import { SealTrail } from './seal-trail';

/** What seals the trail, for the worker; the command line verifies it. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditSeal, AuditCheckpoint])],
  providers: [Chain, SealTrail],
  exports: [SealTrail],
})
export class SealsModule {}
