// Where the services' main modules are. The command starts them as processes by their files and imports nothing of
// them: packages know no service, and this is the one place that says where they lie in a checkout.
import { fileURLToPath } from 'node:url';

/** The services of one MayLike, in the order in which an article meets them. */
export const serviceNames = ['ingest', 'similarity', 'api'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The file that a service's process runs; right from `src` and from `dist`. */
export function serviceModulePath(name: ServiceName | 'newsroom'): string {
  return fileURLToPath(new URL(`../../../services/${name}/dist/main.js`, import.meta.url));
}
