// Documents made by rule, for sizes that no set of real texts here has.
//
// A document is a set of words drawn from two sources:
//
// - 80 %: the language. The word of rank r is drawn with a chance in proportion to 1 / (r + 8) (Zipf's law as Mandelbrot
//   put it; its upper end flattened, because stop words are gone and a word counts once in a document), among
//   320 × √documents words (Heaps' law: 32,000 for 10,000 documents, 320,000 for a million).
// - 20 %: its story. One story for every 50 documents, each with 120 words of its own, drawn from the language evenly over
//   the ranks from 500 on; a document takes those of a story that is about as old as itself, half of them.
//
// The number of different words is log-normal around 180 (σ 0.35), counts are geometric. The offset 8 is chosen so that
// two documents share about as many words as two real ones: `npm run bench` prints the postings a query meets for both.
const LENGTH_MEDIAN = 170;
const LENGTH_SIGMA = 0.35;
const RANK_OFFSET = 8;
const STORY_SHARE = 0.2;
const STORY_WORDS = 120;
const DOCUMENTS_PER_STORY = 50;

/** mulberry32: small, quick, the same everywhere. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words have ids that look like the hashes of real ones. */
const idOf = (rank) => Math.imul(rank + 1, 0x9e3779b1) >>> 0;

/** `documents` documents as `{ ids, counts }`; the same for the same arguments. */
export function generateTerms(documents, seed = 1) {
  const random = randomFrom(seed);
  const words = Math.round(320 * Math.sqrt(documents));
  const spread = Math.log((words + RANK_OFFSET) / RANK_OFFSET);
  const wordOfLanguage = () => Math.floor(RANK_OFFSET * Math.exp(random() * spread)) - RANK_OFFSET;
  const stories = Array.from({ length: Math.ceil(documents / DOCUMENTS_PER_STORY) }, () =>
    Array.from({ length: STORY_WORDS }, () => 500 + Math.floor(random() * (words - 500))),
  );
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const chosen = new Set();
  return Array.from({ length: documents }, (_, place) => {
    const length = Math.max(5, Math.round(LENGTH_MEDIAN * Math.exp(LENGTH_SIGMA * gauss())));
    const near = Math.floor(place / DOCUMENTS_PER_STORY + 4 * (random() - 0.5));
    const story = stories[Math.max(0, Math.min(stories.length - 1, near))];
    chosen.clear();
    for (let draws = 0; chosen.size < length && draws < 4 * length; draws += 1) {
      const isOfStory = random() < STORY_SHARE && chosen.size < STORY_WORDS / 2 + length / 2;
      chosen.add(isOfStory ? story[Math.floor(random() * STORY_WORDS)] : wordOfLanguage());
    }
    const ids = Uint32Array.from(chosen, idOf).sort();
    const counts = Float32Array.from(ids, () => 1 + Math.floor(-Math.log(1 - random()) / 1.2));
    return { ids, counts };
  });
}
