export { isAllowedPrivate } from './address-policy.js';
export { ConfigError, FetchError, fetchErrorCodes, type FetchErrorCode } from './errors.js';
export { defaultFetchLimits, type FetchLimits } from './limits.js';
export type {
  BodyResult,
  FetchRequest,
  FetchResult,
  NotModifiedResult,
  SafeFetch,
  SafeFetchOptions,
} from './model.js';
export { parseAllowPrivate, type PrivateRange } from './private-ranges.js';
export type { Resolve, ResolvedAddress } from './resolver.js';
export { createSafeFetch } from './safe-fetch.js';
