// Logs: one JSON object a line, or coloured lines for a person at a terminal.
//
// Secrets are kept out twice: fields that are known to hold one are censored by name, and every
// finished line is searched for what looks like a key, a bearer token or a URL's password, because a
// secret may also arrive inside a message, a URL or a stack trace.
import type { DestinationStream, Logger as PinoLogger } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';
import { build as buildPretty } from 'pino-pretty';

import type { Config } from './config.js';

/** A structured logger: `logger.info({ feedId, durationMs }, 'polled')`. */
export type Logger = PinoLogger;

/** How {@link createLogger} writes. */
export interface LoggerOptions {
  /** The service's name, on every line. */
  readonly service: string;
  /** The least important level that is written. */
  readonly level: Config['logLevel'];
  /** `auto`: pretty when `stream` is a terminal. */
  readonly format: Config['logFormat'];
  /** Where lines go; standard output unless told. */
  readonly stream?: 'stdout' | 'stderr';
}

const secretFields = [
  'authorization',
  'cookie',
  'key',
  'password',
  'secretKey',
  'publishableKey',
  'token',
  'operatorToken',
];
const secretPaths = [
  ...secretFields,
  ...secretFields.map((name) => `*.${name}`),
  'headers["set-cookie"]',
  'req.headers.authorization',
  'req.headers.cookie',
];

/** Makes a logger. Lines are written at once, so none is lost when the process exits after it. */
export function createLogger(options: LoggerOptions): Logger {
  const stream = options.stream ?? 'stdout';
  const isPretty =
    options.format === 'pretty' || (options.format === 'auto' && process[stream].isTTY);
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths, censor: '[redacted]' },
      hooks: { streamWrite: redactText },
    },
    isPretty ? prettyStream(stream) : destination({ dest: fileDescriptors[stream], sync: true }),
  );
}

const fileDescriptors = { stdout: 1, stderr: 2 } as const;

/** A stream that takes JSON log lines and writes them to a person's terminal. */
export function prettyStream(stream: 'stdout' | 'stderr'): DestinationStream {
  return buildPretty({
    destination: fileDescriptors[stream],
    sync: true,
    colorize: process[stream].isTTY,
    ignore: 'pid,hostname,service',
    messageFormat: '{service}: {msg}',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
}

/** The text without API keys, bearer tokens and passwords of URLs. Linear in its length. */
export function redactText(text: string): string {
  return text
    .replaceAll(/\b([ps]k_)[\w-]{8,}/g, '$1[redacted]')
    .replaceAll(/\b(bearer\s{1,4})[\w.~+/=-]{8,}/gi, '$1[redacted]')
    .replaceAll(/(\w:\/\/)[^\s/@"'\\?#]{1,512}@/g, '$1[redacted]@');
}
