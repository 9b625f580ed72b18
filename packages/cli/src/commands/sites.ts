// Sites: one publisher property each, with its first keys.
import type { Command } from 'commander';
import type { NetworkId, Site } from '@maylike/articles';
import { collectOrigin, isNetworkName, siteName } from '../arguments.js';
import { withContext, type Context } from '../context.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { isoTime, print, printJson, printTable, say, shortTime } from '../output.js';

interface CreateOptions {
  readonly origin: readonly string[];
  readonly network?: string;
  readonly json?: true;
}

/** Adds `sites create` and `sites list`. */
export function addSites(program: Command, io: CliIo): void {
  const sites = program.command('sites').description('publisher properties');
  sites
    .command('create')
    .description('create a site; prints its keys, this once')
    .argument('<name>', 'how readers and tables call it, 1 to 80 characters', siteName)
    .requiredOption(
      '--origin <url>',
      'where its pages live, such as https://www.example.com; may be given several times',
      collectOrigin,
    )
    .option(
      '--network <name>',
      'the network to join: a site of it, or its name; a new name makes a new network (default: its own)',
    )
    .option('--json', 'print JSON')
    .action((name: string, options: CreateOptions) =>
      withContext(io, (context) => createSite(context, name, options)),
    );
  sites
    .command('list')
    .description('list all sites')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) =>
      withContext(io, (context) => listSites(context, options)),
    );
}

async function createSite(context: Context, name: string, options: CreateOptions): Promise<void> {
  const { io, store } = context;
  const networkId =
    options.network === undefined ? undefined : await networkOf(context, options.network);
  const wished = {
    name,
    origins: options.origin,
    ...(networkId === undefined ? {} : { networkId }),
  };
  const { site, publishable, secret } = await store.sites.create(wished, io.now());
  if (options.json) {
    printJson(io, { siteId: site.id, publishableKey: publishable.key, secretKey: secret.key });
    return;
  }
  print(io, `Site             ${site.name}`);
  print(io, `Id               ${site.id}`);
  print(io, `Network          ${await networkInWords(context, site)}`);
  print(io, `Publishable key  ${publishable.key}`);
  print(io, `Secret key       ${secret.key}`);
  say(io, 'The keys are shown this once. Keep the secret key where no browser sees it.');
}

/** A network by one of its sites or by its name; a name that nobody has is a new network's. */
async function networkOf({ store }: Context, text: string): Promise<NetworkId> {
  const site = await store.sites.find(text);
  if (site !== null) return site.networkId;
  if ((await store.sites.networkIds()).includes(text)) return text;
  // An id of a site that is not there is a slip of the pen, not the name of a new network.
  if (isNetworkName(text) && !text.startsWith('site_')) return text;
  throw new CliError(
    'usage',
    `--network: there is no site or network "${text}", and a new network's name has letters, digits, dots, dashes and underscores only, 80 at most`,
  );
}

async function networkInWords({ store }: Context, site: Site): Promise<string> {
  if (site.networkId === site.id) return 'its own';
  const others = (await store.sites.list())
    .filter((other) => other.networkId === site.networkId && other.id !== site.id)
    .map((other) => other.name);
  return others.length === 0
    ? `${site.networkId} (new)`
    : `${site.networkId} (shared with ${others.join(', ')})`;
}

async function listSites({ io, store }: Context, options: { json?: true }): Promise<void> {
  const sites = await store.sites.list();
  if (options.json) {
    const shown = sites.map(({ id, name, networkId, origins, createdAt }) => ({
      siteId: id,
      name,
      networkId,
      origins,
      createdAt: isoTime(createdAt),
    }));
    printJson(io, shown);
    return;
  }
  printTable(
    io,
    ['NAME', 'ID', 'NETWORK', 'ORIGINS', 'CREATED'],
    sites.map((site) => [
      site.name,
      site.id,
      site.networkId === site.id ? null : site.networkId,
      site.origins.join(' '),
      shortTime(site.createdAt),
    ]),
    'There is no site yet. Create one: maylike sites create NAME --origin https://www.example.com',
  );
}
