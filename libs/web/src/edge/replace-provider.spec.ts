import { Module } from '@nestjs/common';
import { replaceProvider } from './replace-provider';

class Rules {
  limit() {
    return 8;
  }
}

class StricterRules extends Rules {
  override limit() {
    return 12;
  }
}

const moduleOf = (providers: NonNullable<Parameters<typeof Module>[0]['providers']>) => {
  @Module({ providers })
  class RulesModule {}
  return RulesModule;
};

describe('replaceProvider', () => {
  it('leaves what stands beside the class', () => {
    const other = { provide: 'other', useValue: 1 };
    const module = moduleOf([other, Rules]);
    replaceProvider(module, Rules, StricterRules);
    expect(Reflect.getMetadata('providers', module)).toEqual([other, { provide: Rules, useClass: StricterRules }]);
  });

  it('refuses what the module does not provide, and a second replacement', () => {
    const sentence = /^StricterRules cannot replace Rules: RulesModule does not provide it, or another has replaced it\./;
    expect(() => replaceProvider(moduleOf([]), Rules, StricterRules)).toThrow(sentence);
    const module = moduleOf([Rules]);
    replaceProvider(module, Rules, StricterRules);
    expect(() => replaceProvider(module, Rules, StricterRules)).toThrow(sentence);
  });
});
