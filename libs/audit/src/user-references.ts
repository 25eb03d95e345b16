import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discoverNamed, markedWith, problems } from '@countersign/kernel';

/** Knows users by what an application calls them; provided by whoever keeps the users. */
export interface UserReferenceSource {
  readonly name: string;
  /** @param reference `ext:<externalId>`; null: nobody is called so. */
  idOf(reference: string): Promise<string | null>;
}

const SOURCE = Symbol('countersign:user-reference-source');

/** Marks a provider that implements UserReferenceSource. */
export const KnowsUserReferences = (): ClassDecorator => markedWith(SOURCE);

@Injectable()
export class UserReferences implements OnModuleInit {
  private sources: readonly UserReferenceSource[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.sources = discoverNamed<UserReferenceSource>(this.discovery, SOURCE, 'source of user references');
  }

  /** A UUID is itself: the trail outlives its user. @throws not_found */
  async idOf(reference: string): Promise<string> {
    if (!reference.startsWith('ext:')) return reference;
    for (const source of this.sources) {
      const id = await source.idOf(reference);
      if (id) return id;
    }
    throw problems.not_found({}, { detail: 'There is no such user.' });
  }
}
