import { inLanguage, type ByLanguage, type Worded } from '@countersign/kernel';
import type { MailPart } from '@countersign/otp-delivery';

interface Words {
  readonly subject: string;
  readonly parts: readonly MailPart[];
}

export interface LinkFacts {
  readonly brand: string;
  /** To greet by, as `nameToGreet` says; null: nobody is named. */
  readonly name: string | null;
  readonly link: string;
  /** For how long the link works, in whole hours or minutes. */
  readonly seconds: number;
}

/** The words of the mails with links in one language. */
interface LinkWording {
  readonly reset: (facts: LinkFacts) => Words;
  /** To an address that nobody has verified, as is that of `change`: nothing in it is the caller's own text. */
  readonly verify: (facts: Omit<LinkFacts, 'name'>) => Words;
  readonly change: (facts: Omit<LinkFacts, 'name'>) => Words;
  /** To the owner of an account, when somebody registered with its address or wants to change to it. */
  readonly exists: (facts: Pick<LinkFacts, 'brand' | 'name'>) => Words;
  /** To the address that an account had. */
  readonly changed: (brand: string) => Words;
  /** To the address of an account that is gone. */
  readonly deleted: (brand: string) => Words;
}

const hello = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`);

function span(seconds: number): string {
  const [count, unit] = seconds % 3_600 === 0 ? [seconds / 3_600, 'hour'] : [Math.round(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const english: LinkWording = {
  reset: ({ brand, name, link, seconds }) => ({
    subject: `Reset your ${brand} password`,
    parts: [
      hello(name),
      `Somebody, probably you, wants to reset the password of your ${brand} account.`,
      { link, label: 'Choose a new password' },
      `The link works once, for ${span(seconds)}. If you use two-factor authentication, a log-in still asks for your second factor.`,
      'If this was not you, ignore this mail: your password stays as it is.',
      brand,
    ],
  }),
  verify: ({ brand, link, seconds }) => ({
    subject: `Verify your e-mail address for ${brand}`,
    parts: [
      'Hello,',
      `Please verify that this is the address of your ${brand} account.`,
      { link, label: 'Verify this address' },
      `The link works once, for ${span(seconds)}.`,
      'If you have no such account, ignore this mail.',
      brand,
    ],
  }),
  change: ({ brand, link, seconds }) => ({
    subject: `Confirm your new e-mail address for ${brand}`,
    parts: [
      'Hello,',
      `You want to use this address for your ${brand} account. Until you confirm it, nothing changes.`,
      { link, label: 'Use this address' },
      `The link works once, for ${span(seconds)}.`,
      'If this was not you, ignore this mail.',
      brand,
    ],
  }),
  exists: ({ brand, name }) => ({
    subject: `You have a ${brand} account already`,
    parts: [
      hello(name),
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

const languages: ByLanguage<LinkWording> = { en: english };

/** The words in a language; in English where there are none. */
export function linkWording(language: string): Worded<LinkWording> {
  return inLanguage(languages, language);
}
