import type { INestApplication } from '@nestjs/common';

/** These answer at the root, whatever API_BASE_PATH is. */
const AT_ROOT = ['/', 'health', 'health/*rest', 'problems', 'problems/*rest', '.well-known/*rest', 'dev/*rest'];

/** Puts every route below the base path (`/api`; empty: none), but for what belongs to the root. */
export function setBasePath(app: INestApplication, basePath: string): void {
  if (basePath) app.setGlobalPrefix(basePath, { exclude: AT_ROOT });
}
