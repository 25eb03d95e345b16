/** A body without members of its own: whatever else is sent is refused, as everywhere. */
export class NothingDto {}
