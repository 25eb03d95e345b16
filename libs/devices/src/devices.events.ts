import { defineEvents, type EventNotice } from '@countersign/kernel';

const deviceId = 'the device';

const trusted: EventNotice = {
  subject: (brand) => `A device logs in to your ${brand} account without a code now`,
  happened: (brand) =>
    `A device was trusted. Until its time is over or you remove it, it logs in to your ${brand} account with the password alone.`,
  unexpected: () =>
    'If this was not you, somebody else knows your password and had a code of yours: remove the device from the list of trusted ' +
    'devices, change your password at once and end all other sessions.',
};

const revoked: EventNotice = {
  subject: (brand) => `A device needs a code again for your ${brand} account`,
  happened: (brand) => `One or more devices are trusted no more: to log in to your ${brand} account they need a code again.`,
  unexpected: () => 'If this was not you, somebody else is signed in as you: change your password at once and end all other sessions.',
};

const theftSuspected: EventNotice = {
  subject: (brand) => `A trusted device of your ${brand} account may have been copied`,
  happened: (brand) =>
    `Somebody logged in to your ${brand} account with the right password and with a mark of a trusted device that had been used ` +
    'before. It may have been copied, so the device is trusted no more, and a code was asked for.',
  unexpected: () =>
    'This happens too when a computer was restored from a backup. If it was neither that nor you, somebody else knows your ' +
    'password: change it at once and end all other sessions.',
};

export const deviceEvents = defineEvents('devices', {
  'device.trusted': { title: 'A device was trusted, and signs in without a code for a time', data: { deviceId }, notice: trusted },
  'device.renamed': { title: 'One of your trusted devices was given another name', data: { deviceId } },
  'device.revoked': {
    title: 'One or more of your devices are no longer trusted',
    data: { deviceId: 'the device, where it was one by name', revokedCount: 'how many devices' },
    notice: revoked,
  },
  'device.verified': { title: 'A trusted device of yours stood for a code, in an application', data: { deviceId } },
  'device.theft_suspected': {
    title: 'A trusted device of yours may have been copied, so it is no longer trusted',
    data: { deviceId },
    notice: theftSuspected,
  },
});
