// Real documents as terms for the benchmarks. Making terms takes a minute, so they are kept in the temporary folder,
// under a name that changes with the text package and with the files they were made of.
import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { makeTerms } from '@maylike/text';

const textPackage = fileURLToPath(new URL('../../packages/text/dist', import.meta.url));
const dataFolder =
  process.env.MAYLIKE_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

const sources = {
  long: () =>
    readdirSync(join(dataFolder, 'scale'))
      .filter((name) => name.startsWith('reuters-financial-'))
      .sort()
      .map((name) => join(dataFolder, 'scale', name)),
  summaries: () => [join(dataFolder, 'stream', 'feed_stream.jsonl.gz')],
  reuters: () => [join(dataFolder, 'topics', 'reuters21578.jsonl.gz')],
};

function cacheFileOf(name, files) {
  const hash = createHash('sha256').update(name);
  for (const file of readdirSync(textPackage).filter((entry) => entry.endsWith('.js'))) {
    hash.update(readFileSync(join(textPackage, file)));
  }
  for (const file of files) hash.update(`${file}:${statSync(file).size}`);
  return join(tmpdir(), `maylike-bench-${name}-${hash.digest('hex').slice(0, 16)}`);
}

function* recordsOf(files) {
  for (const file of files) {
    for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n')) {
      if (line !== '') yield JSON.parse(line);
    }
  }
}

function pack(documents) {
  const total = documents.reduce((sum, { ids }) => sum + ids.length, 0);
  const words = new Uint32Array(1 + documents.length + total);
  const counts = new Float32Array(total);
  words[0] = documents.length;
  let offset = 0;
  for (const [place, { ids, counts: own }] of documents.entries()) {
    words[1 + place] = ids.length;
    words.set(ids, 1 + documents.length + offset);
    counts.set(own, offset);
    offset += ids.length;
  }
  return Buffer.concat([Buffer.from(words.buffer), Buffer.from(counts.buffer)]);
}

function unpack(bytes) {
  const { buffer } = new Uint8Array(bytes);
  const count = new Uint32Array(buffer, 0, 1)[0];
  const lengths = new Uint32Array(buffer, 4, count);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ids = new Uint32Array(buffer, 4 + 4 * count, total);
  const counts = new Float32Array(buffer, 4 + 4 * count + 4 * total, total);
  let offset = 0;
  return Array.from(lengths, (length) => {
    const from = offset;
    offset += length;
    return { ids: ids.slice(from, offset), counts: counts.slice(from, offset) };
  });
}

/**
 * The terms of every document of a set, in the order of time: `long` (full texts), `summaries` (title and summary) or
 * `reuters` (short articles); null where the data is not here.
 */
export function termsOfCorpus(name) {
  if (!existsSync(dataFolder)) return null;
  const files = sources[name]();
  const cache = cacheFileOf(name, files);
  if (!existsSync(cache)) {
    const documents = [];
    for (const { title = '', text, lang } of recordsOf(files)) {
      documents.push(makeTerms({ title, text, language: lang }).terms);
    }
    writeFileSync(`${cache}.part`, pack(documents));
    renameSync(`${cache}.part`, cache);
  }
  return unpack(readFileSync(cache));
}

/** The words of every document, for the engines that bring their own index: lower-cased, at most `max` documents. */
export function wordsOfCorpus(name, max) {
  if (!existsSync(dataFolder)) return null;
  const texts = [];
  for (const { title = '', text } of recordsOf(sources[name]())) {
    if (texts.length === max) break;
    texts.push(`${title} ${text}`.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);
  }
  return texts;
}
