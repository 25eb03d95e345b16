import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MagicWord } from './magic-word.entity';
import { MagicWordFactor } from './magic-word.factor';
import { MagicWordRepository } from './magic-word.repository';

@Module({ imports: [TypeOrmModule.forFeature([MagicWord])], providers: [MagicWordFactor, MagicWordRepository] })
export class MagicWordModule {}
