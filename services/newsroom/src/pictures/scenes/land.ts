// Scenes of land in trouble: a fire, a drought, a fever.
import type { Inks } from '../inks.js';
import {
  box,
  chance,
  curve,
  disc,
  draw,
  faint,
  hills,
  line,
  oval,
  place,
  shape,
  stroke,
  times,
} from '../shapes.js';
import type { Drawing, Point } from '../shapes.js';
import { boat, house, person, sky, smoke, sun, water } from '../things.js';

/** Hills with flames on their backs, and an engine before them. */
export function fire(inks: Inks): Drawing {
  const flame = (at: Point, scale: number): Drawing =>
    place(
      at,
      draw(
        curve(
          'M-44 0C-70 -50 -28 -70 -30 -120C0 -100 2 -70 12 -60C18 -80 14 -96 20 -110C52 -70 60 -30 40 0z',
          inks.accent,
        ),
        curve('M-24 0C-36 -28 -10 -44 -8 -70C14 -50 30 -24 20 0z', inks.warm),
      ),
      { scale },
    );
  const trunk = (index: number): Drawing => {
    const x = 40 + index * 96 + chance(index, 8) * 40;
    return draw(
      line(inks.deep, 8, [x, 520], [x + 6, 400 - chance(index, 6) * 40]),
      line(inks.deep, 5, [x + 4, 450], [x + 34, 412]),
      line(inks.deep, 5, [x + 4, 470], [x - 26, 436]),
    );
  };
  return draw(
    box([0, 0], [1200, 675], inks.warm),
    faint(0.5, box([0, 0], [1200, 190], inks.accent)),
    faint(0.6, sun(inks, [330, 190], 62)),
    faint(0.75, smoke(inks.near, [560, 320], 1.5)),
    faint(0.55, smoke(inks.middle, [800, 340], 1.2)),
    hills(inks.middle, [0, 360], [200, 290], [420, 350], [700, 270], [960, 340], [1200, 290]),
    times(9, (index) =>
      flame([80 + index * 134, 342 - Math.sin(index) * 26], 0.55 + chance(index, 5) * 0.4),
    ),
    hills(inks.near, [0, 440], [260, 380], [560, 440], [860, 370], [1200, 430]),
    times(8, (index) =>
      flame(
        [40 + index * 160 + chance(index, 2) * 60, 424 - (index % 2) * 16],
        0.9 + chance(index, 3) * 0.6,
      ),
    ),
    times(12, trunk),
    hills(inks.deep, [0, 520], [300, 490], [700, 540], [1200, 500]),
    engine(inks, [780, 640]),
    person(inks.warm, [590, 640], 1.15),
    person(inks.paper, [648, 646], 1.1),
    stroke('M604 588C520 520 470 470 430 440', inks.paper, 6),
    times(26, (index) =>
      disc(
        [chance(index, 21) * 1200, 60 + chance(index, 22) * 360],
        2 + chance(index, 23) * 3,
        inks.sun,
      ),
    ),
  );
}

const engine = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      box([0, -110], [220, 92], inks.accent, 6),
      curve('M220 -110h58l40 46v46H220z', inks.accent),
      curve('M234 -98h38l28 36h-66z', inks.water),
      box([0, -62], [318, 10], inks.paper),
      line(inks.paper, 6, [16, -124], [226, -132]),
      box([244, -124], [24, 14], inks.water, 3),
      disc([58, -16], 26, inks.deep),
      disc([58, -16], 11, inks.far),
      disc([256, -16], 26, inks.deep),
      disc([256, -16], 11, inks.far),
    ),
    { scale: 1.05 },
  );

/** Cracked ground, thin wheat, and a river that has left its bridge. */
export function drought(inks: Inks): Drawing {
  const wheat = (index: number): Drawing => {
    const x = (index < 13 ? 10 + index * 24 : 890 + (index - 13) * 25) + chance(index, 11) * 14;
    const height = 130 + chance(index, 12) * 110;
    const bend = (index < 13 ? 1 : -1) * (24 + chance(index, 13) * 34);
    const top = 675 - height;
    const stalk = `M${Math.round(x)} 690Q${Math.round(x)} ${Math.round(top)} ${Math.round(x + bend)} ${Math.round(top + 16)}`;
    return draw(
      stroke(stalk, inks.deep, 4),
      place([x + bend, top + 14], oval([0, 16], [8, 27], inks.accent), { turn: -bend * 0.7 }),
    );
  };
  return draw(
    box([0, 0], [1200, 675], inks.glow),
    faint(0.5, box([0, 0], [1200, 170], inks.sky)),
    faint(0.3, disc([840, 180], 190, inks.sun)),
    faint(0.5, disc([840, 180], 140, inks.sun)),
    disc([840, 180], 92, inks.accent),
    hills(inks.far, [0, 350], [240, 300], [520, 340], [840, 300], [1200, 350]),
    hills(inks.leaf, [0, 390], [300, 350], [700, 390], [1200, 360]),
    box([0, 420], [1200, 260], inks.warm),
    crackedGround(inks),
    stoneBridge(inks),
    times(26, wheat),
  );
}

/** Plates of dry mud that grow towards the front, with dark gaps between them. */
function crackedGround(inks: Inks): Drawing {
  const tops = [466, 496, 536, 590, 660, 740];
  const corner = (row: number, column: number): Point => {
    const width = 70 + row * 26;
    const x = 600 + (column - 9) * width + (chance(column, row + 90) - 0.5) * width * 0.6;
    const y = (tops[row] ?? 740) + (row === 0 ? 0 : (chance(column, row + 70) - 0.5) * 26);
    return [x, y];
  };
  const plate = (index: number): Drawing => {
    const row = Math.floor(index / 18);
    const column = index % 18;
    const corners = [
      corner(row, column),
      corner(row, column + 1),
      corner(row + 1, column + 1),
      corner(row + 1, column),
    ];
    const middleX = corners.reduce((sum, [x]) => sum + x, 0) / 4;
    const middleY = corners.reduce((sum, [, y]) => sum + y, 0) / 4;
    const inner = corners.map(([x, y]): Point => [
      middleX + (x - middleX) * 0.93,
      middleY + (y - middleY) * 0.9,
    ]);
    const fill = chance(index, 60) > 0.66 ? inks.glow : inks.paper;
    return shape(fill, ...inner);
  };
  return draw(box([0, 464], [1200, 220], inks.near), times(90, plate));
}

function stoneBridge(inks: Inks): Drawing {
  const arch = (x: number): Drawing => curve(`M${x} 470v-50a52 52 0 0 1 104 0v50z`, inks.warm);
  return draw(
    curve('M300 380Q540 300 780 380V470H300z', inks.near),
    stroke('M290 384Q540 296 790 384', inks.deep, 12),
    arch(352),
    curve('M482 470v-64a58 58 0 0 1 116 0v64z', inks.glow),
    curve('M482 470v-22q58 -10 116 0v22z', inks.far),
    arch(624),
  );
}

/** Houses on stilts in the reeds, a boat with a cool box, and a vial before them. */
export function marsh(inks: Inks): Drawing {
  const stilts = (x: number, foot: number): Drawing =>
    draw(
      times(4, (index) =>
        line(inks.deep, 6, [x + 8 + index * 38, foot - 60], [x + 8 + index * 38, foot]),
      ),
      house([x, foot - 60], [130, 76], { wall: inks.paper, roof: inks.near, window: inks.deep }),
    );
  const reed = (index: number): Drawing => {
    const x = (index < 20 ? index * 22 : 780 + (index - 20) * 22) + chance(index, 31) * 14;
    const top = 400 + chance(index, 32) * 130;
    return draw(
      line(
        index % 3 === 0 ? inks.near : inks.leaf,
        6,
        [x, 690],
        [x + (chance(index, 33) - 0.5) * 50, top],
      ),
      index % 4 === 0
        ? oval([x + (chance(index, 33) - 0.5) * 50, top + 8], [8, 28], inks.deep)
        : '',
    );
  };
  return draw(
    sky(inks, 350),
    sun(inks, [300, 190], 74),
    hills(inks.far, [0, 350], [300, 322], [700, 346], [1200, 320]),
    water(inks, 350, 24),
    stilts(90, 440),
    stilts(860, 420),
    stilts(1030, 446),
    boat({ hull: inks.near, cabin: inks.paper, mast: inks.near }, [420, 480], { scale: 0.9 }),
    box([440, 412], [50, 30], inks.accent, 4),
    times(40, reed),
    mosquito(inks, [820, 200]),
    vial(inks, [610, 640]),
    syringe(inks, [770, 600]),
  );
}

const vial = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      faint(0.9, box([-74, -230], [148, 236], inks.paper, 20)),
      faint(0.8, box([-62, -120], [124, 114], inks.accent, 12)),
      box([-44, -270], [88, 44], inks.far),
      box([-56, -306], [112, 44], inks.deep, 8),
      box([-62, -186], [124, 78], inks.glow),
      box([-9, -178], [18, 62], inks.near),
      box([-31, -156], [62, 18], inks.near),
    ),
  );

const syringe = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      box([-34, -190], [68, 190], inks.paper, 8),
      box([-26, -110], [52, 102], inks.accent, 4),
      times(5, (index) => line(inks.deep, 4, [-34, -170 + index * 32], [-10, -170 + index * 32])),
      box([-7, -262], [14, 80], inks.deep),
      box([-32, -276], [64, 16], inks.deep, 5),
      box([-14, 0], [28, 22], inks.deep),
      line(inks.deep, 5, [0, 20], [0, 92]),
    ),
    { turn: 38 },
  );

const mosquito = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      faint(
        0.6,
        place([0, -10], oval([40, -46], [16, 66], inks.paper), { turn: 30 }),
        place([0, -10], oval([-4, -50], [15, 62], inks.paper), { turn: -14 }),
      ),
      oval([-34, 2], [30, 12], inks.deep),
      oval([34, 12], [62, 9], inks.deep),
      disc([-70, 0], 14, inks.deep),
      line(inks.deep, 4, [-80, 6], [-124, 44]),
      times(3, (leg) =>
        line(inks.deep, 4, [-40 + leg * 24, 10], [-66 + leg * 44, 56], [-84 + leg * 52, 108]),
      ),
    ),
  );
