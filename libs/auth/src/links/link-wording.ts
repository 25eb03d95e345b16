import type { MailPart } from '@countersign/otp-delivery';

interface Words {
  readonly subject: string;
  readonly parts: readonly MailPart[];
}

export interface LinkFacts {
  readonly brand: string;
  readonly username: string | null;
  readonly link: string;
  /** For how long the link works, in whole hours or minutes. */
  readonly seconds: number;
}

/** The words of the mails with links in one language. */
interface LinkWording {
  readonly language: string;
  readonly reset: (facts: LinkFacts) => Words;
  readonly verify: (facts: LinkFacts) => Words;
  readonly change: (facts: LinkFacts) => Words;
  /** To the owner of an account, when somebody registered with its address or wants to change to it. */
  readonly exists: (facts: Pick<LinkFacts, 'brand' | 'username'>) => Words;
  /** To the address that an account had. */
  readonly changed: (brand: string) => Words;
  /** To the address of an account that is gone. */
  readonly deleted: (brand: string) => Words;
}

const hello = (username: string | null) => (username ? `Hello ${username},` : 'Hello,');

function span(seconds: number): string {
  const [count, unit] = seconds % 3_600 === 0 ? [seconds / 3_600, 'hour'] : [Math.round(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const english: LinkWording = {
  language: 'en',
  reset: ({ brand, username, link, seconds }) => ({
    subject: `Reset your ${brand} password`,
    parts: [
      hello(username),
      `Somebody, probably you, wants to reset the password of your ${brand} account.`,
      { link, label: 'Choose a new password' },
      `The link works once, for ${span(seconds)}. If you use two-factor authentication, a log-in still asks for your second factor.`,
      'If this was not you, ignore this mail: your password stays as it is.',
      brand,
    ],
  }),
  verify: ({ brand, username, link, seconds }) => ({
    subject: `Verify your e-mail address for ${brand}`,
    parts: [
      hello(username),
      `Please verify that this is the address of your ${brand} account.`,
      { link, label: 'Verify this address' },
      `The link works once, for ${span(seconds)}.`,
      'If you have no such account, ignore this mail.',
      brand,
    ],
  }),
  change: ({ brand, username, link, seconds }) => ({
    subject: `Confirm your new e-mail address for ${brand}`,
    parts: [
      hello(username),
      `You want to use this address for your ${brand} account. Until you confirm it, nothing changes.`,
      { link, label: 'Use this address' },
      `The link works once, for ${span(seconds)}.`,
      'If this was not you, ignore this mail.',
      brand,
    ],
  }),
  exists: ({ brand, username }) => ({
    subject: `You have a ${brand} account already`,
    parts: [
      hello(username),
      `Somebody, probably you, wants to use this address for a new ${brand} account or for another one. It has an account already.`,
      'Log in with it; if you forgot the password, ask for a new one there.',
      'If this was not you, there is nothing to do: nobody learned of your account.',
      brand,
    ],
  }),
  changed: (brand) => ({
    subject: `The e-mail address of your ${brand} account was changed`,
    parts: [
      'Hello,',
      `This address is no longer that of your ${brand} account: a new one was confirmed.`,
      `If this was not you, somebody else has your account: ask those who run ${brand} for help at once.`,
      brand,
    ],
  }),
  deleted: (brand) => ({
    subject: `Your ${brand} account was deleted`,
    parts: [
      'Hello,',
      `The ${brand} account with this address was deleted, with everything that belonged to it. It cannot be brought back.`,
      `If this was not you, tell those who run ${brand} at once: somebody else had your account.`,
      brand,
    ],
  }),
};

const languages: Readonly<Record<string, LinkWording>> = { en: english };

/** The words in a language; in English where there are none. */
export function linkWording(language: string): LinkWording {
  return languages[language] ?? english;
}
