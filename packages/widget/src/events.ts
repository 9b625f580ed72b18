// What readers saw and clicked, told to the API without telling anything of the reader.
//
// The contract of `POST /v1/events`, as this file speaks it:
//
//   POST {data-api}/v1/events
//   Content-Type: text/plain;charset=UTF-8        (a beacon of a string: a simple request, no preflight)
//   Origin: the page's                            (checked as for GET /v1/recommendations)
//
//   {"key": "pk_…",                               the publishable key; never in the address of a beacon
//    "article": "https://news.example/a",         the page as it was asked about: its address, or its article id
//    "events": [                                  1 to 60: three of each of twenty items
//      {"type": "impression",                     impression | viewable | click
//       "id": "…22 characters…",                  the item's article id, as the answer gave it
//       "position": 1,                            its place in the answer, from 1
//       "strategy": "related"}]}                  as the answer gave it
//
// - `impression`: the item was put into the page; once an item and list.
// - `viewable`: half of the item or more was in the viewport of a visible page for one second without a break; once an
//   item and list.
// - `click`: a link of the item was followed, by the first or the middle button or a key; as often as it happens.
//
// Nobody reads the answer to a beacon, a 204. A beacon that is refused or lost is not sent
// again. With a beacon a browser sends the cookies of the API's origin; readers have none from there, and none is read.
// Events are sent in batches: with each click, when the page is hidden or left, and two seconds after the first
// event that waits. There is no identifier of a reader, a session or a device, and nothing is kept on the machine.

/** What happens to an item. */
export type EventType = 'impression' | 'viewable' | 'click';

/** One event as it is sent. */
export interface ListEvent {
  readonly type: EventType;
  readonly id: string | undefined;
  readonly position: number;
  readonly strategy: string | undefined;
}

/** Half of an item has to be seen … */
const viewableRatio = 0.5;
/** … for so long: what the advertising trade calls a viewable impression. */
const viewableMs = 1_000;
/** The first events of a list wait for those that come right behind them. */
const batchMs = 2_000;

/** Items in a tree, in their order: whatever says which article it is about, and why. */
export const itemsIn = (root: ParentNode): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>('[data-article][data-strategy]'),
];

/** Follows one list of one page. */
export interface Measure {
  /** The list is there, or is there anew: what was counted is not counted again. */
  start(items: readonly HTMLElement[]): void;
  /** Begins anew to look at what is seen; or ends that, where nothing is, and sends what waits. */
  look(isSeen: boolean): void;
  /** Something was clicked; it counts where it is a link of an item, by the first or the middle button or by a key. */
  click(event: MouseEvent): void;
}

/** @param send - Takes a batch. */
export function measureWith(send: (events: readonly ListEvent[]) => void): Measure {
  let items: readonly HTMLElement[] = [];
  let waiting: ListEvent[] = [];
  let batch: ReturnType<typeof setTimeout> | undefined;
  const counted = new Set<string>();
  const looks: ReturnType<typeof setTimeout>[] = [];

  const flush = (): void => {
    clearTimeout(batch);
    batch = undefined;
    if (waiting.length > 0) send(waiting);
    waiting = [];
  };
  const tell = (type: EventType, place: number): void => {
    const { article, strategy } = items[place]?.dataset ?? {};
    const name = `${type}${place}`;
    if (type !== 'click' && counted.has(name)) return;
    counted.add(name);
    waiting.push({ type, id: article, position: place + 1, strategy });
    batch ??= setTimeout(flush, batchMs);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        const place = items.findIndex((item) => item === target);
        clearTimeout(looks[place]);
        if (intersectionRatio < viewableRatio) continue;
        looks[place] = setTimeout(tell, viewableMs, 'viewable', place);
      }
    },
    { threshold: viewableRatio },
  );
  const look = (isSeen: boolean): void => {
    observer.disconnect();
    looks.forEach(clearTimeout);
    if (!isSeen) flush();
    else for (const item of items) observer.observe(item);
  };

  return {
    look,
    start: (itemsThere) => {
      items = itemsThere;
      items.forEach((_item, place) => {
        tell('impression', place);
      });
      look(true);
    },
    click: (event) => {
      const path = event.composedPath();
      const place = items.findIndex((item) => path.includes(item));
      const isLink = path.some((node) => node instanceof HTMLAnchorElement);
      if (place < 0 || !isLink || event.button > 1) return;
      tell('click', place);
      // The page may be gone in a moment.
      flush();
    },
  };
}
