// Scenes of a town: a bridge, a vote, a tram.
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
  ring,
  shape,
  times,
} from '../shapes.js';
import type { Drawing, Point } from '../shapes.js';
import { cloud, heron, house, person, sky, sun, tree, water } from '../things.js';

/** A suspension bridge with one hanger that has given way, and a barrier before it. */
export function bridge(inks: Inks): Drawing {
  const deck = 430;
  const sag = (x: number): number => 150 + ((x - 600) / 300) ** 2 * 60 + 190;
  const cableY = (x: number): number => {
    if (x < 300) return 190 + ((300 - x) / 300) ** 1.4 * 240;
    if (x > 900) return 190 + ((x - 900) / 300) ** 1.4 * 240;
    return sag(x) - 210 + (1 - ((x - 600) / 300) ** 2) * 190;
  };
  const cable = Array.from({ length: 61 }, (_, step): Point => [step * 20, cableY(step * 20)]);
  const tower = (x: number): Drawing =>
    draw(
      shape(inks.near, [x - 26, 620], [x - 18, 170], [x - 4, 170], [x - 6, 620]),
      shape(inks.near, [x + 26, 620], [x + 18, 170], [x + 4, 170], [x + 6, 620]),
      box([x - 24, 230], [48, 14], inks.near),
      box([x - 25, 330], [50, 14], inks.near),
      box([x - 44, 600], [88, 90], inks.deep),
    );
  const hanger = (step: number): Drawing => {
    const x = 60 + step * 36;
    if (step === 19) return '';
    return line(inks.near, 3.5, [x, cableY(x)], [x, deck]);
  };
  return draw(
    sky(inks, 470),
    sun(inks, [770, 300], 64),
    cloud(inks.paper, [240, 130], 1.1),
    times(26, (step) => {
      const height = 30 + chance(step, 5) * 80;
      return box([step * 48 - 10, 470 - height], [44, height], inks.far);
    }),
    water(inks, 470, 26),
    tower(300),
    tower(900),
    line(inks.deep, 8, ...cable),
    times(31, hanger),
    line(inks.accent, 7, [744, cableY(744)], [744, 356]),
    line(inks.accent, 7, [752, 378], [745, deck]),
    faint(0.5, ring([746, 366], 42, inks.accent, 5)),
    box([0, deck], [1200, 26], inks.deep),
    box([0, deck - 8], [1200, 6], inks.middle),
    barrier(inks, [70, 640]),
    barrier(inks, [330, 652]),
  );
}

function barrier(inks: Inks, at: Point): Drawing {
  const stripes = times(5, (stripe) =>
    shape(
      inks.accent,
      [stripe * 44 + 4, -84],
      [stripe * 44 + 24, -84],
      [stripe * 44 + 12, -52],
      [stripe * 44 - 8, -52],
    ),
  );
  return place(
    at,
    draw(
      line(inks.deep, 8, [20, -60], [10, 20], [34, 20]),
      line(inks.deep, 8, [190, -60], [200, 20], [176, 20]),
      box([-6, -84], [226, 32], inks.paper, 4),
      stripes,
      disc([16, -98], 11, inks.warm),
      disc([198, -98], 11, inks.warm),
    ),
    { scale: 1.1 },
  );
}

/** A ballot falls into its box before the town hall. */
export function vote(inks: Inks): Drawing {
  const column = (index: number): Drawing => box([410 + index * 76, 262], [26, 158], inks.paper);
  return draw(
    sky(inks, 440),
    sun(inks, [180, 170], 58),
    cloud(inks.paper, [930, 150], 1.2),
    times(9, (step) =>
      house([-20 + step * 142, 450], [120, 90 + chance(step, 9) * 60], {
        ...{ wall: inks.far, roof: inks.middle, window: inks.glow },
      }),
    ),
    box([360, 250], [480, 200], inks.middle),
    times(6, column),
    shape(inks.near, [340, 262], [600, 150], [860, 262]),
    disc([600, 222], 22, inks.paper),
    line(inks.deep, 4, [600, 222], [600, 207]),
    line(inks.deep, 4, [600, 222], [611, 227]),
    box([574, 76], [52, 78], inks.near),
    curve('M566 80a34 34 0 0 1 68 0z', inks.accent),
    line(inks.deep, 5, [600, 48], [600, 16]),
    shape(inks.accent, [602, 16], [642, 26], [602, 36]),
    box([330, 418], [540, 14], inks.paper),
    box([300, 432], [600, 22], inks.near),
    box([0, 452], [1200, 230], inks.warm),
    faint(0.35, shape(inks.paper, [300, 454], [900, 454], [1120, 675], [80, 675])),
    ballotBox(inks),
    person(inks.deep, [180, 604], 1.7),
    person(inks.near, [1010, 596], 1.6),
    person(inks.deep, [1082, 612], 1.75),
  );
}

function ballotBox(inks: Inks): Drawing {
  const paper = draw(
    box([-62, -120], [124, 160], inks.paper, 3),
    times(3, (row) =>
      draw(
        ring([-36, -88 + row * 36], 10, inks.near, 4),
        line(inks.far, 7, [-12, -88 + row * 36], [40, -88 + row * 36]),
      ),
    ),
    line(inks.accent, 6, [-44, -60], [-28, -44]),
    line(inks.accent, 6, [-28, -60], [-44, -44]),
  );
  return draw(
    place([606, 424], paper, { turn: -9 }),
    shape(inks.deep, [424, 468], [776, 468], [812, 508], [388, 508]),
    box([500, 480], [210, 12], inks.near, 6),
    box([388, 508], [424, 170], inks.near),
    box([404, 524], [392, 150], inks.middle),
    place([600, 604], draw(disc([0, 0], 44, inks.paper), heron(inks.near, [-4, 34], 0.3))),
  );
}

/** A tram in a street of tall houses with grey roofs. */
export function tram(inks: Inks): Drawing {
  const front = (step: number): Drawing => {
    const x = step * 172 - 30;
    const top = 130 + chance(step, 3) * 70;
    const wall = step % 2 === 0 ? inks.paper : inks.glow;
    return draw(
      box([x, top], [166, 400], wall),
      shape(inks.near, [x - 4, top], [x + 18, top - 66], [x + 148, top - 66], [x + 170, top]),
      box([x + 34, top - 52], [24, 34], inks.warm),
      box([x + 106, top - 52], [24, 34], inks.deep),
      box([x + 128, top - 96], [18, 34], inks.accent),
      times(9, (index) =>
        draw(
          box(
            [x + 20 + (index % 3) * 48, top + 24 + Math.floor(index / 3) * 82],
            [28, 54],
            inks.middle,
          ),
          box(
            [x + 16 + (index % 3) * 48, top + 80 + Math.floor(index / 3) * 82],
            [36, 5],
            inks.deep,
          ),
        ),
      ),
    );
  };
  return draw(
    sky(inks, 420),
    sun(inks, [980, 110], 52),
    times(8, front),
    box([0, 500], [1200, 180], inks.near),
    times(4, (step) => tree(inks, [90 + step * 340, 520], 1.5)),
    line(inks.deep, 3, [0, 208], [1200, 208]),
    tramCar(inks),
    line(inks.paper, 4, [0, 626], [1200, 626]),
    line(inks.paper, 4, [0, 650], [1200, 650]),
    person(inks.deep, [100, 640], 1.5),
    person(inks.deep, [168, 650], 1.4),
  );
}

function tramCar(inks: Inks): Drawing {
  return draw(
    line(inks.deep, 4, [600, 338], [560, 280], [600, 210]),
    curve('M270 612V390a56 56 0 0 1 56 -52H946a110 110 0 0 1 96 92L1066 612z', inks.accent),
    box([300, 372], [560, 112], inks.deep, 10),
    curve('M876 372h62a80 80 0 0 1 72 60l10 52H876z', inks.deep),
    times(5, (index) => box([312 + index * 110, 382], [94, 92], inks.water, 6)),
    curve('M888 384h46a66 66 0 0 1 62 50l8 38H888z', inks.water),
    box([270, 506], [786, 16], inks.paper),
    times(2, (door) => box([400 + door * 330, 376], [74, 224], inks.near, 4)),
    times(2, (door) => box([408 + door * 330, 386], [58, 120], inks.water, 3)),
    box([264, 604], [806, 18], inks.deep, 8),
    times(4, (wheel) =>
      disc([360 + Math.floor(wheel / 2) * 470 + (wheel % 2) * 90, 622], 20, inks.deep),
    ),
    disc([1036, 560], 14, inks.warm),
    oval([668, 344], [86, 12], inks.near),
  );
}
