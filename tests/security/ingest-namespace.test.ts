// RELIABILITY's cases of the ingest service where every address of the Internet can be had: in a network of its own.
import { canaryAddresses, hosts, outletAddresses } from './addresses.js';
import { declareResults, runInNamespace } from './namespace.js';

const run = await runInNamespace({
  addresses: [...outletAddresses, ...canaryAddresses],
  hosts,
  file: 'ingest.inside.ts',
  files: {},
  env: {},
});
declareResults('A-01, A-03, E-04 and E-05 of the ingest service', run);
