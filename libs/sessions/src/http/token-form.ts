import type { PipeTransform } from '@nestjs/common';
import { validateInput } from '@countersign/web';
import { TokenInput } from './tokens.dto';

/**
 * What a client by RFC 7662 §2.1 or RFC 7009 §2.1 sends: both allow further parameters, as `client_id`, which tell us nothing
 * and are left out. Those that we know are checked as ever.
 */
export class TokenForm implements PipeTransform<unknown, Promise<TokenInput>> {
  /** @throws problems.validation_failed */
  transform(body: unknown): Promise<TokenInput> {
    const { token, token_type_hint } = Object(body) as Record<string, unknown>;
    return validateInput(TokenInput, token_type_hint === undefined ? { token } : { token, token_type_hint });
  }
}
