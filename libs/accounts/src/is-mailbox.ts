import { isEmail, ValidateBy } from 'class-validator';
import { isPlain } from './identifiers';

/**
 * One mailbox as people have it: `jo@example.com`. RFC 5321 §4.1.2 allows a quoted local part, which may hold spaces and
 * commas, and the validator even line breaks: none of them has a place in the header of a mail.
 */
export const IsMailbox = (): PropertyDecorator =>
  ValidateBy({
    // The name of the rule that it narrows, so that the documentation says the format.
    name: 'isEmail',
    validator: { validate: (value) => isEmail(value) && isPlain(value), defaultMessage: () => 'must be an e-mail address' },
  });
