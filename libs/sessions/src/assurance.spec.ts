import { acrFor, amrFor } from './assurance';

describe('assurance', () => {
  it.each([
    [[['pwd']], ['pwd']],
    [[['pwd'], ['otp']], ['mfa', 'otp', 'pwd']],
    [[['mfa', 'otp', 'pwd'], ['otp']], ['mfa', 'otp', 'pwd']],
    [[['pwd'], ['pwd']], ['pwd']],
    [[[]], []],
  ])('joins %j to %j', (proved, amr) => expect(amrFor(...proved)).toEqual(amr));

  it('names the classes', () => {
    expect([acrFor(1), acrFor(2)]).toEqual(['urn:countersign:acr:1fa', 'urn:countersign:acr:2fa']);
  });
});
