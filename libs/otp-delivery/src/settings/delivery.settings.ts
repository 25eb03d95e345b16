import { ListSetting, Settings } from '@countersign/config';

/** How messages find their provider. */
@Settings('otp-delivery')
export class DeliverySettings {
  @ListSetting({
    why: 'The order in which providers of one kind are asked, by name (smtp, smtp-fallback, twilio, twilio-fallback, or one of your own); the first two that are set up are used.',
    matches: /^[a-z0-9][a-z0-9-]*$/,
    form: 'names of providers',
    default: [],
  })
  readonly DELIVERY_ORDER: readonly string[];
}
