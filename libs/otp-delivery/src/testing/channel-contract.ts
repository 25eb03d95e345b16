import { randomUUID } from 'node:crypto';
import type { DeliveryChannel, OutgoingMessage } from '../channels/channel';
import type { ChannelFailure } from '../channels/channel-failure';

/** What a provider does with the next message. */
export type ProviderMood =
  | 'takes it'
  /** For now: greylisting, 429, 503. */
  | 'puts it off'
  /** For good, as there is no such destination. */
  | 'refuses the destination'
  /** Reads it and says nothing. */
  | 'hangs'
  /** Reads it and breaks the connection. */
  | 'breaks off';

export interface TakenMessage {
  readonly to: string;
  /** All that came with it: the text stands somewhere in it. */
  readonly source: string;
  /** By what the provider, or a receiver, can tell a repetition. */
  readonly key: string | undefined;
}

/** What the suite must know of a channel: the channel with short time limits, and a provider of its own that does as it is told. */
export interface ChannelHarness {
  readonly channel: DeliveryChannel;
  /** A destination of the channel's form that is nobody's. */
  destination(index: number): string;
  provider(mood: ProviderMood): void | Promise<void>;
  /** What the provider read whole, answered or not. */
  taken(): readonly TakenMessage[];
  /** Milliseconds after which the channel must have given up on a provider that hangs. */
  readonly limitMilliseconds: number;
  close(): Promise<void>;
}

const AT_ONCE = 10;
const ALL_MOODS: readonly ProviderMood[] = ['takes it', 'puts it off', 'refuses the destination', 'hangs', 'breaks off'];

/** Of a mood that a provider cannot have. */
const leftOut = (_words: string, _test: () => Promise<void>): void => undefined;

/**
 * What every delivery channel owes, whoever wrote it. Runs against a real server of the provider's protocol.
 *
 * @param moods what the provider can do at all: a channel that has no server, as the development inbox, only takes
 */
export function describeChannelContract(name: string, makeHarness: () => Promise<ChannelHarness>, moods = ALL_MOODS): void {
  describe(`the contract of a delivery channel: ${name}`, () => {
    let harness: ChannelHarness;
    const where = (...needed: readonly ProviderMood[]) => (needed.every((mood) => moods.includes(mood)) ? it : leftOut);
    const signal = new AbortController().signal;
    const message = (index = 0): OutgoingMessage => ({
      id: randomUUID(), to: harness.destination(index), subject: 'Subject', text: `Marked text ${index}.`, secondsLeft: 300, signal,
    });
    const failureOf = (sent: OutgoingMessage): Promise<ChannelFailure> =>
      harness.channel.send(sent).then(
        () => Promise.reject(new Error('was sent')),
        (error: ChannelFailure) => error,
      );

    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => (harness as ChannelHarness | undefined)?.close());

    it('sends a message whole, to its destination, and answers a receipt', async () => {
      await harness.provider('takes it');
      const receipt = await harness.channel.send(message());
      expect(receipt).toEqual({ providerMessageId: receipt.providerMessageId === null ? null : expect.any(String) });
      expect(harness.taken()).toEqual([{ to: harness.destination(0), source: expect.stringContaining('Marked text 0.'), key: expect.anything() }]);
    });

    it('sends many at once, each to its own destination', async () => {
      await harness.provider('takes it');
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => harness.channel.send(message(index))));
      const pairs = harness.taken().map(({ to, source }) => [to, /Marked text \d+\./.exec(source)?.[0]]);
      const expected = Array.from({ length: AT_ONCE }, (_, index) => [harness.destination(index), `Marked text ${index}.`]);
      expect(pairs.sort()).toEqual(expected.sort());
    });

    where('puts it off')('calls it transient when the provider puts a message off', async () => {
      await harness.provider('puts it off');
      expect(await failureOf(message())).toMatchObject({ name: 'ChannelFailure', isPermanent: false, isUndeliverable: false });
    });

    where('refuses the destination')('calls it permanent, and the destination at fault, when there is no such destination', async () => {
      await harness.provider('refuses the destination');
      expect(await failureOf(message())).toMatchObject({ name: 'ChannelFailure', isPermanent: true, isUndeliverable: true });
    });

    where('puts it off', 'refuses the destination')('says why without the destination and the text', async () => {
      for (const mood of ['puts it off', 'refuses the destination'] as const) {
        await harness.provider(mood);
        const { message: words, reason } = await failureOf(message());
        expect(`${words} ${reason}`).not.toContain(harness.destination(0));
        expect(`${words} ${reason}`).not.toContain('Marked');
        expect(reason.length).toBeGreaterThan(3);
      }
    });

    where('hangs')('gives up on a provider that hangs, within its time limit', async () => {
      await harness.provider('hangs');
      const started = performance.now();
      expect(await failureOf(message())).toMatchObject({ isPermanent: false });
      expect(performance.now() - started).toBeLessThan(harness.limitMilliseconds);
    });

    where('hangs')('gives up at once when told to', async () => {
      await harness.provider('hangs');
      const stop = new AbortController();
      const stopped = failureOf({ ...message(), signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      expect(await stopped).toMatchObject({ name: 'ChannelFailure', isPermanent: false });
    });

    it('sends nothing that was over before it began', async () => {
      await harness.provider('takes it');
      expect(await failureOf({ ...message(), signal: AbortSignal.abort() })).toMatchObject({ isPermanent: false });
      expect(harness.taken()).toEqual([]);
    });

    where('breaks off')('repeats a message so that the repetition can be told', async () => {
      const repeated = message();
      await harness.provider('breaks off');
      expect(await failureOf(repeated)).toMatchObject({ isPermanent: false });
      await harness.provider('takes it');
      await harness.channel.send(repeated);
      const keys = new Set(harness.taken().map(({ key }) => key));
      expect([...keys]).toEqual([expect.stringContaining(repeated.id)]);
    });
  });
}
