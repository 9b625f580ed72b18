/**
 * Works on several items at once and gives the results in the order of the items.
 *
 * At most `inFlightMax` items and results are held: where one takes long, the ones behind it wait for their turn. What
 * the source or the work throws is thrown at its place in the order.
 */
export async function* mapOrdered<Item, Result>(
  source: Iterable<Item> | AsyncIterable<Item>,
  inFlightMax: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const inFlight: Promise<Result>[] = [];
  for await (const item of source) {
    const first = inFlight.length >= inFlightMax ? inFlight.shift() : undefined;
    if (first !== undefined) yield await first;
    const result = work(item);
    // It is awaited when its turn comes; until then a rejection is nobody's surprise.
    result.catch(() => undefined);
    inFlight.push(result);
  }
  for (const result of inFlight) yield await result;
}
