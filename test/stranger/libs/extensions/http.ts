import type { DynamicModule, Type } from '@nestjs/common';
import { CompanyPasswordsModule } from './src/company-passwords/company-passwords.module';
import { MagicWordModule } from './src/magic-word/magic-word.module';
import { OfficeNetworkModule } from './src/office-network/office-network.module';

/** Modules of your own in the api: factors, policies, controllers, replacements. One line each. */
export const apiExtensions: (Type | DynamicModule)[] = [MagicWordModule, OfficeNetworkModule, CompanyPasswordsModule];
