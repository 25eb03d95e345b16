import { defineProblems } from '@countersign/kernel';

export const backupCodeProblems = defineProblems('backup-codes', {
  two_factor_off: {
    status: 409,
    title: 'Two-factor authentication is off',
    detail: 'Backup codes come with the first second factor of an account. Set one up.',
  },
});
