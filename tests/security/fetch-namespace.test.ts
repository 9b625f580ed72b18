// RELIABILITY's fetch cases where every address of the Internet can be had: in a network of their own.
import { createAuthority } from '@maylike/safe-fetch/testing';
import { canaryAddresses, hosts, outletAddresses } from './addresses.js';
import { declareResults, runInNamespace } from './namespace.js';

const authority = createAuthority();
const names = ['example.org', '*.example.org'];
const identities = {
  good: authority.issue({ names }),
  expired: authority.issue({ names, notAfter: Date.now() - 3_600_000 }),
  stranger: createAuthority().issue({ names }),
};

const run = await runInNamespace({
  addresses: [...outletAddresses, ...canaryAddresses],
  hosts,
  file: 'fetch.inside.ts',
  files: { 'authority.pem': authority.certificate, 'identities.json': JSON.stringify(identities) },
  env: { NODE_EXTRA_CA_CERTS: 'authority.pem' },
});
declareResults('A-01, A-04 to A-09, A-13 and E-04', run);
