import { discover, discoverNamed, markedWith, PLAIN_NAME } from './discover';
import { StartupFault } from './startup-fault';

const KEY = Symbol('spec');

@markedWith(KEY, 'second')
class Zebra {
  readonly name: string = 'zebra';
}

@markedWith(KEY)
class Ant {
  readonly name: string = 'ant';
}

class Quagga extends Zebra {}
class Stranger {
  readonly name = 'stranger';
}

const providers = (...instances: unknown[]) => ({ getProviders: () => instances.map((instance) => ({ instance })) });

describe('discover', () => {
  it('finds what is marked, each instance once, subclasses too, in the order of their classes', () => {
    const zebra = new Zebra();
    const found = discover(providers(zebra, null, undefined, 'text', new Stranger(), new Ant(), zebra, new Quagga()), KEY);
    expect(found.map(({ className, mark }) => [className, mark])).toEqual([
      ['Ant', true],
      ['Quagga', 'second'],
      ['Zebra', 'second'],
    ]);
    expect(found[2]!.plugin).toBe(zebra);
    expect(discover(providers(zebra), Symbol('spec'))).toEqual([]);
  });

  it('refuses a name that is taken, missing or of another form than it should have, with the classes', () => {
    const named = (form: RegExp | undefined, ...instances: { name: string }[]) => () =>
      discoverNamed<{ name: string }>(providers(...instances), KEY, 'beast', form);
    expect(named(PLAIN_NAME, new Zebra(), new Ant())()).toHaveLength(2);
    expect(named(undefined, new Zebra(), new Quagga())).toThrow('Quagga and Zebra are both the beast "zebra": rename one of them.');
    expect(named(undefined, Object.assign(new Ant(), { name: 'Two Words' }))()).toHaveLength(1);
    expect(named(undefined, Object.assign(new Ant(), { name: '' }))).toThrow(new StartupFault('Ant has no usable name as a beast.'));
    for (const name of ['Two Words', 'a'.repeat(40)]) {
      expect(named(PLAIN_NAME, Object.assign(new Ant(), { name }))).toThrow('Ant has no usable name as a beast: use lower-case letters');
    }
  });
});
