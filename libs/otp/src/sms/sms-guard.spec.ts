import { settingsFor } from '@countersign/config/testing';
import { RingDigests } from '@countersign/crypto';
import { testCryptoSettings } from '@countersign/crypto/testing';
import { CodeDigests } from '../code-digests';
import { maskPhoneNumber, readPhoneNumber } from './phone-number';
import { SmsGuard } from './sms-guard';
import { SmsSettings } from './sms.settings';

describe('a phone number', () => {
  it.each([
    ['+49 151 23456789', '+4915123456789'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['+15555550100', '+15555550100'],
    ['+1234567890', '+1234567890'],
    ['+447700900123', '+447700900123'],
  ])('is %s, kept as %s', (text, e164) => {
    expect(readPhoneNumber(text)?.number).toBe(e164);
  });

  it.each(['', '1', '+1', '+49', '0151 23456789', '+999123456789', '+1 213 373 4253 ext 2', '+12025550101\n+12025550102', 'tel:+12025550101', '+1202555010199999', '+123456', '+49 151 2345678901234', 'call +12025550101'])(
    'is not %p',
    (text) => {
      expect(readPhoneNumber(text)).toBeNull();
    },
  );

  it('is shown by its calling code and its last two digits', () => {
    expect(['+4915123456789', '+14155552671', '+1234567890'].map(maskPhoneNumber)).toEqual(['+49*********89', '+1********71', '+1*******90']);
  });
});

describe('the SMS guard', () => {
  const guard = (variables: Record<string, string> = {}) => new SmsGuard(settingsFor(SmsSettings, variables), new CodeDigests(new RingDigests(testCryptoSettings())));

  it.each(['+19005551234', '+448712345678', '+881612345678', '+870773123456', '+882161234567', '+97912345678'])(
    'never serves %s',
    (number) => {
      expect(guard().refusalOf(number)).toMatch(/premium|satellite|not a phone/);
    },
  );

  it.each([
    ['+447012345678', 'a personal number'],
    ['+443331234567', 'a company’s number'],
    ['+18005551234', 'a toll-free number'],
    ['+15005550006', 'a personal number of North America'],
    ['+1900555123', 'premium, a digit short'],
    ['+49900123456', 'premium, a digit short'],
    ['+4990012345678', 'premium, a digit long'],
    ['+4990012345670', 'premium, a digit long'],
    ['+491801234', 'shared cost'],
    ['+4470123456', 'personal, two digits short'],
  ])('never serves %s: %s', (number) => {
    expect(guard().refusalOf(number)).toMatch(/premium|not a phone/);
  });

  it.each(['+15555550100', '+1234567890', '+447700900123', '+33700123456', '+4915123456789', '+393331234567'])(
    'serves %s, whatever its plan makes of it',
    (number) => {
      expect(guard().refusalOf(number)).toBeNull();
    },
  );

  it('serves possible numbers, and with stricter settings those in use, or mobile ones', () => {
    const numbers = ['+15555550100', '+4930123456', '+4915123456789'];
    const served = (check: string) => numbers.filter((number) => guard({ SMS_NUMBER_CHECK: check }).refusalOf(number) === null);
    expect(served('possible')).toEqual(numbers);
    expect(served('valid')).toEqual(numbers.slice(1));
    expect(served('mobile')).toEqual(numbers.slice(2));
  });

  it('serves the countries of the list alone, and no number of unknown country beside', () => {
    const { refusalOf } = Object.assign(Object.create(null), { refusalOf: (n: string) => guard({ SMS_ALLOWED_COUNTRIES: 'DE,US' }).refusalOf(n) });
    expect(['+4915123456789', '+14155552671'].map(refusalOf)).toEqual([null, null]);
    for (const number of ['+18765550123', '+447911123456', '+15555550100']) expect(refusalOf(number)).toMatch('not served');
  });

  it('counts blocks of numbers, networks of clients and the day, and keeps none of them in clear', () => {
    const origin = (ipAddress: string) => ({ requestId: 'r', ipAddress, userAgent: null });
    const keys = (number: string, address: string) => guard().costsOf(number, origin(address)).map(({ name, key }) => `${name} ${key.toString('hex')}`);
    expect(keys('+4915123456789', '2001:db8::1')).toEqual(keys('+4915123450000', '2001:db8::2'));
    const [one, other] = [keys('+4915123456789', '192.0.2.1'), keys('+4915123466789', '192.0.2.2')];
    expect(one.filter((key) => other.includes(key))).toEqual([expect.stringMatching(/^day [0-9a-f]{64}$/)]);
  });

  it('counts no address of an application’s own server, for all its users, but that which it says its user has', () => {
    const server = { requestId: 'r', ipAddress: '192.0.2.1', userAgent: null };
    const addresses = (more: object) => guard().costsOf('+4915123456789', { ...server, ...more }).flatMap(({ name, key }) => (name === 'address' ? [key] : []));
    expect(addresses({ keyId: 'k' })).toEqual([]);
    expect(addresses({ keyId: 'k', claimed: { userAgent: 'Browser' } })).toEqual([]);
    expect(addresses({ keyId: 'k', claimed: { ipAddress: '198.51.100.7' } })).toEqual(addresses({ ipAddress: '198.51.100.7' }));
    expect(addresses({ claimed: { ipAddress: '198.51.100.7' } })).toEqual(addresses({}));
  });
});
