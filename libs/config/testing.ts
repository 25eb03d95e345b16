export { settingsFor } from './src/settings-for';
