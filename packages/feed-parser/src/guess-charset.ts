/**
 * The encoding of bytes that say nothing of it and are no UTF-8. Western text has its few letters
 * beyond ASCII one by one between others; the scripts that are looked for here write whole words
 * with them. So bytes are only guessed at where most of those beyond ASCII stand side by side, and
 * an encoding is believed when it makes of them what people write in its script: few errors, and
 * enough of the script's commonest characters.
 */
/** Bytes that are looked at; an item or two of text decides. */
const sampleBytesMax = 64_000;
/** Fewer bytes beyond ASCII are no sample of a language. */
const foreignBytesMin = 12;
/** The share of bytes beyond ASCII that have another one beside them: 0.1 in French, 0.9 in Greek. */
const neighbourShareMin = 0.6;
/** The share of characters that an encoding may fail to read; the sample may end inside of one. */
const errorShareMax = 0.02;

interface Candidate {
  readonly label: string;
  /** What the script's text is made of. */
  readonly common: RegExp;
  /** The least share that these have in the characters beyond ASCII. */
  readonly shareMin: number;
  /** Of these, the ones that a text in another script would not have often enough. */
  readonly telling?: { readonly pattern: RegExp; readonly shareMin: number };
}

/** The characters that make up a quarter of any Chinese text, in its two spellings. */
const traditional =
  /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實]/g;
const simplified =
  /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实]/g;

/** Two bytes a character first: their text has errors all over in each other and in the rest. */
const candidates: readonly Candidate[] = [
  { label: 'euc-jp', common: /[\u3041-\u30fe]/g, shareMin: 0.25 },
  { label: 'shift_jis', common: /[\u3041-\u30fe]/g, shareMin: 0.25 },
  { label: 'euc-kr', common: /[가-힣]/g, shareMin: 0.8 },
  { label: 'big5', common: traditional, shareMin: 0.12 },
  { label: 'gb18030', common: simplified, shareMin: 0.12 },
  // Small letters, since the two Cyrillic encodings have each other's letters in the other case.
  ...['windows-1251', 'koi8-r'].map((label) => ({
    label,
    common: /[а-яёіїєґ]/g,
    shareMin: 0.7,
    telling: { pattern: /[аеиоуыэюяіїєё]/g, shareMin: 0.3 },
  })),
  { label: 'windows-1255', common: /[א-ת]/g, shareMin: 0.9 },
  { label: 'windows-1256', common: /[ء-يپچژگ]/g, shareMin: 0.8 },
  { label: 'windows-1253', common: /[α-ωάέήίόύώς]/g, shareMin: 0.7 },
];

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** How many bytes are beyond ASCII, and how many of these have another one beside them. */
function countForeign(bytes: Uint8Array): { foreign: number; neighbours: number } {
  let foreign = 0;
  let neighbours = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    foreign += 1;
    if ((bytes[at - 1] ?? 0) >= 0x80 || (bytes[at + 1] ?? 0) >= 0x80) neighbours += 1;
  }
  return { foreign, neighbours };
}

function fits(sample: Uint8Array, { label, common, shareMin, telling }: Candidate): boolean {
  const text = new TextDecoder(label).decode(sample, { stream: true });
  const foreign = count(text, /\P{ASCII}/gu);
  const errors = count(text, /[\ufffd\u0080-\u009f\ue000-\uf8ff]/g);
  const found = count(text, common);
  if (foreign === 0 || errors > foreign * errorShareMax + 1) return false;
  if (found < foreign * shareMin) return false;
  return telling === undefined || count(text, telling.pattern) >= found * telling.shareMin;
}

/**
 * The encoding that bytes beyond UTF-8 are most likely in, as a label of the Encoding Standard, or
 * null where nothing speaks for another one than windows-1252. Looks at the first 64 kB.
 */
export function guessCharset(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, sampleBytesMax);
  const { foreign, neighbours } = countForeign(sample);
  if (foreign < foreignBytesMin || neighbours < foreign * neighbourShareMin) return null;
  return candidates.find((candidate) => fits(sample, candidate))?.label ?? null;
}
