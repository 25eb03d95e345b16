import { isIP } from 'node:net';
import { inLanguage, isByAdministrator, userSideOf, wordsOfNotice, type EventNotice, type Origin } from '@countersign/kernel';
import { composeMail, type WrittenMail } from '@countersign/otp-delivery';
import { describeDevice } from './describe-device';
import { frames, type FrameWords } from './notice-words';

export interface NoticeFacts {
  readonly brand: string;
  readonly language: string;
  /** To greet by, as `nameToGreet` says. */
  readonly name: string | null;
  readonly occurredAt: Date;
  readonly origin: Origin;
  /** The event's own facts. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A notice as plain text and as HTML that says the same, all of it in one language: English, where either the notice or what stands around it lacks the one that is wanted. */
export function writeNotice(notice: EventNotice, { brand, language: wanted, name, occurredAt, origin, data = {} }: NoticeFacts): WrittenMail {
  const ofFrame = inLanguage(frames, wordsOfNotice(notice, wanted).language).language;
  const { language, words } = wordsOfNotice(notice, ofFrame);
  const { words: frame } = inLanguage(frames, language);
  const facts: readonly [string, string][] = [
    [frame.when, `${occurredAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`],
    ...(isByAdministrator(data) ? [] : placeOf(origin, frame)),
  ];
  const parts = [
    frame.hello(name),
    words.happened(brand, data),
    { facts },
    ...(isByAdministrator(data) ? [] : [frame.expected]),
    words.unexpected(brand),
    brand,
  ];
  return composeMail({ subject: words.subject(brand, data), parts, language });
}

function placeOf(origin: Origin, frame: FrameWords): [string, string][] {
  const { ipAddress, userAgent } = userSideOf(origin);
  return [
    [frame.from, ipAddress && isIP(ipAddress) ? ipAddress : frame.unknownAddress],
    [frame.device, describeDevice(userAgent, frame)],
  ];
}
