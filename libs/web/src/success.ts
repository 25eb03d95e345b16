export interface Success<Data> {
  readonly success: true;
  readonly message?: string;
  readonly data: Data;
}

/** The envelope of every answer that is not a failure. */
export function success<Data>(data: Data, message?: string): Success<Data> {
  return message === undefined ? { success: true, data } : { success: true, message, data };
}
