export { expectAnswer } from './src/testing/expect-answer';
export { startTestApp } from './src/testing/start-app';
export type { TestApp, TestAppOptions } from './src/testing/start-app';
export type { OpenApiDocument } from './src/openapi/document.types';
