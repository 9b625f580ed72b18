// Scenes of two earthquakes that must not be taken for one: in the mountains, and at sea.
import type { Inks } from '../inks.js';
import {
  box,
  chance,
  curve,
  draw,
  faint,
  hills,
  line,
  place,
  shape,
  stroke,
  times,
} from '../shapes.js';
import type { Drawing, Point } from '../shapes.js';
import { boat, cloud, house, lighthouse, person, sky, sun, water } from '../things.js';

/** A mountain village of stone with broken walls, and a slide across its road. */
export function brokenValley(inks: Inks): Drawing {
  const stone = { wall: inks.paper, roof: inks.accent, window: inks.deep };
  const rubble = (at: Point, count: number, spread: number): Drawing =>
    times(count, (index) => {
      const size = 12 + chance(index, at[0]) * 30;
      const x = at[0] + (chance(index, 2) - 0.5) * spread;
      const y = at[1] - chance(index, 3) * 46 * (1 - Math.abs(x - at[0]) / spread);
      const fill = [inks.far, inks.near, inks.middle][index % 3] ?? inks.far;
      return place(
        [x, y],
        shape(fill, [-size, 0], [-size * 0.5, -size * 0.8], [size * 0.6, -size], [size, 0]),
      );
    });
  return draw(
    sky(inks, 420),
    shape(inks.far, [-40, 460], [210, 90], [330, 250], [470, 60], [760, 440], [820, 480]),
    shape(inks.paper, [210, 90], [166, 160], [206, 150], [234, 176], [262, 156]),
    shape(inks.paper, [470, 60], [418, 146], [464, 134], [500, 164], [534, 144]),
    shape(inks.middle, [420, 470], [820, 110], [1260, 470]),
    shape(inks.near, [820, 110], [860, 300], [790, 470], [1010, 470], [930, 250]),
    cloud(inks.paper, [960, 90], 0.9),
    hills(inks.leaf, [0, 420], [220, 380], [520, 440], [900, 420], [1200, 380]),
    house([110, 520], [130, 120], stone),
    house([262, 536], [150, 150], stone),
    line(inks.deep, 6, [320, 386], [342, 430], [322, 462], [346, 500], [330, 536]),
    box([430, 430], [160, 116], inks.paper),
    shape(inks.accent, [424, 430], [470, 388], [500, 436]),
    shape(inks.leaf, [592, 428], [592, 470], [548, 444], [520, 428]),
    line(inks.deep, 6, [548, 444], [528, 478], [552, 508], [536, 546]),
    times(2, (index) => box([450 + index * 44, 460], [20, 32], inks.deep)),
    hills(inks.near, [0, 560], [300, 530], [640, 560], [1200, 520]),
    curve(
      'M0 640C300 590 520 610 800 590S1120 590 1200 560V620C1000 640 860 640 700 652S240 650 0 690z',
      inks.warm,
    ),
    rubble([820, 650], 46, 420),
    rubble([510, 560], 16, 190),
    helicopter(inks, [660, 170]),
    person(inks.deep, [210, 640], 1.05),
    person(inks.deep, [254, 646], 1.1),
    person(inks.accent, [304, 642], 1.05),
  );
}

const helicopter = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      line(inks.deep, 6, [-120, -52], [110, -52]),
      line(inks.deep, 7, [0, -50], [0, -30]),
      curve('M-70 0a64 40 0 0 1 64 -34H30L160 -20v14L44 8a70 26 0 0 1 -114 -8z', inks.accent),
      curve('M-62 -4a50 30 0 0 1 44 -24v24z', inks.water),
      shape(inks.accent, [146, -18], [176, -52], [166, -8]),
      line(inks.deep, 5, [-56, 32], [44, 32]),
      line(inks.deep, 5, [-30, 16], [-34, 32]),
      line(inks.deep, 5, [18, 14], [22, 32]),
      line(inks.deep, 3, [0, 34], [-10, 96]),
    ),
    { turn: -4 },
  );

/** An island in a sea that runs in rings, with people on its hill. */
export function shakenSea(inks: Inks): Drawing {
  const rings = times(6, (index) =>
    faint(
      0.75 - index * 0.1,
      `<ellipse cx="250" cy="528" rx="${60 + index * 78}" ry="${16 + index * 23}" fill="none" stroke="${inks.paper}" stroke-width="${8 - index}"/>`,
    ),
  );
  return draw(
    sky(inks, 360),
    sun(inks, [210, 250], 70),
    cloud(inks.paper, [560, 110], 1),
    hills(inks.far, [420, 372], [640, 326], [820, 372]),
    water(inks, 360, 12),
    faint(0.6, box([0, 360], [1200, 8], inks.glow)),
    rings,
    curve(
      'M600 480C660 420 700 380 780 350C860 318 900 190 990 176C1080 190 1120 280 1220 300V520C1000 500 800 510 600 480z',
      inks.leaf,
    ),
    curve('M600 480C800 512 1000 500 1220 520V560C1000 540 800 540 620 506z', inks.near),
    times(7, (index) => person(inks.deep, [924 + index * 24, 196 + Math.abs(index - 3) * 9], 0.42)),
    line(inks.accent, 4, [990, 176], [990, 96]),
    shape(inks.accent, [992, 98], [1042, 112], [992, 128]),
    lighthouse(inks, [706, 398], 0.72),
    times(5, (index) =>
      house([800 + index * 76, 470 + (index % 2) * 10], [58, 50], {
        ...{ wall: inks.paper, roof: inks.accent, window: inks.deep },
      }),
    ),
    boat({ hull: inks.deep, cabin: inks.paper, mast: inks.deep }, [470, 452], {
      scale: 0.8,
      turn: -14,
    }),
    boat({ hull: inks.accent, cabin: inks.paper, mast: inks.deep }, [640, 640], {
      scale: 1.1,
      turn: 17,
    }),
    curve('M0 600C140 560 260 640 420 620S700 690 860 650S1100 690 1200 640V700H0z', inks.middle),
    stroke('M0 600C140 560 260 640 420 620S700 690 860 650S1100 690 1200 640', inks.paper, 7),
  );
}
