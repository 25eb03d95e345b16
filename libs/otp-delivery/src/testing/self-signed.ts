/** A certificate for mail.example.com that nobody vouches for (2020 to 2120), with its key. Both protect nothing. */
const key = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJqQea4PrKlsyd/Hk',
  'OSQ1taje7kUQW0uGQ9ITzDuzyjWhRANCAAQwLXPc9yOKIBy9Ham4SQ3i6VqoaZTG',
  'SZqNP37iu8dqLM9q3pBMJu/jYb6v1MemXzhHUxPh7t6FlWrKe+rgLz+A',
  '-----END PRIVATE KEY-----',
].join('\n');

const cert = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBdTCCARygAwIBAgIBATAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBtYWlsLmV4',
  'YW1wbGUuY29tMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAbMRkw',
  'FwYDVQQDDBBtYWlsLmV4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD',
  'QgAEMC1z3PcjiiAcvR2puEkN4ulaqGmUxkmajT9+4rvHaizPat6QTCbv42G+r9TH',
  'pl84R1MT4e7ehZVqynvq4C8/gKNPME0wDwYDVR0TAQH/BAUwAwEB/zAbBgNVHREE',
  'FDASghBtYWlsLmV4YW1wbGUuY29tMB0GA1UdDgQWBBR6lVI3R7x7hYOcjj8qi1fh',
  'Vj+YPDAKBggqhkjOPQQDAgNHADBEAiBimRppR9wApRCFPpUuDmiByEtdJ6x8qsqx',
  'ouRLMv4VNgIgL0KDZ/xIZMyFYnn4IjylSsryOr8zMOTjR3bm/EN5N5c=',
  '-----END CERTIFICATE-----',
].join('\n');

export const selfSigned = { key, cert };
