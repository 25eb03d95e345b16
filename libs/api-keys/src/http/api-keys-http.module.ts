import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys.module';
import { ApiKeysController } from './api-keys.controller';

@Module({ imports: [ApiKeysModule], controllers: [ApiKeysController] })
export class ApiKeysHttpModule {}
