import { isId, newId } from './ids';

describe('ids', () => {
  it('makes version 7 UUIDs that sort by time', () => {
    const before = Date.now();
    const id = newId();
    const time = parseInt(id.replace(/-/g, '').slice(0, 12), 16);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('keeps the order of ids made in the same millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('knows a UUID from anything else', () => {
    expect(isId(newId())).toBe(true);
    for (const no of ['', 'x', 7, null, undefined, {}, `${newId()} `, newId().replace('-', '')]) expect(isId(no)).toBe(false);
  });
});
