import { Global, Module, type DynamicModule } from '@nestjs/common';
import { loadSettings } from './load-settings';

/** Provides every registered settings class under its own type, everywhere. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(): DynamicModule {
    const settings = loadSettings();
    const providers = [...settings].map(([provide, useValue]) => ({ provide, useValue }));
    return { module: ConfigModule, providers, exports: providers };
  }
}
