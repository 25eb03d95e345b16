import { newKeyPair, publicKeyOf, thumbprintOf } from './key-pair';

describe('a signing key', () => {
  it('is named by its thumbprint', async () => {
    // The key of RFC 7517 appendix A.1; the thumbprint by its own text, computed apart.
    const jwk = { kty: 'EC', crv: 'P-256', x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' } as const;
    expect(thumbprintOf(jwk)).toBe('cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s');
    expect(thumbprintOf({ ...jwk, kid: 'x', use: 'sig' } as typeof jwk)).toBe(thumbprintOf(jwk));
    const made = await newKeyPair();
    expect(made.kid).toBe(thumbprintOf(made.jwk));
    expect(publicKeyOf(made.jwk).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });
});
