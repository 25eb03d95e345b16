/** Counts and times of answers by route, and how the walks ended. */
export class Figures {
  routes = new Map();
  ends = { finished: 0, refused: 0, failed: 0 };
  reasons = new Map();

  /** @param {number | 'none'} status none: no answer came @param {number} ms */
  add(route, status, ms) {
    const kept = this.routes.get(route) ?? { statuses: new Map(), times: [] };
    kept.statuses.set(status, (kept.statuses.get(status) ?? 0) + 1);
    kept.times.push(ms);
    this.routes.set(route, kept);
  }

  /** @param {keyof Figures['ends']} kind @param {string} [reason] */
  end(kind, reason) {
    this.ends[kind] += 1;
    if (reason) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  get answers() {
    return [...this.routes.values()].reduce((sum, { times }) => sum + times.length, 0);
  }

  /** Answers that the service must never give: a 5xx that is not "come again", and none at all. */
  get wrong() {
    const isWrong = (status) => status === 'none' || (status >= 500 && status !== 503);
    return [...this.routes.values()].flatMap(({ statuses }) => [...statuses]).reduce((sum, [status, count]) => sum + (isWrong(status) ? count : 0), 0);
  }
}
