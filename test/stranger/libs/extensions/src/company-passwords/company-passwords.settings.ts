import { ListSetting, Settings } from '@countersign/config';

@Settings('extensions')
export class CompanyPasswordsSettings {
  @ListSetting({ why: 'Words that no password may contain, such as names of your products.', default: [] })
  readonly COMPANY_WORDS: readonly string[];
}
