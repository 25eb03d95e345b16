import { newId } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import type { DeliveryChannel, OutgoingMessage, Receipt } from '../../channels/channel';
import { ChannelFailure } from '../../channels/channel-failure';
import type { Channels } from '../../channels/channels';
import { Breaker } from './breaker';
import type { Sender } from './channel-senders';
import type { DailyBudget } from './daily-budget';
import { Dispatch } from './dispatch';

const withoutLimits = { dailyLimitOf: () => null } as unknown as Channels;
const about = { channel: 'sms', purpose: 'code', doubts: 0, writtenAt: new Date(), isWanted: async () => true } as const;

describe('a channel that does not listen to its signal', () => {
  it('holds up neither whoever waits for the message nor the next one that tries the provider', async () => {
    const { logger } = recordingLogger();
    const dispatch = new Dispatch({} as DailyBudget, withoutLimits, logger);
    let now = 0;
    const breaker = new Breaker(() => now);
    for (let count = 0; count < 3; count += 1) breaker.failed();
    now = 6_000;
    const deaf: DeliveryChannel = { send: () => new Promise(() => undefined) };
    const sender: Sender = { definition: { name: 'deaf', channel: 'sms', settings: 'none', isConfigured: () => true }, channel: deaf, breaker };
    const controller = new AbortController();
    const message: OutgoingMessage = { id: newId(), to: '+15550100', text: 'Text', secondsLeft: null, signal: controller.signal };
    const sending = dispatch.send([sender], message, about);
    controller.abort();
    await expect(sending).rejects.toMatchObject({ name: 'ChannelFailure', reason: 'broken off' });
    expect(breaker.mayAsk()).toBe(true);
  });
});

describe('a provider that gave no answer, and one behind it', () => {
  const { logger } = recordingLogger();
  const message: OutgoingMessage = { id: newId(), to: '+15550100', text: 'Text', secondsLeft: null, signal: new AbortController().signal };
  const sender = (name: string, channel: DeliveryChannel): Sender => ({ definition: { name, channel: 'sms', settings: 'none', isConfigured: () => true }, channel, breaker: new Breaker() });
  const doubtful: DeliveryChannel = { send: () => Promise.reject(new ChannelFailure('late', { isPermanent: false, doubts: 1 })) };
  const dispatch = new Dispatch({} as DailyBudget, withoutLimits, logger);

  it.each([0, 1, 5])('ends at the second at once, after %i answers that did not come', async (doubts) => {
    const well: DeliveryChannel = { send: async () => ({ providerMessageId: 'of the second' }), find: async () => null };
    await expect(dispatch.send([sender('first', doubtful), sender('second', well)], message, { ...about, doubts })).resolves.toMatchObject({ provider: 'second', providerMessageId: 'of the second' });
  });

  it('is asked for it before the first gets it, where it was the second', async () => {
    const first = { send: jest.fn<Promise<Receipt>, [OutgoingMessage]>(), find: async () => null };
    const second: DeliveryChannel = { send: doubtful.send, find: async () => ({ providerMessageId: 'taken' }) };
    const sending = dispatch.send([sender('first', first), sender('second', second)], message, { ...about, doubts: 1 });
    await expect(sending).resolves.toMatchObject({ provider: 'second', providerMessageId: 'taken' });
    expect(first.send).not.toHaveBeenCalled();
  });

  it.each([
    ['cannot say', new ChannelFailure('late', { isPermanent: false })],
    ['has lost it for good', new ChannelFailure('30005', { isPermanent: true })],
  ])('is asked for it too, where the first %s', async (_case, failure) => {
    const first = { send: jest.fn<Promise<Receipt>, [OutgoingMessage]>(), find: () => Promise.reject(failure) };
    const second: DeliveryChannel = { send: doubtful.send, find: async () => ({ providerMessageId: 'taken' }) };
    const sending = dispatch.send([sender('first', first), sender('second', second)], message, { ...about, doubts: 1 });
    await expect(sending).resolves.toMatchObject({ provider: 'second' });
    expect(first.send).not.toHaveBeenCalled();
  });

  it('gives back no unit of the day for a question that took none', async () => {
    const units: string[] = [];
    const budget = { reserve: async () => (units.push('taken'), true), giveBack: async () => void units.push('given back') } as unknown as DailyBudget;
    const limited = new Dispatch(budget, { dailyLimitOf: () => 9 } as unknown as Channels, logger);
    const one = sender('first', { ...doubtful, find: () => Promise.reject(new ChannelFailure('late', { isPermanent: false })) });
    const sending = (doubts: number) => limited.send([{ ...one, definition: { ...one.definition, dailyLimit: () => null } }], message, { ...about, doubts });
    await expect(sending(1)).rejects.toMatchObject({ reason: 'late' });
    expect(units).toEqual([]);
    await expect(sending(0)).rejects.toMatchObject({ reason: 'late' });
    expect(units).toEqual(['taken', 'given back']);
  });

  it('may have it, though the second refuses it for good', async () => {
    const refusing: DeliveryChannel = { send: () => Promise.reject(new ChannelFailure('no such number', { isPermanent: true, isUndeliverable: true })) };
    const sending = dispatch.send([sender('first', doubtful), sender('second', refusing)], message, about);
    await expect(sending).rejects.toMatchObject({ reason: 'no such number', isPermanent: true, isUndeliverable: true, doubts: 1 });
  });

  it('is not asked for what it never got', async () => {
    const find = jest.fn<Promise<null>, [OutgoingMessage]>().mockResolvedValue(null);
    const well: DeliveryChannel = { send: async () => ({ providerMessageId: null }), find };
    await dispatch.send([sender('first', well)], message, about);
    expect(find).not.toHaveBeenCalled();
    await dispatch.send([sender('first', well)], message, { ...about, doubts: 1 });
    expect(find).toHaveBeenCalledTimes(1);
  });
});
