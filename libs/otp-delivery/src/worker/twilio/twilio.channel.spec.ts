/** @slow: begun early (test/runner/sequencer.cjs) */
import { randomUUID } from 'node:crypto';
import { settingsFor } from '@countersign/config/testing';
import { WebSettings } from '@countersign/web';
import type { OutgoingMessage } from '../../channels/channel';
import { TwilioSettings } from '../../settings/twilio.settings';
import { describeChannelContract, type ProviderMood } from '../../testing/channel-contract';
import { startTwilioServer, testTwilio, type TwilioAnswer, type TwilioServer } from '../../testing/twilio-server';
import { TwilioChannel, TwilioFallbackChannel } from './twilio.channel';

const { accountSid, authToken } = testTwilio;
const web = settingsFor(WebSettings, { PUBLIC_URL: 'https://auth.example.com/' });
const account = ({ url }: TwilioServer) => ({
  TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_PHONE_NUMBER: '+15550006', TWILIO_API_URL: url,
});
const fallback = ({ url }: TwilioServer) => ({
  TWILIO_FALLBACK_URL: `${url.replace('//', `//${accountSid}:${encodeURIComponent(authToken)}@`)}/%2B15550007`,
});

const MOODS: Record<ProviderMood, TwilioAnswer[]> = {
  'takes it': [],
  'puts it off': [{ status: 503 }],
  'refuses the destination': [{ status: 400, code: 21211 }],
  hangs: [{ answers: 'never' }],
  'breaks off': [{ answers: 'cut', takes: true }],
};

describe.each([
  ['twilio', TwilioChannel, account],
  ['twilio-fallback', TwilioFallbackChannel, fallback],
] as const)('%s', (name, Channel, place) => {
  describeChannelContract(name, async () => {
    const server = await startTwilioServer();
    const channel = new Channel(settingsFor(TwilioSettings, { ...place(server), TWILIO_TIMEOUT_MS: '600' }), web);
    return {
      channel,
      destination: (index) => `+1555010${index}`,
      provider: (mood) => server.script(MOODS[mood]),
      taken: () => server.messages.map(({ To, Body, StatusCallback }) => ({ to: To, source: Body, key: StatusCallback })),
      limitMilliseconds: 2_000,
      close: async () => {
        channel.onApplicationShutdown();
        await server.close();
      },
    };
  });
});

describe('TwilioChannel, against a server of its protocol', () => {
  let server: TwilioServer;
  let channel: TwilioChannel;
  const signal = new AbortController().signal;
  const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
    id: randomUUID(), to: '+15550100', text: 'Your code is 123456', secondsLeft: 299.6, signal, ...more,
  });
  const open = (more: Record<string, string> = {}, publicUrl = web) => {
    channel = new TwilioChannel(settingsFor(TwilioSettings, { ...account(server), TWILIO_TIMEOUT_MS: '600', ...more }), publicUrl);
    return channel;
  };
  const failing = async (answer: TwilioAnswer) => {
    server.script([answer]);
    return open().send(message()).catch((error: unknown) => error);
  };
  beforeEach(async () => {
    server = await startTwilioServer();
  });
  afterEach(async () => {
    channel?.onApplicationShutdown();
    await server.close();
  });

  it('says who sends, how long it is worth sending, and where to report', async () => {
    const sent = message();
    const receipt = await open().send(sent);
    const [{ sid, ...asked }] = server.messages as [(typeof server.messages)[0]];
    expect(receipt).toEqual({ providerMessageId: sid });
    const StatusCallback = `https://auth.example.com/api/delivery/twilio/${sent.id}`;
    expect(asked).toEqual({ To: '+15550100', From: '+15550006', Body: 'Your code is 123456', ValidityPeriod: '299', StatusCallback });
  });

  it('sends by a messaging service, without an end, and without an address of ours', async () => {
    const MessagingServiceSid = `MG${'1'.repeat(32)}`;
    await open({ TWILIO_MESSAGING_SERVICE_SID: MessagingServiceSid }, settingsFor(WebSettings)).send(message({ secondsLeft: null }));
    expect(server.messages).toEqual([{ sid: expect.any(String), To: '+15550100', MessagingServiceSid, Body: 'Your code is 123456' }]);
  });

  it('takes a sender id for what it is, though it begins as a Messaging Service does', async () => {
    await open({ TWILIO_PHONE_NUMBER: 'MGM Bank' }).send(message());
    expect(server.messages).toEqual([expect.objectContaining({ From: 'MGM Bank' })]);
  });

  it.each([
    ['never', 1],
    ['slowly', 1],
    ['cut', 1],
  ] as const)('doubts after an answer that comes %s', async (answers, doubts) => {
    expect(await failing({ answers })).toMatchObject({ isPermanent: false, doubts });
  });

  it('has no doubts where nothing was sent, or where it was answered', async () => {
    expect(await failing({ status: 503 })).toMatchObject({ doubts: 0 });
    const nobody = open({ TWILIO_API_URL: 'http://127.0.0.1:1' }).send(message());
    await expect(nobody).rejects.toMatchObject({ reason: 'twilio ECONNREFUSED', doubts: 0 });
  });

  it.each([
    ['an unknown number', { status: 400, code: 21211 }, true, true],
    ['a landline', { status: 400, code: 21614 }, true, true],
    ['somebody who opted out', { status: 400, code: 21610 }, true, true],
    ['a text that is too long', { status: 400, code: 21617 }, true, false],
    ['an account that may not send there', { status: 403, code: 21408 }, false, false],
    ['a sender that is not ours', { status: 400, code: 21606 }, false, false],
    ['too many requests', { status: 429, code: 20429 }, false, false],
    ['a fault of its own', { status: 500 }, false, false],
    ['an answer that is none', { status: 302 }, false, false],
  ])('tells %s', async (_case, answer, isPermanent, isUndeliverable) => {
    expect(await failing(answer)).toMatchObject({ name: 'ChannelFailure', isPermanent, isUndeliverable });
  });

  it.each([
    ['7', 7],
    ['99999999', 86_400],
    ['soon', undefined],
    [undefined, undefined],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['Fri, 31 Dec 2999 23:59:59 GMT', 86_400],
  ])('hands on a Retry-After of %s', async (retryAfter, seconds) => {
    expect(await failing({ status: 429, retryAfter })).toMatchObject({ isPermanent: false, retryAfterSeconds: seconds });
  });

  it.each(['never', 'slowly'] as const)('gives up on a server that answers %s, and can send afterwards', async (answers) => {
    const started = performance.now();
    expect(await failing({ answers })).toMatchObject({ reason: 'twilio ETIMEDOUT', isPermanent: false });
    expect(performance.now() - started).toBeLessThan(2_000);
    await channel.send(message());
    expect(server.messages).toHaveLength(1);
  });

  it('verifies that the account is ours', async () => {
    await expect(open().verify()).resolves.toBeUndefined();
    channel.onApplicationShutdown();
    const refused = { reason: 'twilio 401 20003', isPermanent: false };
    await expect(open({ TWILIO_AUTH_TOKEN: 'another' }).verify()).rejects.toMatchObject(refused);
  });

  it('looks at no proxy of the environment', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1', TWILIO_EDGE: 'nowhere', TWILIO_REGION: 'nowhere' });
    await open().send(message()).finally(() => {
      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'TWILIO_EDGE', 'TWILIO_REGION']) delete process.env[name];
      Object.assign(process.env, before);
    });
    expect(server.messages).toHaveLength(1);
  });
});

describe('settings of text messages', () => {
  const given = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_PHONE_NUMBER: '+15550006' };
  const read = (variables: Record<string, string>, mode?: 'production') => settingsFor(TwilioSettings, variables, mode);

  it.each([
    ['nothing', {}, null],
    ['a number and no account', { TWILIO_PHONE_NUMBER: '+15550006' }, null],
    ['an account and a number', given, expect.objectContaining({ accountSid, from: '+15550006' })],
  ])('with %s', (_case, variables, expected) => {
    expect(read(variables).account).toEqual(expected);
  });

  it.each([
    ['an account without a token', { ...given, TWILIO_AUTH_TOKEN: '' }, 'TWILIO_AUTH_TOKEN is missing'],
    ['a token without an account', { ...given, TWILIO_ACCOUNT_SID: '' }, 'TWILIO_ACCOUNT_SID is missing'],
    ['an account without a sender', { ...given, TWILIO_PHONE_NUMBER: '' }, 'TWILIO_PHONE_NUMBER or'],
    ['a placeholder for the account', { ...given, TWILIO_ACCOUNT_SID: 'your_twilio_account_sid' }, 'TWILIO_ACCOUNT_SID must be'],
    ['half a fallback', { TWILIO_FALLBACK_URL: 'https://api.twilio.com' }, 'TWILIO_FALLBACK_URL must be'],
    ['a fallback with broken escapes', { TWILIO_FALLBACK_URL: `https://${accountSid}:%zz@api.twilio.com/123` }, 'TWILIO_FALLBACK_URL must be'],
  ])('refuse %s', (_case, variables, words) => {
    expect(() => read(variables)).toThrow(words);
  });

  it('let no token go over the line in clear in production', () => {
    expect(() => read({ ...given, TWILIO_API_URL: 'http://sms.example.com' }, 'production')).toThrow('must start with https://');
  });
});
