import { Injectable, type CanActivate, type ExecutionContext, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { setPrincipal } from '../decorators/parameters';
import type { Principal } from '../decorators/principal';
import { routeRules, type RouteRules } from '../decorators/route-rules';
import { webProblems } from '../web.problems';
import { findCredentialReaders, type CredentialReader } from './credential-reader';
import { FreshPolicy } from './fresh.policy';

/** RFC 6750 §3: without credentials the challenge carries no error. */
const ASK = { 'WWW-Authenticate': 'Bearer' };
const REFUSE = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };

/** The one global guard: deny by default, so that a route which says nothing about access takes a session and nothing else. */
@Injectable()
export class AccessGuard implements CanActivate, OnModuleInit {
  private readers: readonly CredentialReader[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly fresh: FreshPolicy,
  ) {}

  onModuleInit(): void {
    this.readers = findCredentialReaders(this.discovery);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rules = routeRules(context.getClass(), context.getHandler());
    if (rules.isPublic) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.readerOf(request).read(request);
    mayEnter(principal, rules);
    if (rules.isFresh) this.fresh.check(principal, request);
    setPrincipal(request, principal);
    return true;
  }

  private readerOf(request: FastifyRequest): CredentialReader {
    const [reader, second] = this.readers.filter((candidate) => candidate.recognises(request));
    if (!reader) throw problems.invalid_token({}, { reason: 'no credential', headers: ASK });
    if (!second) return reader;
    const detail = 'The request carries two kinds of credentials. Send one.';
    throw problems.invalid_token({}, { detail, reason: `${reader.name} and ${second.name}`, headers: REFUSE });
  }
}

function mayEnter({ via, user, scopes = [] }: Principal, rules: RouteRules): void {
  if (via === 'enrolment' && !rules.allowsEnrolment) throw problems.forbidden({}, { reason: 'enrolment credential' });
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
