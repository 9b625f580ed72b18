// Scenes of houses that others rely on: a hospital, a bank, a factory that stands still.
import type { Inks } from '../inks.js';
import {
  box,
  chance,
  curve,
  disc,
  draw,
  faint,
  line,
  oval,
  place,
  shape,
  stroke,
  times,
} from '../shapes.js';
import type { Drawing, Point } from '../shapes.js';
import { cloud, heron, person, sky, sun } from '../things.js';

/** A hospital whose screens show a heron and a lock. */
export function hospital(inks: Inks): Drawing {
  const windows = times(44, (index) => {
    const x = 70 + (index % 11) * 100;
    const y = 60 + Math.floor(index / 11) * 92;
    const isLit = chance(index, 4) > 0.82;
    return draw(
      box([x, y], [62, 58], isLit ? inks.warm : inks.near),
      line(inks.middle, 4, [x + 31, y], [x + 31, y + 58]),
    );
  });
  const cable = (x: number, bend: number): Drawing =>
    draw(
      stroke(`M${x} 560C${x} 640 ${x + bend} 610 ${x + bend} 690`, inks.deep, 9),
      box([x - 12, 540], [24, 30], inks.warm, 4),
    );
  return draw(
    sky(inks, 500),
    box([40, 20], [1120, 520], inks.middle),
    windows,
    box([0, 440], [1200, 240], inks.near),
    faint(0.4, box([0, 440], [1200, 12], inks.paper)),
    place(
      [1074, 400],
      draw(
        disc([0, 0], 56, inks.paper),
        box([-12, -36], [24, 72], inks.near),
        box([-36, -12], [72, 24], inks.near),
      ),
    ),
    box([330, 130], [540, 360], inks.deep, 18),
    box([352, 152], [496, 300], inks.paper, 6),
    faint(
      0.25,
      ...Array.from({ length: 8 }, (_, row) => box([352, 158 + row * 38], [496, 15], inks.water)),
    ),
    heron(inks.near, [490, 430], 1.2),
    padlock(inks, [716, 330]),
    shape(inks.deep, [560, 490], [640, 490], [660, 560], [540, 560]),
    box([470, 556], [260, 18], inks.deep, 8),
    cable(180, 60),
    cable(252, -40),
    cable(960, 70),
    cable(1030, -30),
  );
}

const padlock = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      stroke('M-44 -10v-34a44 44 0 0 1 88 0v34', inks.accent, 20),
      box([-70, -14], [140, 108], inks.accent, 12),
      disc([0, 30], 15, inks.paper),
      box([-6, 34], [12, 36], inks.paper),
    ),
  );

/** A bank with columns, and bars that rise over it. */
export function bank(inks: Inks): Drawing {
  const column = (index: number): Drawing =>
    draw(
      box([132 + index * 92, 286], [44, 250], inks.paper),
      faint(0.5, box([160 + index * 92, 286], [16, 250], inks.far)),
      box([122 + index * 92, 274], [64, 16], inks.glow),
      box([122 + index * 92, 532], [64, 16], inks.glow),
    );
  const bar = (index: number): Drawing => {
    const height = 70 + index * 62 + index ** 2 * 6;
    return draw(
      box([754 + index * 84, 590 - height], [60, height], index === 4 ? inks.accent : inks.warm),
      faint(0.35, box([796 + index * 84, 590 - height], [18, height], inks.deep)),
    );
  };
  return draw(
    sky(inks, 520),
    sun(inks, [330, 120], 54),
    cloud(inks.paper, [620, 120], 1.1),
    shape(inks.near, [80, 262], [380, 132], [680, 262]),
    disc([380, 214], 30, inks.warm),
    box([380 - 5, 198], [10, 32], inks.near),
    box([84, 258], [592, 20], inks.deep),
    box([104, 278], [552, 270], inks.middle),
    times(6, column),
    box([350, 400], [62, 150], inks.deep),
    box([84, 548], [592, 22], inks.near),
    box([54, 570], [652, 24], inks.deep),
    box([0, 592], [1200, 90], inks.near),
    times(5, bar),
    line(inks.deep, 12, [744, 470], [860, 408], [944, 330], [1030, 232], [1112, 110]),
    shape(inks.deep, [1136, 66], [1146, 142], [1078, 108]),
    times(3, (coin) =>
      draw(
        oval([560 + coin * 10, 640 - coin * 15], [58, 15], inks.deep),
        oval([560 + coin * 10, 635 - coin * 15], [58, 15], inks.warm),
      ),
    ),
  );
}

/** Pickets with clocks on their signs before a factory that stands still. */
export function strike(inks: Inks): Drawing {
  const hall = (index: number): Drawing =>
    draw(
      shape(
        inks.near,
        [120 + index * 190, 360],
        [120 + index * 190, 250],
        [310 + index * 190, 300],
        [310 + index * 190, 360],
      ),
      shape(
        inks.warm,
        [136 + index * 190, 344],
        [136 + index * 190, 276],
        [176 + index * 190, 288],
        [176 + index * 190, 344],
      ),
    );
  const sign = (at: Point, turn: number): Drawing =>
    place(
      at,
      draw(
        line(inks.deep, 8, [0, 0], [0, -150]),
        box([-62, -246], [124, 104], inks.paper, 4),
        disc([0, -194], 38, inks.deep),
        disc([0, -194], 30, inks.warm),
        line(inks.deep, 6, [0, -194], [0, -216]),
        line(inks.deep, 6, [0, -194], [14, -186]),
      ),
      { turn },
    );
  return draw(
    sky(inks, 440),
    sun(inks, [1020, 130], 60),
    cloud(inks.paper, [300, 110], 1.1),
    times(2, (index) =>
      draw(
        shape(
          inks.middle,
          [940 + index * 110, 440],
          [950 + index * 110, 150 + index * 30],
          [996 + index * 110, 150 + index * 30],
          [1006 + index * 110, 440],
        ),
        box([948 + index * 110, 176 + index * 30], [50, 16], inks.accent),
      ),
    ),
    times(4, hall),
    box([90, 356], [860, 110], inks.middle),
    times(9, (index) => box([120 + index * 92, 388], [56, 44], inks.near)),
    box([0, 460], [1200, 220], inks.far),
    times(30, (index) => line(inks.deep, 4, [index * 42, 440], [index * 42, 530])),
    line(inks.deep, 4, [0, 452], [1200, 452]),
    line(inks.deep, 4, [0, 516], [1200, 516]),
    sign([200, 600], -5),
    sign([500, 590], 4),
    sign([850, 604], -3),
    times(9, (index) =>
      person(
        [inks.deep, inks.near, inks.accent][index % 3] ?? inks.deep,
        [120 + index * 118, 664 + (index % 2) * 14],
        1.75,
      ),
    ),
    brazier(inks, [1060, 664]),
  );
}

const brazier = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      faint(0.3, disc([0, -90], 120, inks.warm)),
      curve(
        'M-40 -78C-58 -120 -20 -140 -22 -186C8 -160 8 -136 18 -128C26 -140 22 -150 26 -164C52 -130 56 -100 38 -78z',
        inks.accent,
      ),
      curve('M-20 -78C-30 -104 -6 -116 -4 -140C16 -120 28 -98 18 -78z', inks.warm),
      shape(inks.deep, [-54, -82], [54, -82], [42, 0], [-42, 0]),
      times(3, (row) =>
        faint(
          0.7,
          times(3, (column) => disc([-24 + column * 24, -64 + row * 22], 6, inks.warm)),
        ),
      ),
    ),
  );
