// The colours of the drawings: few, and the same few in all of them, by the part that they play.

/** A set of colours: one light to see a scene in. */
export interface Inks {
  /** Above, and near the horizon. */
  readonly sky: string;
  readonly glow: string;
  /** Sun or moon. */
  readonly sun: string;
  /** Land and walls from the background to the front. */
  readonly far: string;
  readonly middle: string;
  readonly near: string;
  /** Silhouettes. */
  readonly deep: string;
  /** What is light: paper, snow, foam, walls in the sun. */
  readonly paper: string;
  /** What the picture is about. */
  readonly accent: string;
  readonly warm: string;
  readonly water: string;
  readonly leaf: string;
}

export const dayInks: Inks = {
  sky: '#c4d9d8',
  glow: '#f3e6c9',
  sun: '#f0b653',
  far: '#a3bbb5',
  middle: '#6f9190',
  near: '#41666a',
  deep: '#1d3239',
  paper: '#f8f1e2',
  accent: '#c64f37',
  warm: '#e0a34a',
  water: '#7ba7ab',
  leaf: '#7f9663',
};

export const duskInks: Inks = {
  sky: '#d98f74',
  glow: '#f6d3a0',
  sun: '#fbe6b4',
  far: '#bd7f78',
  middle: '#8a5a6c',
  near: '#573f57',
  deep: '#281f35',
  paper: '#fbead2',
  accent: '#c33b2b',
  warm: '#f0ae54',
  water: '#a5687a',
  leaf: '#7b6b58',
};

export const rainInks: Inks = {
  sky: '#b4bfc4',
  glow: '#dcdcd3',
  sun: '#f2ecda',
  far: '#98a6ab',
  middle: '#6c7d85',
  near: '#43545e',
  deep: '#202c35',
  paper: '#f1ede2',
  accent: '#bf5a3e',
  warm: '#cf9d58',
  water: '#7f959f',
  leaf: '#73836a',
};

export const nightInks: Inks = {
  sky: '#1f3550',
  glow: '#48708a',
  sun: '#f6e6b8',
  far: '#3b5f78',
  middle: '#2c4a61',
  near: '#1c3246',
  deep: '#0f1d2b',
  paper: '#f0e5cb',
  accent: '#df6a49',
  warm: '#f1ba5c',
  water: '#315a72',
  leaf: '#466455',
};
