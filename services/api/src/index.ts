export { startApi } from './api.js';
export type { ServerDependencies } from './dependencies.js';
export { listen } from './listen.js';
export { buildServer } from './server.js';
export { servingLimits, type ServingLimits } from './serving.js';
