import { Injectable } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { EntityManager } from 'typeorm';
import { testOrigin } from '../testing/factor-kit';
import { ChallengePolicy, type AnsweredContext, type PolicyRequest } from '../contract/challenge-policy';
import { ChallengePolicies } from './challenge-policies';

class AmuletLogin {}
class AmuletInput {}

@ChallengePolicy()
@Injectable()
class Amulet implements ChallengePolicy<{ bucketKey: string; stone: string }> {
  readonly name = 'amulet';
  readonly loginDto = AmuletLogin;
  readonly inputDto = AmuletInput;
  readonly offers = { canWearAmulet: true };

  async recognise(_userId: string, { cookies }: PolicyRequest) {
    return cookies.amulet ? { bucketKey: 'ruby-1', stone: cookies.amulet } : null;
  }

  async excuse({ stone }: { stone: string }) {
    return stone === 'ruby' ? { data: { stone: 'next' } } : null;
  }

  async answered() {
    return { data: { amulet: 'made' }, cookies: [{ name: 'amulet', value: 'ruby', path: '', maxAgeSeconds: 60 }] };
  }
}

@ChallengePolicy()
@Injectable()
class Blind implements ChallengePolicy {
  readonly name = 'blind';

  async recognise() {
    return null;
  }

  async excuse() {
    return null;
  }
}

describe('ChallengePolicies', () => {
  const tx = {} as EntityManager;
  const request = (cookies: Record<string, string>): PolicyRequest => ({ headers: {}, cookies, body: {}, origin: testOrigin });
  let policies: ChallengePolicies;

  beforeAll(async () => {
    const module = Test.createTestingModule({ imports: [DiscoveryModule], providers: [ChallengePolicies, Amulet, Blind] });
    policies = (await (await module.compile()).init()).get(ChallengePolicies);
  });

  it('collects what the bodies may carry and what log-in offers', () => {
    expect(policies.loginClasses()).toEqual([AmuletLogin]);
    expect(policies.inputClasses()).toEqual([AmuletInput]);
    expect(policies.offers()).toEqual({ canWearAmulet: true });
  });

  it('recognises by the first policy that knows the request, and excuses by the same', async () => {
    const recognised = await policies.recognise('user', request({ amulet: 'ruby' }));
    expect(recognised).toMatchObject({ policy: 'amulet', bucketKey: 'amulet:ruby-1' });
    expect(await recognised!.excuse(tx)).toEqual({ data: { stone: 'next' } });
    expect(await (await policies.recognise('user', request({ amulet: 'glass' })))!.excuse(tx)).toBeNull();
    expect(await policies.recognise('user', request({}))).toBeNull();
  });

  it('joins what all policies add to a right answer', async () => {
    const added = await policies.answered({ request: request({}) } as AnsweredContext, tx);
    expect(added).toMatchObject({ data: { amulet: 'made' }, cookies: [{ name: 'amulet', maxAgeSeconds: 60 }] });
  });
});
