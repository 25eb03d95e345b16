import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { discoverNamed, markedWith } from '@countersign/kernel';
import type { Principal } from '../decorators/principal';

/** A way to authenticate a request. The guard asks the one reader that recognises it. */
export interface CredentialReader {
  readonly name: string;
  /** What it makes principals of. */
  readonly via: Principal['via'];
  /** Whether the request carries this kind of credential, by its form alone: no I/O. */
  recognises(request: FastifyRequest): boolean;
  /** @throws problems.invalid_token when the credential is malformed, unknown, expired or revoked. */
  read(request: FastifyRequest): Promise<Principal>;
  /**
   * Whether the request carries one that a limit of its own counts when it is accepted, by its form alone: the limit by
   * address then counts it only when it is refused.
   */
  hasOwnLimit?(request: FastifyRequest): boolean;
  /**
   * The same principal acting for the user whom the request names (@OnBehalf routes).
   *
   * @param userId a UUID or `ext:<externalId>`
   * @throws problems.forbidden when it may not, problems.not_found when there is no such user.
   */
  actFor?(principal: Principal, userId: string): Promise<Principal>;
}

const SOURCE = Symbol('countersign:credential-source');

/** Marks a provider that implements CredentialReader; the guard finds it wherever it is provided. */
export const CredentialSource = (): ClassDecorator => markedWith(SOURCE);

/** Every reader of the application. */
@Injectable()
export class CredentialReaders implements OnModuleInit {
  private readers: readonly CredentialReader[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws StartupFault when two readers share a name. */
  onModuleInit(): void {
    this.readers = discoverNamed<CredentialReader>(this.discovery, SOURCE, 'credential reader');
  }

  recognising(request: FastifyRequest): CredentialReader[] {
    return this.readers.filter((reader) => reader.recognises(request));
  }

  /** By form alone, whether a limit of its own counts the request's credential. */
  haveOwnLimit(request: FastifyRequest): boolean {
    return this.readers.some((reader) => reader.hasOwnLimit?.(request));
  }
}
