// A feed's bytes → items, beside bare rss-parser on the same text:
//
//     npx turbo run build --filter=@maylike/feed-parser && node tests/bench/feeds.bench.mjs
//
// Feeds of 100 items, with summaries and with full texts: published ones where the data is here, put together of one
// document's items; else made on the spot. Our side decodes, repairs, reads, cleans and bounds all that a feed says;
// "checked" adds what whoever takes a feed from the thread that read it does (`readParsedFeed`). rss-parser is given a
// text that is decoded already. All run in turns (A B C A B C …) in one process, in processor time; what counts is the
// median of the rounds' ratios, which a busy machine disturbs least.
//
// An argument names another build to measure in place of the package: the path of its index.js.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Parser from 'rss-parser';
import { machineLine, median } from './report.mjs';

const ITEMS = 100;
const ROUNDS = 7;
/** Bytes read in one side's turn, two feeds at least, so that no single garbage collection decides it. */
const ROUND_BYTES = 1_000_000;
/** Rounds before those that count: in them code is compiled. */
const WARMING_ROUNDS = 2;
/** F1 of the budgets: our speed, of rss-parser's. */
const WANTED = 0.7;

const build = process.argv[2];
const { parseFeed, readParsedFeed } = await import(
  build === undefined ? '@maylike/feed-parser' : pathToFileURL(resolve(build)).href
);

const feedsFolder = join(
  process.env.MAYLIKE_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url)),
  'feeds',
);

/** Published feeds of the two kinds. */
const published = {
  summaries: [
    'codehollow-feedreader/Feeds/Rss20IndianExpress.xml',
    'simplepie/feed_rss-2.0_for_file_mock.xml',
    'captures-misc/greatfire-2015-zh/dw.xml',
  ],
  'full texts': [
    'codehollow-feedreader/Feeds/Rss20HubSpot.xml',
    'netnewswire/cloudblog.rss',
    'miniflux/parser/testdata/large_rss.xml',
    'captures-misc/greatfire-2015-zh/cdt.xml',
  ],
};

/** A document with exactly 100 of its items; where it has fewer, they come again and again. */
function withItems(document) {
  const items = document.match(/<item[\s>][\s\S]*?<\/item>/g) ?? [];
  const start = document.indexOf(items[0]);
  const end = document.lastIndexOf('</item>') + '</item>'.length;
  const taken = Array.from({ length: ITEMS }, (_, place) => items[place % items.length]);
  return document.slice(0, start) + taken.join('\n') + document.slice(end);
}

function publishedFeeds(kind) {
  return published[kind].map((name) => {
    const text = withItems(readFileSync(join(feedsFolder, name), 'utf8'));
    return { name, text };
  });
}

const sentence =
  'People of the harbour look at what the tide brought in and say what they think of it. ';

/** A feed of the kind, with its HTML in CDATA sections or escaped. */
function madeFeed(kind, isEscaped) {
  const paragraph = `<p>${sentence.repeat(4)}<a href="https://outlet.example/tide">The tide</a> &amp; more.</p>\n`;
  const full = `<h2>The harbour</h2>\n${paragraph.repeat(12)}<img src="https://outlet.example/a.jpg" alt="">`;
  const markup = (html) =>
    isEscaped
      ? html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      : `<![CDATA[${html}]]>`;
  const items = Array.from({ length: ITEMS }, (_, place) => {
    const body = kind === 'summaries' ? '' : `<content:encoded>${markup(full)}</content:encoded>`;
    return `<item><title>Tide ${place} of the harbour</title>
      <link>https://outlet.example/${place}?utm_source=rss</link><guid isPermaLink="false">${place}</guid>
      <pubDate>${new Date(Date.UTC(2026, 0, 1, 0, place)).toUTCString()}</pubDate><dc:creator>A. Person</dc:creator>
      <category>Harbour</category><description>${markup(`<p>${sentence.repeat(3)}</p>`)}</description>${body}</item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Outlet</title><link>https://outlet.example/</link>
    <language>en</language>${items.join('\n')}</channel></rss>`;
}

function madeFeeds(kind) {
  return [true, false].map((isEscaped) => ({
    name: isEscaped ? 'made, escaped' : 'made, in CDATA sections',
    text: madeFeed(kind, isEscaped),
  }));
}

/** Milliseconds of processor time a call. */
async function timed(calls, call) {
  const from = process.cpuUsage();
  for (let done = 0; done < calls; done += 1) await call();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000 / calls;
}

/** The feed's row: times of the sides, and the medians of the rounds' ratios. */
async function compare({ name, text }) {
  const bytes = Buffer.from(text);
  const options = { url: 'https://outlet.example/feed', contentType: 'text/xml; charset=utf-8' };
  const sides = {
    bare: () => new Parser().parseString(text),
    ours: () => parseFeed(bytes, options),
    checked: async () => readParsedFeed(await parseFeed(bytes, options)),
  };
  const [theirs, own] = [await sides.bare(), await sides.ours()];
  if (theirs.items.length !== ITEMS || own.items.length !== ITEMS) {
    throw new Error(`${name}: ${theirs.items.length} and ${own.items.length} items, not ${ITEMS}`);
  }
  const calls = Math.max(2, Math.round(ROUND_BYTES / bytes.length));
  const rounds = [];
  for (let round = 0; round < ROUNDS + WARMING_ROUNDS; round += 1) {
    const times = {};
    for (const [side, call] of Object.entries(sides)) times[side] = await timed(calls, call);
    if (round >= WARMING_ROUNDS) rounds.push(times);
  }
  const of = (side) => median(rounds.map((times) => times[side]));
  const ratio = (side) => median(rounds.map((times) => times.bare / times[side]));
  return {
    name,
    kilobytes: bytes.length / 1_000,
    times: [of('bare'), of('ours'), of('checked')],
    ratio: ratio('ours'),
    checkedRatio: ratio('checked'),
  };
}

const isPublished = existsSync(feedsFolder);
console.log(`${machineLine()}; feeds of ${ITEMS} items, ${ROUNDS} rounds`);
if (!isPublished)
  console.log(`no data in ${feedsFolder} (MAYLIKE_DATA names another folder): made feeds only`);
console.log();
console.log(
  '| feeds with | feed | kB | rss-parser, ms | ours, ms | checked, ms | ours, of its speed | checked |',
);
console.log(`|${' --- |'.repeat(8)}`);
const verdicts = [];
for (const kind of Object.keys(published)) {
  const rows = [];
  for (const feed of [...(isPublished ? publishedFeeds(kind) : []), ...madeFeeds(kind)]) {
    const row = await compare(feed);
    rows.push(row);
    const times = row.times.map((time) => time.toFixed(2)).join(' | ');
    console.log(
      `| ${kind} | ${row.name} | ${row.kilobytes.toFixed(0)} | ${times} | ${row.ratio.toFixed(2)} | ${row.checkedRatio.toFixed(2)} |`,
    );
  }
  const ratios = rows.map(({ ratio }) => ratio);
  const range = `${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)}`;
  verdicts.push(
    `${kind}: ${median(ratios).toFixed(2)} of rss-parser's speed (${range}; F1: ≥ ${WANTED})`,
  );
}
console.log(`\n${verdicts.join('\n')}`);
