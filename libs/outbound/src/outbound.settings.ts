import { ListSetting, SecretSetting, Settings, type CrossCheck } from '@countersign/config';
import type { Secret } from '@countersign/kernel';

@Settings('outbound')
export class OutboundSettings implements CrossCheck {
  @SecretSetting({
    why:
      'The proxy for calls to other systems, as http://user:password@host:port. Names are still resolved and checked here, and the ' +
      'proxy is asked for the address. HTTP_PROXY and HTTPS_PROXY change nothing.',
    default: null,
  })
  readonly OUTBOUND_PROXY: Secret | null;

  @ListSetting({
    why: 'Name servers to ask for the addresses of other systems. Unset: those of this machine.',
    matches: /^(\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:]+\])(:\d+)?$/,
    form: 'addresses with or without a port',
    default: null,
  })
  readonly OUTBOUND_DNS_SERVERS: readonly string[] | null;

  get proxy(): URL | null {
    return this.OUTBOUND_PROXY && new URL(this.OUTBOUND_PROXY.reveal());
  }

  faults(): string[] {
    const text = this.OUTBOUND_PROXY?.reveal();
    const isGood = text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
    return isGood ? [] : ['OUTBOUND_PROXY must look like http://user:password@host:port.'];
  }
}
