// Another service checks Countersign's access tokens by itself, with the published keys and no question a request. The service
// runs with JWT_ACCESS_ALGORITHM=ES256. Install "jose"; everything else is here.
import { createRemoteJWKSet, jwtVerify } from 'jose';

export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
  /** Whether a second factor was shown (RFC 9068 §2.2.3.1 `acr`). */
  readonly hasShownTwoFactors: boolean;
}

// The second one is a code by SMS or e-mail (NIST SP 800-63B: restricted): leave it out where that is too weak.
const TWO_FACTORS = ['urn:countersign:acr:2fa', 'urn:countersign:acr:2fa-restricted'];

/**
 * `const callerOf = accessTokenVerifier('https://auth.example.com'); const caller = await callerOf(token);`
 *
 * A session that was ended is refused at Countersign at once, and here when the token expires (15 minutes): where that is too
 * late, ask POST /api/auth/introspect.
 */
export function accessTokenVerifier(serviceUrl: string, { issuer = 'countersign', audience = 'countersign' } = {}) {
  // Fetched on first use, kept, and fetched again when a token names a key that is not in it.
  const keySet = createRemoteJWKSet(new URL('/.well-known/jwks.json', serviceUrl));
  return async function callerOf(token: string): Promise<Caller> {
    // Say every rule (RFC 8725 §3): the one algorithm, the type, who made it, for whom.
    const rules = { algorithms: ['ES256'], typ: 'at+jwt', issuer, audience, requiredClaims: ['sub', 'sid', 'exp'] };
    const { payload } = await jwtVerify(token, keySet, rules);
    const hasShownTwoFactors = TWO_FACTORS.includes(String(payload.acr));
    return { userId: String(payload.sub), sessionId: String(payload.sid), hasShownTwoFactors };
  };
}
