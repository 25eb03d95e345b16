import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { ChallengePolicy } from '../contract/challenge-policy';
import { EnrolmentCompanion } from '../contract/enrolment-companion';
import { SecondFactor } from '../contract/factor';
import { ChallengePolicies } from './challenge-policies';
import { EnrolmentCompanions } from './enrolment-companions';
import { FactorRegistry } from './factor-registry';

async function start(...providers: Type[]) {
  const registries = [FactorRegistry, ChallengePolicies, EnrolmentCompanions];
  const module = await Test.createTestingModule({ imports: [DiscoveryModule], providers: [...registries, ...providers] }).compile();
  return module.init();
}

@SecondFactor('pigeon')
@Injectable()
class Pigeon {
  readonly type = 'pigeon';
  readonly role = 'primary';
}

@SecondFactor('pigeon')
@Injectable()
class OtherPigeon extends Pigeon {}

@SecondFactor('dove')
@Injectable()
class Disguised extends Pigeon {}

@SecondFactor('Carrier Pigeon')
@Injectable()
class Loud extends Pigeon {}

class Body {}

@SecondFactor('pigeon')
@Injectable()
class WithField extends Pigeon {
  readonly setupDto = Body;
}

@SecondFactor('paper')
@Injectable()
class Paper {
  readonly type = 'paper';
  readonly role = 'recovery';
}

@ChallengePolicy()
@Injectable()
class Nameless {}

@EnrolmentCompanion()
@Injectable()
class Companion {
  readonly name = 'talisman';
}

@EnrolmentCompanion()
@Injectable()
class SameCompanion extends Companion {}

describe('what is found at start', () => {
  it('is every marked provider', async () => {
    const registry = (await start(Pigeon, Paper)).get(FactorRegistry);
    expect(registry.get('paper')).toBeInstanceOf(Paper);
    expect(registry.get('pigeon')).toBeInstanceOf(Pigeon);
    expect(registry.find('telepathy')).toBeUndefined();
    expect(() => registry.get('tele\npathy')).toThrow(expect.objectContaining({ code: 'not_found', detail: expect.stringContaining('"telepathy"') }));
    expect(() => registry.getPrimary('paper')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it.each<[string, Type[], string]>([
    ['two factors of one type', [Pigeon, OtherPigeon], 'OtherPigeon and Pigeon are both the second factor "pigeon": rename one of them.'],
    ['a factor marked with another type', [Disguised], "Disguised is marked @SecondFactor('dove') but its type is 'pigeon': make them equal."],
    ['a type that is no name', [Loud], 'Loud has no usable name as a second factor: use lower-case letters, digits and dashes.'],
    ['a class that is said as a field', [WithField], 'WithField says setupDto as a field: write "get setupDto()", since docs are made from the class.'],
    ['a policy without a name', [Nameless], 'Nameless has no usable name as a challenge policy: use lower-case letters, digits and dashes.'],
    ['two companions of one name', [Companion, SameCompanion], 'Companion and SameCompanion are both the enrolment companion "talisman": rename one of them.'],
  ])('refuses %s with a sentence', async (_, providers, sentence) => {
    await expect(start(...providers)).rejects.toThrow(sentence);
  });
});
