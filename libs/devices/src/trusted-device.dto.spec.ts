import { validateInput } from '@countersign/web';
import { RenameDeviceDto, TrustDeviceDto } from './trusted-device.dto';

describe('the name of a device', () => {
  it('is cleaned, and may be left out where the user agent says a name', async () => {
    await expect(validateInput(TrustDeviceDto, {})).resolves.toEqual({});
    await expect(validateInput(TrustDeviceDto, { trustDevice: true, deviceName: ' a\u0000 ' })).resolves.toMatchObject({ deviceName: 'a' });
  });

  it.each([
    [TrustDeviceDto, { trustDevice: 'true' }],
    [TrustDeviceDto, { trustDevice: null }],
    [TrustDeviceDto, { deviceName: 7 }],
    [RenameDeviceDto, {}],
    [RenameDeviceDto, { deviceName: '\u200b ' }],
    [RenameDeviceDto, { deviceName: ['a'] }],
  ])('of another shape is refused', async (type, body) => {
    await expect(validateInput<object>(type, body)).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
