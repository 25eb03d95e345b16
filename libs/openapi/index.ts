export { buildOpenApi } from './src/build-openapi';
export type { OpenApiOptions } from './src/build-openapi';
export { serveDocs } from './src/docs-page';
export { previewOpenApi } from './src/preview-openapi';
