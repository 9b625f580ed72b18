// What most test files of the service begin with: a house for the file, and for each test an empty Redis, a publisher and
// its site.
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Site } from '@maylike/articles';
import { newSite, openHouse, type House, type HouseOptions } from './house.js';
import { startPublisher, type Publisher } from './publisher.js';

export interface World {
  readonly house: House;
  readonly publisher: Publisher;
  readonly site: Site;
}

/** @param set Told of the world before each test. */
export function inWorld(options: HouseOptions, set: (world: World) => void): void {
  let house: House;
  let publisher: Publisher;
  beforeAll(async () => {
    house = await openHouse(options);
  });
  afterAll(async () => {
    await house.close();
  });
  beforeEach(async () => {
    await house.reset();
    publisher = await startPublisher();
    set({ house, publisher, site: await newSite(house, publisher.origin) });
  });
  afterEach(async () => {
    await publisher.close();
  });
}
