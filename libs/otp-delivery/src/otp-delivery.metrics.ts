import { defineMetrics } from '@countersign/observability';

const metrics = defineMetrics('otp-delivery', {
  attempts: {
    name: 'countersign_message_attempts_total',
    kind: 'counter',
    help: 'Mails and other messages, by attempt of the worker to send them',
    labels: {
      channel: 'the kind: email, sms, or what a channel of your own carries',
      provider: 'the provider that was asked: smtp, twilio, inbox …; none where nothing is configured',
      outcome: 'sent; put_back (another provider or a later attempt may do it); failed (for good); interrupted (the run was broken off)',
    },
  },
  expired: {
    name: 'countersign_messages_expired_total',
    kind: 'counter',
    help: 'Messages whose time was over before they could be sent',
  },
});

export function countAttempt(channel: string, provider: string, outcome: 'sent' | 'put_back' | 'failed' | 'interrupted'): void {
  metrics.attempts.count({ channel, provider, outcome });
}

export function countExpired(): void {
  metrics.expired.count();
}
