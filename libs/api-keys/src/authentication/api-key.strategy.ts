import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { newId } from '@countersign/kernel';
import type { Principal } from '@countersign/web';
import passport from 'passport';
import { presentedKeys, type WithHeaders } from './presented-key';
import { refusedKey } from './refused-key';
import { UseKey } from './use-key';

/** What passport is given of a request. */
export interface KeyRequest extends WithHeaders {
  /** The client's address after TRUSTED_PROXIES. */
  readonly address: string;
}

type Done = (error: unknown, principal?: Principal | null) => void;

/** A passport strategy for one text in a header: nobody else's does API keys as we do. */
class PresentedKeyStrategy extends passport.Strategy {
  override readonly name = 'api-key';

  constructor(private readonly verify: (key: string, address: string, done: Done) => void) {
    super();
  }

  override authenticate(this: this & passport.StrategyCreatedStatic, request: unknown): void {
    const { headers, address } = request as KeyRequest;
    const [key, second] = presentedKeys({ headers });
    if (key === undefined || second !== undefined) return this.error(refusedKey(key === undefined ? 'none' : 'two in one request'));
    this.verify(key, address, (error, principal) => (error ? this.error(error) : this.success(principal as object)));
  }
}

@Injectable()
export class ApiKeyStrategy extends PassportStrategy(PresentedKeyStrategy) {
  /** A name of its own, since passport keeps strategies by name for the whole process. */
  readonly registeredName = `api-key-${newId()}`;

  constructor(private readonly useKey: UseKey) {
    super();
    passport.use(this.registeredName, this);
  }

  validate(key: string, address: string): Promise<Principal> {
    return this.useKey.principalOf(key, address);
  }
}
