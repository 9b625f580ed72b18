// What a user would pick instead, asked for related articles: search engines, and natural.TfIdf.
import FlexSearch from 'flexsearch';
import MiniSearch from 'minisearch';
import { planBulk, RowFinder } from '@maylike/tfidf/bulk-rows';
import { wordsOfCorpus } from './corpora.mjs';
import { startFts5 } from './peers.mjs';
import { inTurns, ratio, timed } from './report.mjs';

const QUESTIONS = 100;

/** The 25 most telling words of a text: what a search engine is asked for something like it. */
function telling(texts) {
  const frequencies = new Map();
  for (const words of texts) {
    for (const word of new Set(words)) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  }
  return (words) => {
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const weightOf = ([word, count]) => count * Math.log(texts.length / frequencies.get(word));
    return [...counts]
      .sort((a, b) => weightOf(b) - weightOf(a))
      .slice(0, 25)
      .map(([word]) => word)
      .join(' ');
  };
}

function finderOf(vectors) {
  const finder = new RowFinder(planBulk(vectors, { floorE6: 50_000, top: 10 }), 0);
  return (row) => finder.find(row, row + 1);
}

export async function engines(section, { vectors, rows, rounds, peers }) {
  const texts = wordsOfCorpus('reuters', rows);
  const ask = finderOf(vectors.slice(0, rows));
  const mini = new MiniSearch({ fields: ['text'] });
  mini.addAll(texts.map((words, id) => ({ id, text: words.join(' ') })));
  const flex = new FlexSearch.Index({ tokenize: 'strict' });
  for (const [id, words] of texts.entries()) flex.add(id, words.join(' '));
  const wordsFor = telling(texts);
  const questions = Array.from({ length: QUESTIONS }, (_, at) =>
    wordsFor(texts[Math.floor((at * rows) / QUESTIONS)]),
  );
  const asked = (row) => questions[Math.floor((row * QUESTIONS) / rows)];
  const contenders = [
    ['this, every term, exact, k = 10', timed(rows, 60, ask), null],
    ['MiniSearch', timed(rows, 4, (row) => mini.search(asked(row)).slice(0, 10)), 300],
    ['FlexSearch (suggest)', timed(rows, 20, (row) => flex.search(asked(row), { limit: 10, suggest: true })), 20],
  ]; // prettier-ignore
  const fts5 = peers.python?.fts5
    ? await startFts5(peers.python.python, peers.folder, texts.map((words) => words.join(' ')), questions)
    : null; // prettier-ignore
  if (fts5 !== null) contenders.push(['SQLite FTS5', () => fts5.ask('related', 4, 10), 300]);
  const times = await inTurns(
    rounds,
    contenders.map(([, run]) => run),
  );
  fts5?.stop();
  section.say(`### Related articles by 25 telling words, ${rows} short articles`);
  section.table(
    ['', 'ms a query', 'of the time of this'],
    contenders.map(([label], at) => [label, ratio(times[at] / 1e6), ratio(times[at] / times[0])]),
  );
  section.say(
    'Xapian, which BUDGETS.md names as well, is not among what npm or a bare Python bring.',
  );
  for (const [at, [label, , wanted]] of contenders.entries()) {
    const measured = times[at] / times[0];
    if (wanted) section.budget('P5', `${rows} documents: times as fast as ${label}`, `≥ ${wanted}`, ratio(measured), measured >= wanted);
  } // prettier-ignore
}

export async function naturalTfIdf(section, { vectors, rows, rounds }) {
  const { default: TfIdf } = await import('natural/lib/natural/tfidf/tfidf.js');
  const texts = wordsOfCorpus('reuters', rows);
  const theirs = new TfIdf();
  for (const words of texts) theirs.addDocument(words);
  const askThem = (row) =>
    theirs
      .tfidfs([...new Set(texts[row])])
      .map((score, other) => [score, other])
      .sort(([a], [b]) => b - a)
      .slice(0, 10);
  askThem(0);
  const [own, natural] = await inTurns(rounds, [
    timed(rows, 100, finderOf(vectors.slice(0, rows))),
    timed(rows, 2, askThem),
  ]);
  section.say(`### natural.TfIdf, every word of the text, ${rows} short articles`);
  section.table(
    ['', 'ms a query', 'of the time of this'],
    [
      ['this, k = 10', ratio(own / 1e6), '1'],
      ['natural.TfIdf', ratio(natural / 1e6), ratio(natural / own)],
    ],
  );
  section.budget('P4', `${rows} documents: times as fast as natural.TfIdf`, '≥ 1000', ratio(natural / own), natural / own >= 1000);
} // prettier-ignore
