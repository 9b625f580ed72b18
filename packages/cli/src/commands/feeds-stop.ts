// `feeds pause`, `feeds resume` and `feeds remove`.
import type { Context } from '../context.js';
import { print, printJson } from '../output.js';

interface StopOptions {
  readonly json?: true;
}

/** Stops polling a feed. @throws StoreError `feed_unknown`. */
export async function pauseFeed(
  { io, store }: Context,
  id: string,
  options: StopOptions,
): Promise<void> {
  const wasChanged = await store.feeds.pause(id, io.now());
  if (options.json) printJson(io, { feedId: id, stopped: 'paused', wasChanged });
  else print(io, wasChanged ? `${id} is paused` : `${id} was paused already`);
}

/** Lets a feed be polled again, at once. @throws StoreError `feed_unknown`. */
export async function resumeFeed(
  { io, store }: Context,
  id: string,
  options: StopOptions,
): Promise<void> {
  const wasChanged = await store.feeds.resume(id, io.now());
  if (options.json) printJson(io, { feedId: id, stopped: null, wasChanged });
  else print(io, wasChanged ? `${id} is polled again, now` : `${id} was not stopped`);
}

/** Forgets a feed; its articles stay where they are. @throws StoreError `feed_unknown`. */
export async function removeFeed(
  { io, store }: Context,
  id: string,
  options: StopOptions,
): Promise<void> {
  await store.feeds.remove(id);
  await store.letters.forget(id, io.now());
  if (options.json) printJson(io, { feedId: id, removed: true });
  else print(io, `${id} is removed; its articles stay`);
}
