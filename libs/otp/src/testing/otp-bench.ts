import { FormerAddresses, UserDirectory, type Links } from '@countersign/accounts';
import type { AuditTrail } from '@countersign/audit';
import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings, testSealer } from '@countersign/crypto/testing';
import type { Database } from '@countersign/database';
import type { ConnectedTestDatabase } from '@countersign/database/testing';
import type { AskedChallenge, MethodRef } from '@countersign/factors';
import { FactorKit, RecordingTrail, testOrigin } from '@countersign/factors/testing';
import { newId } from '@countersign/kernel';
import { recordingLogger } from '@countersign/observability/testing';
import { BrandSettings, type Channels, type Messages, type NewDelivery } from '@countersign/otp-delivery';
import { WebSettings } from '@countersign/web';
import { SendBudget } from '../budget/send-budget';
import { SendBudgetRepository } from '../budget/send-budget.repository';
import { ChannelState } from '../channel-state';
import { CodeDigests } from '../code-digests';
import { CodeWording } from '../code-wording';
import { CodeRepository } from '../codes/code.repository';
import { Codes } from '../codes/codes';
import { Destinations } from '../destinations/destinations';
import { EmailFactor } from '../email/email.factor';
import { OtpSettings } from '../otp.settings';
import { SendCode } from '../send-code';
import { SmsGuard } from '../sms/sms-guard';
import { SmsFactor } from '../sms/sms.factor';
import { SmsSettings } from '../sms/sms.settings';

let lastNumber = 0;
/** A mobile number that no other test of the suite uses. */
export const someNumber = () => `+4915120${String((lastNumber += 1) + 10_000)}`;
export const someAddress = () => `${newId()}@example.org`;

/** Both factors on a database, with messages and events kept instead of sent and written. */
export function otpBench(database: Database, variables: Readonly<Record<string, string>> = {}, ring: Readonly<Record<string, string>> = {}) {
  const sent: (NewDelivery & { id: string })[] = [];
  const off = new Set<string>();
  /** That have reset the password of late. */
  const resetAddresses = new Set<string>();
  const trail = new RecordingTrail();
  const queue = async (_tx: unknown, delivery: NewDelivery) => {
    const message = { ...delivery, id: newId() };
    sent.push(message);
    return { id: message.id, isNew: true };
  };
  /** References of what is not to be sent any more. */
  const withdrawn: string[] = [];
  const withdraw = async (_tx: unknown, references: readonly string[]) => void withdrawn.push(...references);
  const channels = {
    isAvailable: (channel: string) => !off.has(channel),
    withoutTransport: () => [...off].map((channel) => ({ channel, settings: `${channel.toUpperCase()}_SETTING` })),
  };
  const { logger, lines } = recordingLogger();
  const digests = new CodeDigests(new RingDigests(testCryptoSettings(ring)));
  const settings = settingsFor(OtpSettings, variables);
  const codes = new Codes(new CodeRepository(database), digests, settings);
  const wording = new CodeWording(settingsFor(BrandSettings, { APP_NAME: 'Acme' }), settingsFor(WebSettings, variables));
  const budget = new SendBudget(new SendBudgetRepository(database), digests, settings);
  const sendCode = new SendCode(budget, codes, { queue, withdraw } as unknown as Messages, wording, trail as unknown as AuditTrail);
  const destinations = new Destinations(database, testSealer(), digests);
  const state = new ChannelState(channels as unknown as Channels, logger);
  const guard = new SmsGuard(settingsFor(SmsSettings, variables), digests);
  const sms = new SmsFactor(codes, destinations, sendCode, state, guard, new UserDirectory(database, testSealer(), new FormerAddresses(database, testSealer())));
  const links = { resetAddresses: async () => [...resetAddresses] };
  const email = new EmailFactor(codes, destinations, sendCode, state, links as unknown as Links);

  /** The code of the newest message to the method's user. */
  const codeFor = ({ userId, type }: Pick<MethodRef, 'userId' | 'type'>): string => {
    const newest = sent.filter((one) => one.userId === userId && one.channel === type).at(-1);
    return /(?<!\d)\d{6}(?!\d)/.exec(newest?.text ?? '')?.[0] ?? 'no code';
  };
  return { sms, email, sent, withdrawn, off, resetAddresses, trail, lines, codeFor };
}

/** A user with an active method of a kind, just set up. */
export async function enrolledOn(
  db: ConnectedTestDatabase,
  kind: 'sms' | 'email' = 'sms',
  variables: Readonly<Record<string, string>> = {},
) {
  const bench = otpBench(db.database, variables);
  const kit = new FactorKit(db, [bench.sms, bench.email]);
  const user = await kit.user();
  const one = await kit.enrol(user, kind, kind === 'sms' ? { phoneNumber: someNumber() } : {});
  const factor = bench[kind];
  return {
    ...one,
    bench,
    kit,
    factor,
    /** Opens a challenge, for which a code is sent. */
    ask: async () => ({ ...(await kit.ask(one)), userId: user.id }),
    /** Asks for another code. */
    again: (challenge: AskedChallenge) => db.database.transaction((tx) => factor.challenge(one.method, challenge, tx, testOrigin)),
    /** Lets time pass since the last code. */
    pass: (seconds: number) =>
      db.dataSource.query('update codes set sent_at = sent_at - make_interval(secs => $2) where method_id = $1', [one.method.id, seconds]),
  };
}
