export {
  createAuthority,
  type Authority,
  type Identity,
  type ServerNames,
} from './certificates.js';
export { startHostileServer, type HostileServer } from './hostile-server.js';
export { startNameServer, type Answer, type NameServer, type Question } from './name-server.js';
export { refusedHosts } from './refused-hosts.js';
