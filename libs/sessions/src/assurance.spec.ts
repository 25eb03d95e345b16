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
    const classes = [acrFor(1), acrFor(2), acrFor(2, true), acrFor(1, true)];
    expect(classes).toEqual(['1fa', '2fa', '2fa-restricted', '1fa'].map((name) => `urn:countersign:acr:${name}`));
  });
});
