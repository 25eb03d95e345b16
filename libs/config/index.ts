export { ConfigModule } from './src/config.module';
export { ChoiceSetting, FlagSetting, ListSetting, SecretSetting, TextSetting, WholeSetting } from './src/fields';
export { listSettings } from './src/registry';
export type { SettingDoc } from './src/registry';
export { loadSettings } from './src/load-settings';
export { Mode, RuntimeSettings } from './src/runtime.settings';
export { isPlaceholder } from './src/secret-faults';
export { Settings } from './src/registry';
export type { CrossCheck } from './src/registry';
