import { apiReport, REPORT } from './api-report.mjs';
import { endpointsPage, eventsPage, jobsPage, limitsPage, metricsPage, problemsPage, settingsPage } from './catalogue-pages.mjs';
import { pagesWithCode } from './code-in-pages.mjs';
import { databasePage } from './database-page.mjs';
import { exampleFile, testFile } from './env-files.mjs';
import { openApiFile } from './openapi-file.mjs';
import { readmePage } from './readme-parts.mjs';

/** Every generated page of the repository: path → text. */
export async function pagesOf(house) {
  const openApi = await openApiFile(house);
  return {
    'README.md': readmePage(house, openApi),
    'docs/settings.md': settingsPage(house),
    'docs/problems.md': problemsPage(house),
    'docs/events.md': eventsPage(house),
    'docs/limits.md': limitsPage(house),
    'docs/jobs.md': jobsPage(house),
    'docs/operations/metrics.md': metricsPage(house),
    'docs/database.md': await databasePage(house),
    'docs/openapi.json': openApi,
    'docs/endpoints.md': endpointsPage(openApi),
    ...pagesWithCode(),
    [REPORT]: apiReport(),
    '.env.example': exampleFile(house, 'development'),
    '.env.production.example': exampleFile(house, 'production'),
    '.env.test': testFile(house),
  };
}
