// Every bound of the black boxes, with its reason. Where a service has the bound, it is the service's: a file that
// passes here passes there.

/** Bytes of a feed or a page: the most that is fetched of either. */
export const fileBytesMax = 10_000_000;

/** Most time of parsing one feed or page in its thread: the ingest service's. */
export const parseTimeoutMs = 10_000;

/** Heap of a thread that parses or makes terms: the services'. */
export const threadHeapMbMax = 256;

/** Files in flight for each parsing thread: one is parsed while the next is read. */
export const filesInFlightPerThread = 2;

/** Bytes of one line of documents or pairs: an article's text is read up to a fiftieth of it. */
export const lineBytesMax = 10_000_000;

/** Documents of one file: the index has room for about a million of newspaper length, for more of shorter ones. */
export const documentsMax = 4_000_000;

/** UTF-16 units of a document's id; ids are kept in memory, each of them. */
export const idCharactersMax = 1_000;

/** Bytes taken from a pipe, which is kept in a temporary file because documents are read twice. */
export const pipeBytesMax = 20_000_000_000;

/** Documents that go to a thread at once: the similarity service's batch … */
export const batchDocumentsMax = 50;

/** … or fewer of long ones, in UTF-16 units: what is in flight is memory. */
export const batchCharactersMax = 2_000_000;

/** Batches in flight for each thread: one is worked on while the next is read. */
export const batchesInFlightPerThread = 2;

/** Most time of a batch: the similarity service's. */
export const batchTimeoutMs = 20_000;
