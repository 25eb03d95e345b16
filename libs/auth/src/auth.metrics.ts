import { defineMetrics } from '@countersign/observability';

export const authMetrics = defineMetrics('auth', {
  logins: {
    name: 'countersign_logins_total',
    kind: 'counter',
    help: 'Log-ins by what came of the password; what comes of the second factor is in countersign_factor_checks_total',
    labels: {
      outcome:
        'signed_in; second_factor_needed; second_factor_excused (a trusted device); or the code of the problem, such as ' +
        'invalid_credentials, too_many_requests, service_unavailable',
    },
  },
});
