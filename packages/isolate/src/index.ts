export { Isolate, type IsolateOptions } from './isolate.js';
export {
  IsolateError,
  IsolatedWorkError,
  isolateErrorCodes,
  type IsolateErrorCode,
} from './errors.js';
