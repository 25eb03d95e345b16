import 'reflect-metadata';
import type { DiscoveryService } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { StartupFault } from '@countersign/kernel';
import type { Principal } from '../decorators/principal';

/** A way to authenticate a request. The guard asks the one reader that recognises it. */
export interface CredentialReader {
  readonly name: string;
  /** Whether the request carries this kind of credential, by its form alone: no I/O. */
  recognises(request: FastifyRequest): boolean;
  /** @throws problems.invalid_token when the credential is malformed, unknown, expired or revoked. */
  read(request: FastifyRequest): Promise<Principal>;
}

const MARK = 'countersign:credential-source';

/** Marks a provider that implements CredentialReader; the guard finds it wherever it is provided. */
export function CredentialSource(): ClassDecorator {
  return (target) => Reflect.defineMetadata(MARK, true, target);
}

/** @throws StartupFault when two readers share a name. */
export function findCredentialReaders(discovery: DiscoveryService): CredentialReader[] {
  const instances = discovery.getProviders().map(({ instance }) => instance as unknown);
  const readers = [...new Set(instances.filter(isReader))];
  const names = readers.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    throw new StartupFault(`Two credential readers have the same name: ${names.join(', ')}. Rename one of them.`);
  }
  return readers;
}

function isReader(instance: unknown): instance is CredentialReader {
  return typeof instance === 'object' && instance !== null && Reflect.hasMetadata(MARK, instance.constructor);
}
