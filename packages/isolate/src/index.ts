export { Isolate, type IsolateChecks, type IsolateOptions } from './isolate.js';
export {
  IsolateError,
  IsolatedWorkError,
  isolateErrorCodes,
  type IsolateErrorCode,
} from './errors.js';
