export { exitCodes, type ExitCode } from './exit-codes.js';
export { main, processIo, type CliIo, type Output } from './main.js';
