import { Injectable } from '@nestjs/common';
import { inLanguage, wordsOfNotice, type EventNotice } from '@countersign/kernel';
import { BrandSettings, composeMail } from '@countersign/otp-delivery';
import { WebSettings } from '@countersign/web';
import { codeWords } from './code-words';

export interface CodeMessage {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
}

/** Writes the message that a code comes in, and the notice that goes where codes went. */
@Injectable()
export class CodeWording {
  constructor(
    private readonly brand: BrandSettings,
    private readonly web: WebSettings,
  ) {}

  /** @param type the kind of method, which is the channel too. */
  of(type: string, code: string, expiresInSeconds: number): CodeMessage {
    const { APP_NAME: brand, MAIL_LANGUAGE } = this.brand;
    const { language, words } = inLanguage(codeWords, MAIL_LANGUAGE);
    const facts = { brand, code, minutes: Math.max(1, Math.round(expiresInSeconds / 60)) };
    return type === 'sms' ? { text: this.bound(words.short(facts), code) } : composeMail({ language, ...words.long(facts) });
  }

  /** What happened and what to do; a text message says it by the subject, which is short. */
  ofNotice(type: string, notice: EventNotice): CodeMessage {
    const { APP_NAME: brand, MAIL_LANGUAGE } = this.brand;
    const { language, words } = wordsOfNotice(notice, MAIL_LANGUAGE);
    const subject = words.subject(brand, {});
    if (type === 'sms') return { text: `${subject}. ${words.unexpected(brand)}` };
    return composeMail({ subject, language, parts: [words.happened(brand, {}), words.unexpected(brand), brand] });
  }

  /** The last line binds the code to our origin, so that phones fill it in there alone (WICG, origin-bound one-time codes). */
  private bound(text: string, code: string): string {
    const host = this.web.PUBLIC_URL && new URL(this.web.PUBLIC_URL).hostname;
    return host ? `${text}\n\n@${host} #${code}` : text;
  }
}
