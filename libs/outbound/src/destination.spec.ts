import { addressClass } from './address-class';
import { destinationFault, mayReach, type DestinationRules } from './destination';

const strict: DestinationRules = { mayUseHttp: false, privateNetworks: [], ports: [443, 8443] };
const open: DestinationRules = { mayUseHttp: true, privateNetworks: 'all', ports: 'any' };

describe('a URL that is refused before anybody is asked', () => {
  const NOT_PUBLIC = [
    ...['https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0x7f.0.0.1/', 'https://0177.0.0.1/'],
    ...['https://017700000001/', 'https://127.0.0.1./', 'https://①②⑦.0.0.1/', 'https://%31%32%37.0.0.1/', 'https://0/', 'https://0.0.0.0/'],
    ...['https://10.0.0.1/', 'https://172.16.0.1/', 'https://172.31.255.255/', 'https://192.168.1.1/', 'https://100.64.0.1/'],
    ...['https://169.254.169.254/latest/meta-data/', 'https://0xa9fea9fe/', 'https://2852039166/', 'https://100.100.100.200/', 'https://168.63.129.16/'],
    ...['https://192.0.0.192/', 'https://192.0.2.1/', 'https://198.18.0.1/', 'https://203.0.113.9/', 'https://224.0.0.1/', 'https://255.255.255.255/', 'https://240.0.0.1/'],
    ...['https://[::1]/', 'https://[::]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[::ffff:a9fe:a9fe]/'],
    ...['https://[::127.0.0.1]/', 'https://[64:ff9b::127.0.0.1]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[64:ff9b:1::1]/', 'https://[2002:7f00:1::1]/'],
    ...['https://[2001:0:7f00:1::1]/', 'https://[fe80::1]/', 'https://[fc00::1]/', 'https://[fd00:ec2::254]/', 'https://[fec0::1]/', 'https://[ff02::1]/'],
    ...['https://[2001:db8::1]/', 'https://[100::1]/', 'https://[::ffff:0:127.0.0.1]/', 'https://[4000::1]/', 'https://[5f00::1]/'],
    ...['https://localhost/', 'https://LOCALHOST/', 'https://localhost./', 'https://a.localhost/', 'https://ⓛocalhost/'],
  ];

  it.each(NOT_PUBLIC)('%s does not lead to a public address', (url) => {
    expect(destinationFault(url, strict)).toBe('must lead to a public address');
  });

  it.each([
    ['http://example.com/', 'must begin with https://'],
    ['ftp://example.com/', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['gopher://127.0.0.1:6379/_FLUSHALL', 'must begin with https://'],
    ['javascript:alert(1)', 'must begin with https://'],
    ['data:text/plain,x', 'must begin with https://'],
    ['https://user:pass@example.com/', 'must hold no user name and no password'],
    ['https://example.com@10.0.0.1/', 'must hold no user name and no password'],
    ['https://:x@example.com/', 'must hold no user name and no password'],
    ['https://example.com/#x', 'must hold no fragment'],
    ['https://example.com:22/', 'must have one of the ports 443, 8443'],
    ['https://example.com:6379/', 'must have one of the ports 443, 8443'],
    ['https://example.com:0/', 'must have one of the ports 443, 8443'],
    ['https://exa\tmple.com/', 'must be a URL'],
    ['https://example.com\\@10.0.0.1/', 'must be a URL'],
    [' https://example.com/', 'must be a URL'],
    ['https://example.com/\u0000', 'must be a URL'],
    ['https://256.1.1.1/', 'must be a URL'],
    ['https://1.2.3.4.5/', 'must be a URL'],
    ['https://[fe80::1%25eth0]/', 'must be a URL'],
    ['https:///', 'must be a URL'],
    ['//example.com/', 'must be a URL'],
    ['', 'must be a URL'],
  ])('%s', (url, fault) => {
    expect(destinationFault(url, strict)).toBe(fault);
  });

  it('one that is too long', () => {
    expect(destinationFault(`https://example.com/${'x'.repeat(2_100)}`, strict)).toBe('must have at most 2048 characters');
  });

  it.each(['https://example.com/hook?x=1', 'https://example.com:8443/', 'https://93.184.216.34/', 'https://[2606:4700::1111]/', 'https://münchen.example/'])(
    '%s is not among them',
    (url) => {
      expect(destinationFault(url, strict)).toBeNull();
    },
  );
});

describe('private networks', () => {
  it('may be reached where the rules say so, metadata and link-local addresses never', () => {
    for (const url of ['http://127.0.0.1:4000/', 'http://localhost:4000/', 'http://[::1]/', 'http://10.1.2.3/', 'https://[fd12::1]/']) {
      expect([url, destinationFault(url, open)]).toEqual([url, null]);
    }
    for (const url of ['http://169.254.169.254/', 'http://[fe80::1]/', 'http://100.100.100.200/', 'http://[fd00:ec2::254]/', 'http://0.0.0.0/', 'http://224.0.0.1/']) {
      expect([url, destinationFault(url, open)]).toEqual([url, 'must lead to a public address']);
    }
  });

  it('may be reached one by one', () => {
    const listed = { ...strict, privateNetworks: ['10.20.0.0/16', 'fd12::/32'] };
    const reached = ['10.20.3.4', '::ffff:10.20.3.4', 'fd12::1', '10.21.0.1', '127.0.0.1', 'fd13::1'].map((address) => mayReach(address, listed));
    expect(reached).toEqual([true, true, true, false, false, false]);
  });

  it('are all that http reaches where they are listed', () => {
    const listed: DestinationRules = { mayUseHttp: 'listed', privateNetworks: ['10.20.0.0/16'], ports: 'any' };
    const urls = ['http://10.20.3.4/', 'http://93.184.216.34/', 'https://93.184.216.34/', 'http://10.21.0.1/', 'http://localhost/', 'http://169.254.169.254/'];
    const [https, nowhere] = ['must begin with https://', 'must lead to a public address'];
    expect(urls.map((url) => destinationFault(url, listed))).toEqual([null, https, null, nowhere, nowhere, nowhere]);
    expect(destinationFault('http://[2606:4700::1111]/', { ...listed, privateNetworks: [] })).toBe(https);
  });
});

it('takes what is no address for forbidden', () => {
  for (const text of ['', 'example.com', '1.2.3', '0x5db8d822', 'fe80::1%eth0', '2606:4700::1111%eth0', '::g']) expect([text, addressClass(text)]).toEqual([text, 'forbidden']);
});
