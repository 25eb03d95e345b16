import { defineLimits } from '@countersign/kernel';

defineLimits('devices', {
  trusted_devices: {
    what: 'trusted devices',
    countedBy: 'user',
    window: 'DEVICE_TRUST_DAYS',
    setting: 'DEVICE_MAX_PER_USER',
    then: 'the oldest is trusted no more',
  },
});
