import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';

/** docs/openapi.json, from a preview of the api: no provider is made, so no database is needed. */
export async function openApiFile({ lib, ApiModule }) {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const { previewOpenApi } = lib('openapi');
  const { WebSettings } = lib('web');
  const { basePath } = lib('config').loadSettings().get(WebSettings);
  try {
    const document = await previewOpenApi(ApiModule, { title: 'Countersign', version, basePath });
    return `${JSON.stringify(document, null, 2)}\n`;
  } catch (error) {
    throw error.name === 'StartupFault' ? new Fault(error.message) : error;
  }
}
