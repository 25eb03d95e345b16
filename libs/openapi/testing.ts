export { expectAnswer } from './src/testing/expect-answer';
export type { OpenApiDocument } from './src/document.types';
