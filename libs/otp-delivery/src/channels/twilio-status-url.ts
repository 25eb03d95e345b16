import type { WebSettings } from '@countersign/web';

/** The route below the base path, without its parameter. */
export const TWILIO_STATUS_PATH = 'delivery/twilio';

/** The address that this service has from outside, without a last slash; null while PUBLIC_URL is not set. */
export function publicAddress({ PUBLIC_URL }: Pick<WebSettings, 'PUBLIC_URL'>): string | null {
  return PUBLIC_URL === null ? null : PUBLIC_URL.replace(/\/+$/, '');
}

/** Where Twilio reports what became of a message; null while nobody outside can reach us. */
export function statusUrlFor(web: Pick<WebSettings, 'PUBLIC_URL' | 'basePath'>, messageId: string): string | null {
  const address = publicAddress(web);
  return address === null ? null : `${address}${web.basePath}/${TWILIO_STATUS_PATH}/${messageId}`;
}
