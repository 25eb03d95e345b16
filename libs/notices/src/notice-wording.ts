import type { factorEvents } from '@countersign/factors';

/** What a notice says. Texts are plain; the writer escapes them. */
export interface NoticeWording {
  readonly subject: (brand: string) => string;
  /** What happened and what it means, for somebody who reads only this. */
  readonly happened: (brand: string) => string;
  /** What to do when it was not the user. */
  readonly unexpected: (brand: string) => string;
}

type NoticedEvent = keyof Pick<typeof factorEvents, '2fa.enabled'>;

/** The one place for the words of notices: an event that stands here is told to its user by mail. */
const wording: Readonly<Record<NoticedEvent, NoticeWording>> = {
  '2fa.enabled': {
    subject: (brand) => `Two-factor authentication is on for your ${brand} account`,
    happened: (brand) =>
      `Two-factor authentication was turned on for your ${brand} account. From now on, a log-in asks for a code beside the password.`,
    unexpected: (brand) =>
      'If this was not you, somebody else can get into your account: change your password at once, end all other sessions and ' +
      `remove every second factor that is not yours. If you cannot log in any more, ask those who run ${brand} for help.`,
  },
};

export const noticeWording: ReadonlyMap<string, NoticeWording> = new Map(Object.entries(wording));
