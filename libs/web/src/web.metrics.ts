import { defineMetrics, WAITING_SECONDS } from '@countersign/observability';

export const webMetrics = defineMetrics('web', {
  requests: {
    name: 'countersign_http_request_duration_seconds',
    kind: 'histogram',
    help: 'Requests, and the time from their headers to the end of their answer',
    labels: {
      method: 'the verb',
      route: 'the template of the route, never the path: `/api/2fa/methods/:methodId`; `(unknown)` where there is none',
      status: 'the status code',
    },
    buckets: WAITING_SECONDS,
  },
});
