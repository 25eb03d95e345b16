import { Module } from '@nestjs/common';
import { AccountsModule } from '@countersign/accounts';
import { AdministrationModule } from '../administration.module';
import { AdministrationController } from './administration.controller';

@Module({ imports: [AccountsModule, AdministrationModule], controllers: [AdministrationController] })
export class AdministrationHttpModule {}
