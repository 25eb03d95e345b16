export { makeUser } from './src/testing/make-user';
export { mailBudgetOn } from './src/testing/mail-budget-on';
