import { isProblem } from '@countersign/kernel';

/** Whether a check of a second factor failed without telling the caller anything: right but spent, or of the wrong shape. */
export function costsNothing(error: unknown): boolean {
  return isProblem(error, 'code_already_used') || isProblem(error, 'validation_failed');
}
