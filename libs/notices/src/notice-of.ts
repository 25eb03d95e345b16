import { listEvents, type EventNotice } from '@countersign/kernel';

let notices: ReadonlyMap<string, EventNotice> | undefined;

/** What a mail says of an event; undefined: nobody is told of it. All libs are loaded by the time of the first event. */
export function noticeOf(type: string): EventNotice | undefined {
  notices ??= new Map(listEvents().flatMap((event) => (event.notice ? [[event.type, event.notice] as const] : [])));
  return notices.get(type);
}
