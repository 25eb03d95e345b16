import { isIP } from 'node:net';
import { ChoiceSetting, ListSetting, Settings, TextSetting, WholeSetting, type CrossCheck } from '@countersign/config';

const PORTS = { min: 0, max: 65_535 };
const ORIGIN = /^https?:\/\/[^\s/*]+$/;

@Settings('web')
export class WebSettings implements CrossCheck {
  @WholeSetting({ why: 'Where the api listens.', ...PORTS, default: 3001 })
  readonly PORT: number;

  @WholeSetting({ why: 'Where the worker answers health.', ...PORTS, default: 3002 })
  readonly WORKER_PORT: number;

  @TextSetting({
    why: 'The address to listen at.',
    default: (mode) => (mode === 'production' ? '0.0.0.0' : '127.0.0.1'),
  })
  readonly HOST: string;

  @TextSetting({
    why: 'The path before every route but health, problem pages, docs and .well-known; "/" for none.',
    matches: /^(\/|(\/[A-Za-z0-9._~-]+)+)$/,
    form: 'a path such as /api',
    default: '/api',
  })
  readonly API_BASE_PATH: string;

  @ListSetting({
    why: 'Origins of browsers that may call. Unset: FRONTEND_URL in production, else any loopback origin. Never "*".',
    matches: ORIGIN,
    form: 'origins such as https://app.example.com, without a path and never "*"',
    default: null,
  })
  readonly CORS_ORIGINS: readonly string[] | null;

  @TextSetting({
    why: 'Where the application is that people see; links in mails lead there.',
    matches: /^https?:\/\/\S+$/,
    form: 'an http(s) URL',
    default: (mode) => (mode === 'production' ? null : 'http://localhost:3000'),
  })
  readonly FRONTEND_URL: string | null;

  @TextSetting({
    why: 'Where this service is reached from outside; its origin counts as our own. Without it Twilio cannot report what became of a text message.',
    matches: /^https?:\/\/\S+$/,
    form: 'an http(s) URL',
    default: null,
  })
  readonly PUBLIC_URL: string | null;

  @ChoiceSetting({
    why: 'SameSite of our cookies; "none" is for a frontend on another site and needs HTTPS.',
    choices: ['strict', 'lax', 'none'],
    default: 'strict',
  })
  readonly COOKIE_SAMESITE: 'strict' | 'lax' | 'none';

  @ListSetting({
    why: 'Networks of proxies whose X-Forwarded-For is believed, in CIDR form. Empty: nobody’s.',
    matches: /^[0-9a-fA-F:.]+(\/\d{1,3})?$/,
    form: 'networks such as 10.0.0.0/8',
    default: [],
  })
  readonly TRUSTED_PROXIES: readonly string[];

  @WholeSetting({ why: 'Requests that one client address may make in a window.', unit: 'requests', min: 1, default: 100 })
  readonly RATE_LIMIT_MAX_REQUESTS: number;

  @WholeSetting({
    why: 'The window of the limits by client address.',
    unit: 'milliseconds',
    min: 1000,
    max: 86_400_000,
    default: 900_000,
  })
  readonly RATE_LIMIT_WINDOW_MS: number;

  @WholeSetting({ why: 'Registrations from one client address in a window.', unit: 'registrations', min: 1, default: 5 })
  readonly REGISTER_RATE_LIMIT_MAX: number;

  @WholeSetting({ why: 'Mails with a link that one client address may ask for in a window.', unit: 'mails', min: 1, default: 20 })
  readonly MAIL_LINK_ADDRESS_RATE_LIMIT_MAX: number;

  @WholeSetting({
    why: 'How long a proof of who one is counts as fresh (RFC 9470 max_age).',
    unit: 'seconds',
    min: 30,
    max: 86_400,
    default: 900,
  })
  readonly STEP_UP_MAX_AGE_SECONDS: number;

  @WholeSetting({
    why: 'How long a stopping process still accepts connections, so that a balancer sees ready turn 503 first.',
    unit: 'seconds',
    min: 0,
    max: 5,
    default: (mode) => (mode === 'development' ? 0 : 1),
  })
  readonly SHUTDOWN_DELAY_SECONDS: number;

  /** API_BASE_PATH without its last slash; empty for none. */
  get basePath(): string {
    return this.API_BASE_PATH === '/' ? '' : this.API_BASE_PATH;
  }

  faults(mode: string): string[] {
    const wrong = this.TRUSTED_PROXIES.some((network) => !isNetwork(network));
    const insecure = this.COOKIE_SAMESITE === 'none' && mode === 'production' && this.PUBLIC_URL?.startsWith('http://');
    return [
      ...(wrong ? ['TRUSTED_PROXIES must be a list of networks in CIDR form, such as 10.0.0.0/8 or fd00::/8'] : []),
      ...(insecure ? ['COOKIE_SAMESITE=none needs HTTPS: PUBLIC_URL must start with https://'] : []),
    ];
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  return family > 0 && (bits === undefined || (Number(bits) > 0 && Number(bits) <= (family === 4 ? 32 : 128)));
}
