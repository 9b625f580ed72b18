// Keys of sites: made, listed without themselves, revoked.
import { Option, type Command } from 'commander';
import type { ApiKeyKind, ApiKeyRecord } from '@maylike/store';
import { withContext, type Context } from '../context.js';
import type { CliIo } from '../io.js';
import { isoTime, print, printJson, printTable, say, shortTime } from '../output.js';

interface CreateOptions {
  readonly site: string;
  readonly kind: ApiKeyKind;
  readonly json?: true;
}

interface ListOptions {
  readonly site?: string;
  readonly json?: true;
}

/** Adds `keys create`, `keys list` and `keys revoke`. */
export function addKeys(program: Command, io: CliIo): void {
  const keys = program.command('keys').description("sites' keys");
  keys
    .command('create')
    .description('create a key; prints it, this once')
    .requiredOption('--site <site>', 'id or name of the site')
    .addOption(
      new Option('--kind <kind>', 'publishable: reads, for browsers; secret: writes')
        .choices(['publishable', 'secret'])
        .makeOptionMandatory(),
    )
    .option('--json', 'print JSON')
    .action((options: CreateOptions) => withContext(io, (context) => createKey(context, options)));
  keys
    .command('list')
    .description('list the keys of one site or of all; never the keys themselves')
    .option('--site <site>', 'id or name of the site')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => withContext(io, (context) => listKeys(context, options)));
  keys
    .command('revoke')
    .description('revoke a key, from the next request on')
    .argument('<id>', 'the id of the key, as listed')
    .option('--json', 'print JSON')
    .action((id: string, options: { json?: true }) =>
      withContext(io, (context) => revokeKey(context, id, options)),
    );
}

async function createKey({ io, store }: Context, options: CreateOptions): Promise<void> {
  const site = await store.sites.get(options.site);
  const { key, record } = await store.apiKeys.create(site.id, options.kind, io.now());
  if (options.json) {
    printJson(io, { keyId: record.id, siteId: site.id, kind: record.kind, key });
    return;
  }
  print(io, `${record.kind} key of ${site.name} (${record.id})`);
  print(io, key);
  say(io, 'The key is shown this once.');
}

async function listKeys({ io, store }: Context, options: ListOptions): Promise<void> {
  const site = options.site === undefined ? undefined : await store.sites.get(options.site);
  const records = await store.apiKeys.list(site?.id);
  if (options.json) {
    printJson(io, records.map(jsonOf));
    return;
  }
  const names = await store.sites.names([...new Set(records.map(({ siteId }) => siteId))]);
  printTable(
    io,
    ['ID', 'SITE', 'KIND', 'CREATED', 'REVOKED'],
    records.map(({ id, siteId, kind, createdAt, revokedAt }) => [
      id,
      names.get(siteId) ?? siteId,
      kind,
      shortTime(createdAt),
      shortTime(revokedAt),
    ]),
    'There is no key.',
  );
}

async function revokeKey(
  { io, store }: Context,
  id: string,
  options: { json?: true },
): Promise<void> {
  const record = await store.apiKeys.revoke(id, io.now());
  if (options.json) printJson(io, jsonOf(record));
  else print(io, `${record.id} is revoked (${record.kind} key of ${record.siteId})`);
}

const jsonOf = ({ id, siteId, kind, createdAt, revokedAt }: ApiKeyRecord) => ({
  keyId: id,
  siteId,
  kind,
  createdAt: isoTime(createdAt),
  revokedAt: revokedAt === null ? null : isoTime(revokedAt),
});
