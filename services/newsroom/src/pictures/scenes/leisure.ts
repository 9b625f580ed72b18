// Scenes of evenings out: a cup, a film.
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
import { heron, sky } from '../things.js';

/** A cup with ribbons on a pitch under lights. */
export function cup(inks: Inks): Drawing {
  const crowd = times(230, (index) => {
    const fill = [inks.paper, inks.accent, inks.far, inks.warm, inks.deep][index % 5] ?? inks.paper;
    return disc(
      [
        10 + (index % 46) * 26 + (Math.floor(index / 46) % 2) * 13,
        236 + Math.floor(index / 46) * 32,
      ],
      8,
      fill,
    );
  });
  const light = (x: number): Drawing =>
    draw(
      line(inks.deep, 10, [x, 240], [x, 70]),
      faint(
        0.22,
        shape(
          inks.sun,
          [x - 70, 80],
          [x + 70, 80],
          [x + 330 * (x < 600 ? 1 : -1) + 160, 675],
          [x + 330 * (x < 600 ? 1 : -1) - 160, 675],
        ),
      ),
      box([x - 74, 40], [148, 62], inks.deep, 6),
      times(8, (lamp) =>
        disc([x - 54 + (lamp % 4) * 36, 57 + Math.floor(lamp / 4) * 28], 11, inks.sun),
      ),
    );
  return draw(
    sky(inks, 300),
    box([0, 214], [1200, 180], inks.near),
    crowd,
    box([0, 390], [1200, 24], inks.deep),
    box([0, 410], [1200, 270], inks.leaf),
    times(6, (index) =>
      faint(
        0.18,
        shape(
          inks.deep,
          [index * 200, 410],
          [index * 200 + 100, 410],
          [index * 260 - 90, 680],
          [index * 260 - 230, 680],
        ),
      ),
    ),
    light(170),
    light(1030),
    stroke('M0 560H1200', inks.paper, 6),
    trophy(inks, [600, 640]),
    football(inks, [880, 610]),
    times(40, (index) =>
      place(
        [chance(index, 71) * 1200, chance(index, 72) * 520],
        box([-5, -9], [10, 18], [inks.accent, inks.warm, inks.paper][index % 3] ?? inks.warm),
        { turn: chance(index, 73) * 180 },
      ),
    ),
  );
}

const trophy = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      stroke('M-110 -404C-220 -410 -216 -268 -84 -246', inks.paper, 22),
      stroke('M110 -404C220 -410 216 -268 84 -246', inks.paper, 22),
      curve(
        'M-134 -430H134C130 -300 100 -214 28 -190V-120H-28V-190C-100 -214 -130 -300 -134 -430z',
        inks.paper,
      ),
      curve('M30 -430H134C130 -300 100 -214 28 -190V-120H4C6 -220 40 -300 30 -430z', inks.far),
      oval([0, -430], [134, 20], inks.glow),
      box([-74, -124], [148, 30], inks.paper, 6),
      box([-110, -96], [220, 96], inks.deep, 4),
      box([-70, -70], [140, 40], inks.warm, 3),
      curve('M-134 -356C-60 -300 60 -300 134 -356V-330C60 -272 -60 -272 -134 -330z', inks.accent),
      shape(inks.accent, [-116, -330], [-150, -170], [-122, -190], [-100, -162], [-86, -306]),
    ),
  );

const football = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      oval([6, 56], [66, 12], inks.deep),
      disc([0, 0], 58, inks.paper),
      shape(inks.deep, [0, -22], [21, -7], [13, 18], [-13, 18], [-21, -7]),
      times(5, (index) =>
        place(
          [0, 0],
          draw(
            line(inks.deep, 4, [0, -22], [0, -42]),
            shape(inks.deep, [-14, -52], [14, -52], [10, -42], [-10, -42]),
          ),
          { turn: index * 72 },
        ),
      ),
    ),
  );

/** A dark hall, a beam of light, and a silver heron on the screen. */
export function cinema(inks: Inks): Drawing {
  const seat =
    (row: number) =>
    (index: number): Drawing => {
      const x = 30 + index * (88 + row * 16) - row * 30;
      const y = 548 + row * 62;
      const isEmpty = chance(index, 80 + row) > 0.86;
      const size = 24 + row * 6;
      return draw(
        isEmpty ? '' : disc([x, y - size * 1.5], size * 0.82, inks.deep),
        isEmpty ? '' : oval([x, y], [size * 1.5, size * 1.1], inks.deep),
        box([x - size * 1.4, y - 4], [size * 2.8, 90], row === 1 ? inks.near : inks.middle, 12),
      );
    };
  return draw(
    box([0, 0], [1200, 675], inks.near),
    times(12, (index) => faint(0.35, box([index * 104 - 20, 0], [52, 470], inks.deep))),
    shape(inks.accent, [0, 0], [150, 0], [118, 210], [150, 470], [0, 470]),
    shape(inks.accent, [1200, 0], [1050, 0], [1082, 210], [1050, 470], [1200, 470]),
    times(3, (fold) =>
      faint(
        0.4,
        line(inks.deep, 6, [34 + fold * 34, 0], [26 + fold * 30, 470]),
        line(inks.deep, 6, [1166 - fold * 34, 0], [1174 - fold * 30, 470]),
      ),
    ),
    box([176, 56], [848, 400], inks.deep, 4),
    box([192, 72], [816, 368], inks.paper),
    faint(0.6, disc([760, 190], 74, inks.sun)),
    faint(0.7, box([192, 352], [816, 88], inks.water)),
    times(7, (wave) =>
      line(
        inks.paper,
        4,
        [240 + wave * 108, 376 + (wave % 3) * 20],
        [300 + wave * 108, 376 + (wave % 3) * 20],
      ),
    ),
    heron(inks.near, [500, 390], 1.5),
    faint(0.18, shape(inks.sun, [600, 690], [192, 72], [1008, 72])),
    times(13, seat(0)),
    times(11, seat(1)),
  );
}
