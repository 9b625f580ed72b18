// The configuration: every environment variable of MayLike, in one table. Parsing, messages, the
// boot log and the documentation's table all come from it, so a variable cannot exist undocumented.
import { readFileSync, statSync } from 'node:fs';

import { z } from 'zod';

import { ConfigError, messageOf, systemCodeOf } from './errors.js';
import type { Setting } from './settings.js';
import {
  addressRanges,
  contactUrl,
  cronPattern,
  folder,
  host,
  hostPorts,
  isoTime,
  oneOf,
  portMax,
  redisUrl,
  someOf,
  text,
  timeZone,
  webOrigin,
  wholeNumber,
  yesOrNo,
} from './settings.js';

const settings = z.registry<Setting>();

const configSchema = z.object({
  port: wholeNumber(0, portMax).register(settings, {
    name: 'PORT',
    default: '8080',
    description: 'Where the API, the documentation and the dashboard listen; 0: any free port.',
  }),
  host: host().register(settings, {
    name: 'HOST',
    default: '127.0.0.1',
    description: 'The address that is listened on; 0.0.0.0 or :: for all of the machine.',
  }),
  healthPort: wholeNumber(0, portMax).register(settings, {
    name: 'HEALTH_PORT',
    default: '0',
    description: 'Where ingest and similarity answer /healthz, /readyz and /metrics; 0: nowhere.',
  }),
  readyNeeds: someOf(['ingest', 'similarity']).register(settings, {
    name: 'READY_NEEDS',
    default: '',
    description: "Services that must be alive before the API's /readyz says yes.",
  }),
  home: folder().register(settings, {
    name: 'MAYLIKE_HOME',
    default: '.maylike',
    description: 'The folder of the private Redis and of the operator token.',
  }),
  demo: yesOrNo().register(settings, {
    name: 'MAYLIKE_DEMO',
    default: '1',
    description: 'Whether the start loads the sample site; 0: no.',
  }),
  redisUrl: redisUrl().nullable().register(settings, {
    name: 'REDIS_URL',
    default: null,
    description: 'The Redis to use (redis://, rediss://, unix:///path); unset: a private one.',
    secret: true,
  }),
  redisClusterNodes: hostPorts().register(settings, {
    name: 'REDIS_CLUSTER_NODES',
    default: '',
    description:
      'Some nodes of a Redis Cluster, host:port,host:port; used instead of REDIS_URL, which then only gives user name, password and (rediss://) TLS.',
  }),
  operatorToken: text(16, 512).nullable().register(settings, {
    name: 'OPERATOR_TOKEN',
    default: null,
    description:
      'Opens the dashboard and reindexing, 16 characters at least; unset: made at the first start and kept in MAYLIKE_HOME/operator-token.',
    secret: true,
  }),
  fetchAllowPrivate: text(0, 4096).register(settings, {
    name: 'FETCH_ALLOW_PRIVATE',
    default: '',
    description:
      "Addresses where feeds may point although they are private, or this machine's own (public ones too): CIDR or CIDR:port, comma-separated.",
  }),
  contactUrl: contactUrl().nullable().register(settings, {
    name: 'CONTACT_URL',
    default: null,
    description: 'Who runs this (http:, https: or mailto:), told to publishers in the User-Agent.',
  }),
  pollIntervalMinSeconds: wholeNumber(1, 86_400).register(settings, {
    name: 'POLL_INTERVAL_MIN_SECONDS',
    default: '300',
    description: 'The shortest time between two polls of a feed.',
  }),
  hostRequestsAtOnce: wholeNumber(1, 64).register(settings, {
    name: 'HOST_REQUESTS_AT_ONCE',
    default: '2',
    description: 'How many requests to one host are under way at one time, all processes together.',
  }),
  hostRequestsPerMinute: wholeNumber(1, 60_000).register(settings, {
    name: 'HOST_REQUESTS_PER_MINUTE',
    default: '60',
    description:
      'How often one host is asked at most, after a few at once; addresses of FETCH_ALLOW_PRIVATE as often as they answer.',
  }),
  ingestConcurrency: wholeNumber(1, 256).register(settings, {
    name: 'INGEST_CONCURRENCY',
    default: '16',
    description: 'How many feeds and pages one ingest process works on at once.',
  }),
  reindexCron: cronPattern().register(settings, {
    name: 'REINDEX_CRON',
    default: '0 4 * * *',
    description:
      'When every network is indexed anew, as a cron pattern; empty: never by the clock.',
    emptyIsValue: true,
  }),
  reindexTimezone: timeZone().register(settings, {
    name: 'REINDEX_TIMEZONE',
    default: 'UTC',
    description: 'The time zone of REINDEX_CRON.',
  }),
  windowDays: wholeNumber(0, 3650).register(settings, {
    name: 'WINDOW_DAYS',
    default: '0',
    description: 'Days after publication until an article is no longer recommended; 0: for ever.',
  }),
  siteReadsPerMinute: wholeNumber(0, 100_000_000).register(settings, {
    name: 'SITE_READS_PER_MINUTE',
    default: '60000',
    description:
      'What may be read with the keys of one site, all processes together; answers known by heart do not count; 0: as much as one likes.',
  }),
  siteWritesPerMinute: wholeNumber(0, 100_000_000).register(settings, {
    name: 'SITE_WRITES_PER_MINUTE',
    default: '3000',
    description: 'What may be written with the secret keys of one site; 0: as much as one likes.',
  }),
  siteEventsPerMinute: wholeNumber(0, 100_000_000).register(settings, {
    name: 'SITE_EVENTS_PER_MINUTE',
    default: '60000',
    description:
      'How often the pages of one site may tell what readers see; 0: as often as they like.',
  }),
  keyRequestsPerMinute: wholeNumber(0, 100_000_000).register(settings, {
    name: 'KEY_REQUESTS_PER_MINUTE',
    default: '0',
    description:
      'What may be asked with one key of a site that has several, beside what its site may; 0: no less than the site.',
  }),
  addressRequestsPerMinute: wholeNumber(0, 100_000_000).register(settings, {
    name: 'ADDRESS_REQUESTS_PER_MINUTE',
    default: '1200',
    description:
      'What may be asked from one IP address (of IPv6 one /64), this machine excepted; 0: as much as one likes.',
  }),
  trustedProxies: addressRanges().register(settings, {
    name: 'TRUSTED_PROXIES',
    default: '',
    description:
      'Proxies whose X-Forwarded-For is believed: addresses or CIDR ranges, comma-separated.',
  }),
  newsroomPort: wholeNumber(0, portMax).register(settings, {
    name: 'NEWSROOM_PORT',
    default: '0',
    description: 'Where the sample newsroom listens; 0: any free port.',
  }),
  newsroomOpenedAt: isoTime().nullable().register(settings, {
    name: 'NEWSROOM_OPENED_AT',
    default: null,
    description:
      'When the sample newsroom opened, as 2026-05-04T08:00:00Z: its articles are dated and its releases counted from here; unset: when it starts.',
  }),
  newsroomReleaseEverySeconds: wholeNumber(1, 86_400).register(settings, {
    name: 'NEWSROOM_RELEASE_EVERY_SECONDS',
    default: '90',
    description: 'The time between two releases of the sample newsroom.',
  }),
  newsroomMaylikeUrl: webOrigin().nullable().register(settings, {
    name: 'NEWSROOM_MAYLIKE_URL',
    default: null,
    description:
      "Where the browsers of the sample newsroom's readers find MayLike's API, as http://127.0.0.1:8080; unset: its pages have no list.",
  }),
  newsroomKey: text(1, 512).nullable().register(settings, {
    name: 'NEWSROOM_KEY',
    default: null,
    description:
      'The publishable key that the sample newsroom writes into its pages; unset: its pages have no list.',
  }),
  logLevel: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).register(
    settings,
    {
      name: 'LOG_LEVEL',
      default: 'info',
      description: 'The least important log line that is written.',
    },
  ),
  logFormat: oneOf(['auto', 'json', 'pretty']).register(settings, {
    name: 'LOG_FORMAT',
    default: 'auto',
    description: 'json, pretty, or auto: pretty on a terminal.',
  }),
  shutdownTimeoutMs: wholeNumber(100, 600_000).register(settings, {
    name: 'SHUTDOWN_TIMEOUT_MS',
    default: '20000',
    description: 'How long a service may take to finish or hand back its work when told to stop.',
  }),
});

/** The configuration as the services use it: typed, complete, checked. */
export type Config = Readonly<z.output<typeof configSchema>>;

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A row of the documentation's table of environment variables. */
export interface ConfigTableRow {
  name: string;
  default: string | null;
  description: string;
  secret: boolean;
}

/** A secret in a file is short; anything longer is the wrong file. */
const valueFileBytesMax = 65_536;
/** A faulty value is quoted up to here. */
const quotedCharactersMax = 80;
/** Variables that belong to the tests and are nobody's typing error. */
const foreignVariables = new Set([
  'MAYLIKE_CHROMIUM',
  'MAYLIKE_DATA',
  'MAYLIKE_NGINX',
  'MAYLIKE_TEST_BROWSER',
  'MAYLIKE_TEST_LONG',
]);

const settingList = Object.entries(configSchema.shape).map(([key, schema]) => {
  const setting = settings.get(schema);
  if (setting === undefined) throw new Error(`${key} has no entry in the table of settings`);
  return { key, setting };
});

/**
 * Reads the configuration from environment variables. An empty text counts as unset (except for
 * `REINDEX_CRON`); every variable `NAME` may instead be read from the file named by `NAME_FILE`.
 * Throws a {@link ConfigError} with all faults at once.
 */
export function loadConfig(env: Environment): Config {
  const faults = unknownVariables(env);
  const raw: Record<string, string | null> = {};
  for (const { key, setting } of settingList) {
    const value = valueOf(setting, env);
    if ('fault' in value) faults.push(value.fault);
    raw[key] = 'fault' in value ? setting.default : (value.text ?? setting.default);
  }
  const result = configSchema.safeParse(raw);
  if (!result.success) {
    faults.push(...result.error.issues.map((issue) => faultLine(issue, raw)));
  }
  if (!result.success || faults.length > 0) throw new ConfigError(faults);
  return result.data;
}

/** The configuration for the boot log: variable → value, secrets replaced by `[redacted]`. */
export function describeConfig(config: Config): Record<string, unknown> {
  const values: Record<string, unknown> = config;
  return Object.fromEntries(
    settingList.map(({ key, setting }) => {
      const value = values[key] ?? null;
      return [setting.name, setting.secret === true && value !== null ? '[redacted]' : value];
    }),
  );
}

/** Every variable with its default and its use, in the order of the documentation. */
export function configTable(): ConfigTableRow[] {
  return settingList.map(({ setting }) => ({
    name: setting.name,
    default: setting.default,
    description: setting.description,
    secret: setting.secret === true,
  }));
}

function valueOf(setting: Setting, env: Environment): { text: string | null } | { fault: string } {
  const fileName = `${setting.name}_FILE`;
  const text = env[setting.name];
  const path = env[fileName];
  const isUnset = text === undefined || (text === '' && setting.emptyIsValue !== true);
  if (path === undefined || path === '') return { text: isUnset ? null : text };
  if (!isUnset) return { fault: `${setting.name}: given twice, by itself and by ${fileName}` };
  try {
    if (statSync(path).size > valueFileBytesMax) {
      return { fault: `${fileName}: ${path} is larger than ${valueFileBytesMax} bytes` };
    }
    const content = readFileSync(path, 'utf8').trim();
    if (content !== '' || setting.emptyIsValue === true) return { text: content };
    return { fault: `${fileName}: ${path} is empty` };
  } catch (error) {
    return {
      fault: `${fileName}: cannot read ${path} (${systemCodeOf(error) ?? messageOf(error)})`,
    };
  }
}

function faultLine(issue: z.core.$ZodIssue, raw: Record<string, string | null>): string {
  const key = String(issue.path[0]);
  const setting = settingList.find((entry) => entry.key === key)?.setting;
  if (setting === undefined) return `${key}: ${issue.message}`;
  const value = raw[key] ?? '';
  const quoted = JSON.stringify(
    value.length > quotedCharactersMax ? `${value.slice(0, quotedCharactersMax)}…` : value,
  );
  const got = setting.secret === true ? 'got something else (not shown)' : `got ${quoted}`;
  return `${setting.name}: expected ${issue.message}, ${got}`;
}

function unknownVariables(env: Environment): string[] {
  const names = settingList.map(({ setting }) => setting.name);
  const known = new Set([...names, ...names.map((name) => `${name}_FILE`)]);
  const own = names.filter((name) => name.startsWith('MAYLIKE_')).join(', ');
  return Object.keys(env)
    .filter((name) => name.startsWith('MAYLIKE_') && !known.has(name))
    .filter((name) => !foreignVariables.has(name))
    .map((name) => `${name}: no such setting; those that begin so are ${own}`);
}
