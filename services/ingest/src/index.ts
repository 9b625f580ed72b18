export { startIngest, type Ingest, type IngestOptions } from './ingest.js';
export { userAgentOf } from './user-agent.js';
