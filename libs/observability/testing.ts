export { recordingLogger } from './src/logging/recording-logger';
