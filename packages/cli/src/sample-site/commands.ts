// The sample site is set up as every publisher sets up theirs: by the public commands, run here within the process.
import { Writable } from 'node:stream';
import type { FullTextMode } from '@maylike/articles';
import { z } from 'zod';
import { CliError } from '../errors.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { CliIo } from '../io.js';

/** Runs one command of `maylike`. */
export type RunCommand = (args: readonly string[], io: CliIo) => Promise<ExitCode>;

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** The public commands that the sample needs, with their answers checked. */
export class SampleCommands {
  constructor(
    private readonly run: RunCommand,
    private readonly io: CliIo,
  ) {}

  /** Whether there is a site of this id. */
  async hasSite(siteId: string): Promise<boolean> {
    const sites = z.array(z.object({ siteId: z.string() }));
    const all = sites.parse(await this.json('sites', 'list'));
    return all.some((site) => site.siteId === siteId);
  }

  /** Makes the site. */
  async createSite(name: string, origin: string) {
    const created = z.object({ siteId: z.string(), publishableKey: z.string() });
    return created.parse(await this.json('sites', 'create', name, '--origin', origin));
  }

  /** Adds a feed, or finds it. */
  async addFeed(url: string, siteId: string, fullText: FullTextMode): Promise<string> {
    const added = z.object({ feedId: z.string() });
    const answer = await this.json('feeds', 'add', url, '--site', siteId, '--full-text', fullText);
    return added.parse(answer).feedId;
  }

  /** Has a feed polled; with `wait`, until its articles are in their lists. */
  async pollFeed(feedId: string, wait: boolean): Promise<void> {
    await this.json('feeds', 'poll', feedId, ...(wait ? ['--wait'] : []));
  }

  /** Has the site's lists made anew, and waits until they are served. */
  async reindex(siteId: string): Promise<void> {
    await this.json('reindex', '--site', siteId, '--wait');
  }

  /** @throws CliError with what the command said when it did not succeed. */
  private async json(...args: readonly string[]): Promise<unknown> {
    const [stdout, stderr] = [new Collected(), new Collected()];
    const code = await this.run([...args, '--json'], { ...this.io, stdout, stderr });
    if (code === exitCodes.ok) return JSON.parse(stdout.text);
    throw new CliError(
      'failed',
      `The sample site: \`maylike ${args.join(' ')}\` failed: ${stderr.text.trim()}`,
    );
  }
}
