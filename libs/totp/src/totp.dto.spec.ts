import { validateInput } from '@countersign/web';
import { TotpConfirmDto, TotpProofDto } from './totp.dto';

describe('a code as people type it', () => {
  it.each(['123456', '123 456', ' 123-456 ', '123\u00a0456'])('takes %p', async (code) => {
    expect(await validateInput(TotpProofDto, { code })).toEqual({ code: '123456' });
  });

  it.each(['12345', '1234567', 'abcdef', '', '１２３４５６', 123456, null, undefined, ['123456'], { length: 6 }])(
    'refuses %p',
    async (code) => {
      await expect(validateInput(TotpProofDto, { code })).rejects.toMatchObject({ code: 'validation_failed' });
    },
  );

  it('takes a secret in groups of four, and nothing else beside', async () => {
    const input = await validateInput(TotpConfirmDto, { code: '123456', secret: 'abcd efgh' });
    expect(input.secret).toBe('abcdefgh');
    await expect(validateInput(TotpProofDto, { code: '123456', secret: 'x' })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
