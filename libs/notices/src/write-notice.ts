import { isIP } from 'node:net';
import { isByAdministrator, userSideOf, type EventNotice, type Origin } from '@countersign/kernel';
import { composeMail, type WrittenMail } from '@countersign/otp-delivery';
import { describeDevice } from './describe-device';

export interface NoticeFacts {
  readonly brand: string;
  readonly language: string;
  readonly username: string | null;
  readonly occurredAt: Date;
  readonly origin: Origin;
  /** The event's own facts. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A notice as plain text and as HTML that says the same. */
export function writeNotice(notice: EventNotice, { brand, language, username, occurredAt, origin, data = {} }: NoticeFacts): WrittenMail {
  const facts: readonly [string, string][] = [
    ['When', `${occurredAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`],
    ...(isByAdministrator(data) ? [] : placeOf(origin)),
  ];
  const parts = [
    username ? `Hello ${username},` : 'Hello,',
    notice.happened(brand, data),
    { facts },
    ...(isByAdministrator(data) ? [] : ['If this was you, there is nothing to do.']),
    notice.unexpected(brand),
    brand,
  ];
  return composeMail({ subject: notice.subject(brand, data), parts, language });
}

function placeOf(origin: Origin): [string, string][] {
  const { ipAddress, userAgent } = userSideOf(origin);
  return [
    ['From the address', ipAddress && isIP(ipAddress) ? ipAddress : 'unknown'],
    ['With', describeDevice(userAgent)],
  ];
}
