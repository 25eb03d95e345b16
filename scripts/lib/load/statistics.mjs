export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} sorted @param {number} share 0 to 1 */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** How far the rounds lie apart, as a share of their median: past a quarter they conclude nothing. */
export function spread(values) {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
