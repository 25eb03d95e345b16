import { Settings, TextSetting, WholeSetting, type Mode } from '@countersign/config';

const PORTS = { min: 0, max: 65_535 };
/** Suites run side by side. */
const unlessTest = (port: number) => (mode: Mode) => (mode === 'test' ? 0 : port);

@Settings('observability')
export class MetricsSettings {
  @WholeSetting({
    why: 'Where the api shows its metrics to Prometheus, at /metrics; never on PORT. 0: a free one, which the log names.',
    ...PORTS,
    default: unlessTest(9464),
  })
  readonly METRICS_PORT: number;

  @WholeSetting({ why: 'The same of the worker.', ...PORTS, default: unlessTest(9465) })
  readonly WORKER_METRICS_PORT: number;

  @TextSetting({
    why: 'The address at which metrics are shown. They name no user, but need no credentials either: keep the port inside.',
    default: (mode) => (mode === 'production' ? '0.0.0.0' : '127.0.0.1'),
  })
  readonly METRICS_HOST: string;
}
