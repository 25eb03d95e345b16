import { products, type Source } from './support/sources';

const dtos = (sources: readonly Source[]) => sources.filter(({ path }) => path.endsWith('.dto.ts'));

const lettingNullPass = (sources: readonly Source[]) =>
  dtos(sources)
    .filter(({ text }) => /\bIsOptional\b/.test(text))
    .map(({ path }) => `${path} uses @IsOptional(), which lets null pass every other rule: use @MayBeLeftOut() of web.`);

describe('the input of a route', () => {
  it('is no null where a member may be left out', () => {
    expect(dtos(products()).length).toBeGreaterThan(0);
    expect(lettingNullPass(products())).toEqual([]);
  });

  it('catches a planted @IsOptional()', () => {
    const planted = { path: 'libs/totp/src/planted.dto.ts', text: '@IsOptional() @IsString() readonly code?: string;' };
    expect(lettingNullPass([planted])).toEqual([expect.stringContaining('planted.dto.ts uses @IsOptional()')]);
  });
});
