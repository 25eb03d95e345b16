export { ApiKeys } from './src/api-keys';
export type { IssuedApiKey, NewApiKey } from './src/api-keys';
export type { ApiKeyView } from './src/api-keys.statements';
export { apiKeyEvents } from './src/api-keys.events';
export { ApiKeysModule } from './src/api-keys.module';
export { apiKeyProblems } from './src/api-keys.problems';
export { ApiKeysSettings } from './src/api-keys.settings';
