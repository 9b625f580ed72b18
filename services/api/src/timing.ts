// Where the time of one answer went, for whoever asks by a header of the request.
import type { IncomingHttpHeaders } from 'node:http';

/** The request header that asks for `Server-Timing`; its value is `1`. */
export const timingHeader = 'x-request-timing';

/** Whether a request asks where the time went. */
export const isTimingWished = (headers: IncomingHttpHeaders): boolean =>
  headers[timingHeader] === '1';

/** One part of a `Server-Timing` header. */
export const serverTiming = (name: string, durationMs: number): string =>
  `${name};dur=${durationMs.toFixed(2)}`;
