import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RosterEntry } from '../roster-entry.entity';
import { RosterListener } from './roster.listener';

@Module({ imports: [TypeOrmModule.forFeature([RosterEntry])], providers: [RosterListener] })
export class RosterWorkerModule {}
