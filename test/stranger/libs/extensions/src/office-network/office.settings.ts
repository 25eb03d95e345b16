import { ListSetting, Settings, type CrossCheck } from '@countersign/config';
import { isNetwork } from '@countersign/outbound';

@Settings('extensions')
export class OfficeSettings implements CrossCheck {
  @ListSetting({ why: 'Networks from which the password alone is enough, in CIDR form. Empty: nowhere.', default: [] })
  readonly OFFICE_NETWORKS: readonly string[];

  faults(): string[] {
    const isWell = this.OFFICE_NETWORKS.every(isNetwork);
    return isWell ? [] : ['OFFICE_NETWORKS must be a list of networks in CIDR form, such as 192.0.2.0/24'];
  }
}
