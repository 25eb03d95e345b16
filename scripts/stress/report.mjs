import { quantile } from '../lib/load/statistics.mjs';

/** A table for people: each route with its answers by status, its times and its rate. */
export function printReport({ title, figures, seconds, processes }) {
  console.log(`\n${title}: ${figures.answers} answers in ${seconds.toFixed(1)} s, ${(figures.answers / seconds).toFixed(0)} a second\n`);
  const rows = [['route', 'answers', 'by status', 'p50 ms', 'p95 ms', 'p99 ms', 'a second']];
  for (const [route, { statuses, times }] of figures.routes) {
    const sorted = [...times].sort((one, other) => one - other);
    const byStatus = [...statuses].sort().map(([status, count]) => `${status}: ${count}`).join(', ');
    const shares = [0.5, 0.95, 0.99].map((share) => quantile(sorted, share).toFixed(0));
    rows.push([route, String(times.length), byStatus, ...shares, (times.length / seconds).toFixed(1)]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(`  ${row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ')}`);
  const { finished, refused, failed } = figures.ends;
  console.log(`\n  users      ${finished} finished, ${refused} refused by a limit, ${failed} failed`);
  for (const { name, firstMiB, mostMiB, lastMiB, mostLagMs } of processes) {
    console.log(`  ${name.padEnd(10)} memory ${firstMiB} MiB at first, ${mostMiB} at most, ${lastMiB} at last; event loop late by ${mostLagMs} ms at most (p99 of a second)`);
  }
  for (const [reason, count] of figures.reasons) console.log(`  ${count} × ${reason}`);
}
