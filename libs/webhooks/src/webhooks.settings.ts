import { FlagSetting, ListSetting, Settings, TextSetting, WholeSetting, type CrossCheck, type Mode } from '@countersign/config';
import { isNetwork, type DestinationRules } from '@countersign/outbound';

const DAY_SECONDS = 86_400;

@Settings('webhooks')
export class WebhooksSettings implements CrossCheck {
  @FlagSetting({
    why:
      'Lets webhooks go to private addresses and over http. Production wants WEBHOOK_PRIVATE_NETWORKS beside it, which are then ' +
      'the only ones that http reaches.',
    default: false,
  })
  readonly WEBHOOK_ALLOW_PRIVATE: boolean;

  @ListSetting({
    why: 'The private networks that WEBHOOK_ALLOW_PRIVATE opens. Unset: all of them.',
    form: 'networks such as 10.20.0.0/16',
    default: null,
  })
  readonly WEBHOOK_PRIVATE_NETWORKS: readonly string[] | null;

  @ListSetting({
    why: 'The ports that webhooks may go to. Unset: any, outside production.',
    matches: /^\d{1,5}$/,
    form: 'ports',
    default: (mode) => (mode === 'production' ? ['443', '8443'] : null),
  })
  readonly WEBHOOK_PORTS: readonly string[] | null;

  @WholeSetting({
    why: 'How long a delivery may take in all, from the look-up of the name to the end of the answer.',
    unit: 'seconds',
    min: 1,
    max: 30,
    default: 15,
  })
  readonly WEBHOOK_TIMEOUT_SECONDS: number;

  @TextSetting({
    why: 'Seconds between the attempts of a delivery, each varied by a tenth; after the last one it has failed.',
    matches: /^\d{1,6}(, ?\d{1,6})*$/,
    form: 'a list of seconds',
    maxLength: 200,
    default: '5,30,120,600,3600,21600,86400',
  })
  readonly WEBHOOK_RETRY_SECONDS: string;

  @WholeSetting({
    why: 'A webhook whose receiver has failed for this long, without a success between, is turned off and its owner mailed.',
    unit: 'seconds',
    min: 1,
    max: 30 * DAY_SECONDS,
    default: 3 * DAY_SECONDS,
  })
  readonly WEBHOOK_PAUSE_AFTER_SECONDS: number;

  @WholeSetting({
    why: 'For how long the old secret still signs after a rotation, unless the call says otherwise.',
    unit: 'seconds',
    min: 0,
    max: 30 * DAY_SECONDS,
    default: DAY_SECONDS,
  })
  readonly WEBHOOK_SECRET_OVERLAP_SECONDS: number;

  @WholeSetting({ why: 'How many webhooks one user may have.', unit: 'webhooks', min: 1, max: 1_000, default: 20 })
  readonly WEBHOOK_MAX_PER_USER: number;

  @WholeSetting({ why: 'For how long the log of deliveries is kept.', unit: 'days', min: 1, max: 365, default: 30 })
  readonly WEBHOOK_DELIVERY_KEEP_DAYS: number;

  get rules(): DestinationRules {
    const isOpen = this.WEBHOOK_ALLOW_PRIVATE;
    const networks = this.WEBHOOK_PRIVATE_NETWORKS;
    const ports = this.WEBHOOK_PORTS?.map(Number) ?? 'any';
    return { mayUseHttp: isOpen && (networks ? 'listed' : true), privateNetworks: isOpen ? (networks ?? 'all') : [], ports };
  }

  get retrySeconds(): number[] {
    return this.WEBHOOK_RETRY_SECONDS.split(',').map(Number);
  }

  faults(mode: Mode): string[] {
    const networks = this.WEBHOOK_PRIVATE_NETWORKS ?? [];
    const faults: string[] = [];
    if (!networks.every(isNetwork)) faults.push('WEBHOOK_PRIVATE_NETWORKS must hold networks such as 10.20.0.0/16.');
    if (networks.length > 0 && !this.WEBHOOK_ALLOW_PRIVATE) {
      faults.push('WEBHOOK_PRIVATE_NETWORKS opens nothing without WEBHOOK_ALLOW_PRIVATE=true.');
    }
    if (mode === 'production' && this.WEBHOOK_ALLOW_PRIVATE && networks.length === 0) {
      faults.push(
        'WEBHOOK_ALLOW_PRIVATE lets whoever may make a webhook reach every private network: name those that are meant in ' +
          'WEBHOOK_PRIVATE_NETWORKS.',
      );
    }
    return faults;
  }
}
