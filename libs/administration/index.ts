export { administrationEvents } from './src/administration.events';
export { AdministrationModule } from './src/administration.module';
