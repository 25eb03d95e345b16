import { cleanDeviceName, deviceNameOf } from './device-name';

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome on Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iOS'],
  ['Countersign demo', 'Countersign demo'],
  ['curl/8.5.0', 'curl'],
  ['OurApp/2.1 (iPhone; iOS 18.0)', 'OurApp on iOS'],
  [`${'x'.repeat(490)}/1`, 'x'.repeat(64)],
  ['\u202Eevil\u0000/1', 'evil'],
  [' ', 'Unnamed device'],
  [null, 'Unnamed device'],
])('names a device by its user agent %s', (userAgent, name) => {
  expect(deviceNameOf(userAgent)).toBe(name);
});

it.each([
  ['  My\tLaptop \r\n', 'My Laptop'],
  ['a\u0000b\u001b[31mc', 'a b [31mc'],
  ['\u202Edrow\u2028ssap\u200b', 'drow ssap'],
  ['😀'.repeat(70), '😀'.repeat(64)],
  ['\u0007\u200b', ''],
])('cleans the name %j', (given, name) => {
  expect(cleanDeviceName(given)).toBe(name);
});
