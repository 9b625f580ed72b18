export { changesOf, editionAt } from './edition.js';
export type { Change, Edition, PublishedArticle, Schedule } from './edition.js';
export type {
  OutletId,
  PageClutter,
  SampleArticle,
  SampleEvent,
  SampleText,
  WireCopy,
} from './model.js';
export { startNewsroom } from './newsroom.js';
export { outlets } from './outlets.js';
export type { Outlet, OutletFeed } from './outlets.js';
export { sample } from './sample/index.js';
export { buildServer } from './server.js';
export type { NewsroomOptions } from './server.js';
