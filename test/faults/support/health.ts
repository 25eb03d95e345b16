import type { ServiceProcess } from '../../support/processes';

export interface HealthAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks at whatever the service answered
  readonly body: any;
  readonly retryAfter: string | null;
}

/** Asks one process for its health: `live`, `ready`, or all of it. */
export async function health({ url }: ServiceProcess, which: 'live' | 'ready' | '' = ''): Promise<HealthAnswer> {
  const response = await fetch(`${url}/health${which && `/${which}`}`, { signal: AbortSignal.timeout(10_000) });
  return { status: response.status, body: await response.json(), retryAfter: response.headers.get('retry-after') };
}
