import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { setClaimedOrigin, setPrincipal } from '../decorators/parameters';
import type { Principal } from '../decorators/principal';
import { routeRules, type RouteRules } from '../decorators/route-rules';
import { limitHeaders, type Counted } from '../limits/limit-headers';
import { webProblems } from '../web.problems';
import { CredentialReaders, type CredentialReader } from './credential-reader';
import { FreshPolicy } from './fresh.policy';
import { takeBehalf } from './on-behalf';

/** RFC 6750 §3: without credentials the challenge carries no error. */
const ASK = { 'WWW-Authenticate': 'Bearer' };
const REFUSE = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

/** The one global guard: deny by default, so that a route which says nothing about access takes a session and nothing else. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly readers: CredentialReaders,
    private readonly fresh: FreshPolicy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rules = routeRules(context.getClass(), context.getHandler());
    if (rules.isPublic && !rules.scopes) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reader = this.readerOf(request, rules);
    if (!reader) return true;
    const principal = await reader.read(request);
    setPrincipal(request, principal);
    if (principal.counted) tell(principal.counted, http.getResponse<FastifyReply>());
    mayEnter(principal, rules);
    const acting = rules.isOnBehalf ? await onBehalf(reader, principal, request) : principal;
    if (rules.isFresh && !(acting.key && rules.sparesKeys)) this.fresh.check(acting);
    setPrincipal(request, acting);
    return true;
  }

  /** Undefined: a public route and nobody's key. */
  private readerOf(request: FastifyRequest, rules: RouteRules): CredentialReader | undefined {
    const recognising = this.readers.recognising(request);
    if (rules.isPublic && !recognising.some(({ via }) => via === 'key')) return undefined;
    const [reader, second] = recognising;
    if (!reader) throw problems.invalid_token({}, { reason: 'no credential', headers: ASK });
    if (!second) return reader;
    const detail = 'The request carries two kinds of credentials. Send one.';
    throw problems.invalid_token({}, { detail, reason: `${reader.name} and ${second.name}`, headers: REFUSE });
  }
}

/** @throws problems.too_many_requests past the credential's own limit. */
function tell(counted: Counted, reply: FastifyReply): void {
  const { name, limit, used, resetSeconds } = counted;
  reply.headers(limitHeaders([counted]));
  if (used > limit) throw problems.too_many_requests({ limit }, { retryAfterSeconds: resetSeconds, reason: `limit "${name}"` });
}

/** The user whom a key's request names. A session is nobody else's: what its body names is left for the DTO to refuse. */
async function onBehalf(reader: CredentialReader, principal: Principal, request: FastifyRequest): Promise<Principal> {
  if (!principal.key) {
    const named = (request.query as { userId?: unknown } | undefined)?.userId;
    if (named === undefined || named === principal.userId) return principal;
    throw problems.forbidden({}, { detail: "Only an administrator's API key acts for other users." });
  }
  const { userId, context } = await takeBehalf(request);
  if (context) setClaimedOrigin(request, context);
  // A UUID may be written in either case (RFC 9562 §4).
  if (userId === undefined || userId.toLowerCase() === principal.userId || !reader.actFor) return principal;
  return reader.actFor(principal, userId);
}

function mayEnter({ via, user, scopes = [] }: Principal, rules: RouteRules): void {
  if (via === 'enrolment' && !rules.allowsEnrolment) throw problems.forbidden({}, { reason: 'enrolment credential' });
  if (via !== 'enrolment' && user.mustChangePassword && !rules.allowsOldPassword) throw webProblems.password_change_required();
  if (via === 'session' && rules.isKeyOnly) throw problems.forbidden({}, { detail: 'This route takes API keys only.' });
  if (via === 'key') mayEnterWithKey(scopes, rules);
  if (rules.isAdmin && user.role !== 'admin') throw problems.forbidden({}, { reason: 'not an administrator' });
}

function mayEnterWithKey(held: readonly string[], { scopes }: RouteRules): void {
  if (!scopes) throw problems.forbidden({}, { detail: 'This route does not take API keys.' });
  if (held.includes('*') || scopes.every((scope) => held.includes(scope))) return;
  const challenge = `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`;
  throw webProblems.insufficient_scope({ scopes }, { headers: { 'WWW-Authenticate': challenge } });
}
