import { Injectable } from '@nestjs/common';
import { PasswordRules } from '@countersign/accounts';
import { CompanyPasswordsSettings } from './company-passwords.settings';

/** The rules of Countersign, and one of ours. */
@Injectable()
export class CompanyPasswordRules extends PasswordRules {
  private readonly words: readonly string[];

  constructor({ COMPANY_WORDS }: CompanyPasswordsSettings) {
    super();
    this.words = COMPANY_WORDS.map((word) => word.toLowerCase());
  }

  override check(...[password, about]: Parameters<PasswordRules['check']>): string[] {
    const lower = password.toLowerCase();
    const isOurs = this.words.some((word) => lower.includes(word));
    return isOurs ? ['must not contain a name of this company'] : super.check(password, about);
  }
}
