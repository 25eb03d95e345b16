import type { ServiceProcess } from './processes';

/** What a process shows to Prometheus: the text, and the value of one series by its name and labels as they are written. */
export async function metricsOf({ logs }: ServiceProcess): Promise<{ text: string; value(series: string): number | undefined }> {
  const address = logs().find(({ metrics }) => metrics !== undefined)?.metrics as string;
  const text = await (await fetch(address, { signal: AbortSignal.timeout(10_000) })).text();
  const values = new Map(text.split('\n').map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
  return { text, value: (series) => values.get(series) };
}
