import type { MethodRef } from '@countersign/factors';
import { defineMetrics } from '@countersign/observability';

const labels = {
  channel: 'the kind of method: sms or email',
  prefix: 'the calling code that the number begins with, as +49; empty for addresses',
};

export const otpMetrics = defineMetrics('otp', {
  sent: { name: 'countersign_codes_sent_total', kind: 'counter', help: 'Codes handed to delivery', labels },
  approved: {
    name: 'countersign_codes_approved_total',
    kind: 'counter',
    help: 'Codes that came back: far fewer than were sent to a prefix is how toll fraud looks',
    labels,
  },
});

export function countSent(method: MethodRef): void {
  otpMetrics.sent.count(labelsOf(method));
}

export function countApproved(method: MethodRef): void {
  otpMetrics.approved.count(labelsOf(method));
}

function labelsOf({ type, destination }: MethodRef) {
  return { channel: type, prefix: /^\+\d{1,3}(?=\*)/.exec(destination?.masked ?? '')?.[0] ?? '' };
}
