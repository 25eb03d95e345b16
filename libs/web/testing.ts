export { startTestApp } from './src/testing/start-app';
export type { TestApp, TestAppOptions } from './src/testing/start-app';
