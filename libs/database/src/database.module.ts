import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Logger } from '@countersign/observability';
import { dataSourceOptions } from './data-source-options';
import { Database } from './database';
import { DatabaseConnector } from './database.connector';
import { DatabaseFigures } from './database.figures';
import { DatabaseHealth } from './database.health';
import { DatabaseSettings } from './database.settings';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [DatabaseSettings, Logger],
      useFactory: (settings: DatabaseSettings, logger: Logger) => ({
        ...dataSourceOptions({
          url: settings.DATABASE_URL.reveal(),
          applicationName: settings.DATABASE_APPLICATION_NAME,
          session: settings.DATABASE_PREPARED,
          onPoolError: ({ message }) => logger.warn({ reason: message }, 'A connection to PostgreSQL was lost'),
        }),
        autoLoadEntities: true,
        manualInitialization: true,
      }),
    }),
  ],
  providers: [Database, DatabaseConnector, DatabaseFigures, DatabaseHealth],
  exports: [Database, TypeOrmModule],
})
export class DatabaseModule {}
