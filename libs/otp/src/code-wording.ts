import { Injectable } from '@nestjs/common';
import type { EventNotice } from '@countersign/kernel';
import { BrandSettings, composeMail } from '@countersign/otp-delivery';
import { WebSettings } from '@countersign/web';

export interface CodeWords {
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
}

/** The one place for the words that a code comes in, and those of a notice where codes went. */
@Injectable()
export class CodeWording {
  constructor(
    private readonly brand: BrandSettings,
    private readonly web: WebSettings,
  ) {}

  /** @param type the kind of method, which is the channel too. */
  of(type: string, code: string, expiresInSeconds: number): CodeWords {
    const minutes = Math.max(1, Math.round(expiresInSeconds / 60));
    const span = minutes === 1 ? 'a minute' : `${minutes} minutes`;
    return type === 'sms' ? this.short(code, span) : this.long(code, span);
  }

  /** What happened and what to do; a text message says it by the subject, which is short. */
  ofNotice(type: string, { subject: title, happened, unexpected }: EventNotice): CodeWords {
    const { APP_NAME: brand, MAIL_LANGUAGE: language } = this.brand;
    const subject = title(brand, {});
    if (type === 'sms') return { text: `${subject}. ${unexpected(brand)}` };
    return composeMail({ subject, language, parts: [happened(brand, {}), unexpected(brand), brand] });
  }

  /** The last line binds the code to our origin, so that phones fill it in there alone (WICG, origin-bound one-time codes). */
  private short(code: string, span: string): CodeWords {
    const text = `${code} is your ${this.brand.APP_NAME} code. It is good for ${span}. Never tell it to anybody.`;
    const host = this.web.PUBLIC_URL && new URL(this.web.PUBLIC_URL).hostname;
    return { text: host ? `${text}\n\n@${host} #${code}` : text };
  }

  /** The subject bears no code: subjects are logged and shown on locked screens. */
  private long(code: string, span: string): CodeWords {
    const brand = this.brand.APP_NAME;
    return composeMail({
      subject: `Your code for ${brand}`,
      language: this.brand.MAIL_LANGUAGE,
      parts: [
        `Your code for ${brand}:`,
        { code },
        `It is good for ${span}. Type it in where you were asked for it, and tell it to nobody: nobody of ${brand} will ever ask for it.`,
        `If you did not ask for a code, somebody may know your password: log in to ${brand} and change it.`,
        brand,
      ],
    });
  }
}
