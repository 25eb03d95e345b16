import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { problems } from '@countersign/kernel';
import { WebSettings } from '@countersign/web';
import { publicAddress } from '../../channels/twilio-status-url';
import { TwilioSettings } from '../../settings/twilio.settings';

/**
 * Lets in what Twilio signed with the auth token of one of our accounts (X-Twilio-Signature over the address and all
 * fields). Where no account is set up, or Twilio was never told an address, there is nothing here.
 */
@Injectable()
export class ProviderSignatureGuard implements CanActivate {
  constructor(
    private readonly twilio: TwilioSettings,
    private readonly web: WebSettings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const address = publicAddress(this.web);
    const accounts = [this.twilio.account, this.twilio.fallback].filter((account) => account !== null);
    if (address === null || accounts.length === 0) throw problems.not_found();
    const { url, body, headers } = context.switchToHttp().getRequest<FastifyRequest<{ Body: Record<string, string> | undefined }>>();
    const signature = headers['x-twilio-signature'];
    const isSigned = ({ authToken }: { authToken: string }) => validateRequest(authToken, String(signature ?? ''), `${address}${url}`, body ?? {});
    if (accounts.some(isSigned)) return true;
    throw problems.forbidden({}, { detail: 'The signature is not that of our account.', reason: 'X-Twilio-Signature' });
  }
}
