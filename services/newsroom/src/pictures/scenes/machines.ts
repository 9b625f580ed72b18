// Scenes of what people build and steer: a fleet, turbines, a cable car, a probe.
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
import { boat, cloud, house, lighthouse, person, sky, sun, water } from '../things.js';

/** Fishing boats side by side across a harbour's mouth, and a ship that cannot pass. */
export function blockade(inks: Inks): Drawing {
  const hulls = [inks.accent, inks.near, inks.warm, inks.deep];
  const row = (y: number, scale: number, count: number, shift: number): Drawing =>
    times(count, (index) =>
      boat(
        {
          hull: hulls[(index + shift) % hulls.length] ?? inks.deep,
          cabin: inks.paper,
          mast: inks.deep,
        },
        [60 + shift * 40 + (index * 1150) / count, y + (index % 2) * 6],
        { scale },
      ),
    );
  return draw(
    sky(inks, 330),
    sun(inks, [420, 200], 66),
    cloud(inks.paper, [760, 90], 1),
    hills(inks.far, [0, 330], [120, 300], [330, 334]),
    water(inks, 330, 30),
    freighter(inks, [640, 372]),
    shape(inks.middle, [0, 400], [250, 410], [280, 452], [0, 470]),
    shape(inks.middle, [1200, 392], [960, 406], [930, 450], [1200, 470]),
    lighthouse(inks, [1030, 410], 1.25),
    house([40, 406], [90, 70], { wall: inks.paper, roof: inks.accent, window: inks.deep }),
    house([140, 408], [80, 58], { wall: inks.glow, roof: inks.accent, window: inks.deep }),
    row(500, 0.92, 7, 0),
    row(640, 1.2, 6, 1),
  );
}

const freighter = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      curve('M-250 -60H230L260 -74L236 0H-226z', inks.near),
      box([-252, -14], [486, 14], inks.accent),
      times(12, (index) => {
        const fill =
          [inks.accent, inks.warm, inks.leaf, inks.middle, inks.paper][(index * 3) % 5] ??
          inks.warm;
        return box([-140 + (index % 6) * 54, -96 - Math.floor(index / 6) * 34], [50, 32], fill);
      }),
      box([-232, -150], [72, 90], inks.paper),
      box([-226, -140], [60, 14], inks.deep),
      box([-210, -186], [26, 38], inks.accent),
    ),
  );

/** Turbines on the ground of a sound, a barge with a crane over them. */
export function tidal(inks: Inks): Drawing {
  const turbine = (at: Point, scale: number, turn: number): Drawing =>
    place(
      at,
      draw(
        line(inks.deep, 16, [0, -140], [0, -20]),
        line(inks.deep, 13, [0, -70], [-84, 0]),
        line(inks.deep, 13, [0, -70], [84, 0]),
        place(
          [0, -150],
          draw(
            curve('M-9 0C-26 -60 -16 -120 0 -160C14 -110 18 -60 9 0z', inks.paper),
            curve('M9 0C26 60 16 120 0 160C-14 110 -18 60 -9 0z', inks.paper),
          ),
          { turn },
        ),
        oval([0, -150], [34, 24], inks.accent),
        disc([0, -150], 10, inks.paper),
      ),
      { scale },
    );
  const fish = (index: number): Drawing =>
    place(
      [120 + chance(index, 41) * 960, 330 + chance(index, 42) * 170],
      faint(0.8, curve('M0 0C14 -14 38 -14 52 0C38 14 14 14 0 0zM0 0l-18 -12v24z', inks.glow)),
      { scale: 0.6 + chance(index, 43) * 0.5 },
    );
  return draw(
    sky(inks, 250),
    sun(inks, [930, 120], 52),
    hills(inks.far, [0, 240], [180, 170], [420, 250]),
    hills(inks.middle, [820, 250], [1020, 190], [1200, 230]),
    box([0, 240], [1200, 440], inks.water),
    barge(inks, [470, 252]),
    faint(0.5, box([0, 380], [1200, 300], inks.middle)),
    faint(0.5, box([0, 500], [1200, 180], inks.near)),
    stroke(
      'M0 246Q50 234 100 246T200 246T300 246T400 246T500 246T600 246T700 246T800 246T900 246T1000 246T1100 246T1200 246',
      inks.paper,
      6,
    ),
    times(5, (index) =>
      stroke(
        `M${60 + index * 230} ${330 + (index % 3) * 50}h150l-18 -14m18 14l-18 14`,
        inks.paper,
        4,
      ),
    ),
    times(9, fish),
    hills(inks.deep, [0, 640], [300, 606], [640, 640], [960, 610], [1200, 636]),
    turbine([240, 630], 1.15, 24),
    turbine([930, 628], 1.25, -38),
    line(inks.deep, 5, [600, 116], [600, 330]),
    turbine([600, 520], 1.2, 66),
    stroke('M330 640C500 660 760 660 1200 646', inks.warm, 7),
  );
}

const barge = (inks: Inks, at: Point): Drawing =>
  place(
    at,
    draw(
      shape(inks.deep, [-200, -40], [170, -40], [140, 20], [-170, 20]),
      box([-170, -100], [70, 62], inks.paper),
      box([-160, -90], [50, 18], inks.deep),
      shape(inks.accent, [20, -40], [36, -110], [76, -110], [92, -40]),
      line(inks.accent, 12, [56, -100], [132, -176]),
      line(inks.deep, 4, [56, -140], [130, -174]),
      line(inks.accent, 9, [56, -100], [56, -142]),
    ),
  );

/** A cabin on its rope over a valley with a church. */
export function cableCar(inks: Inks): Drawing {
  const fir = (at: Point, scale: number): Drawing =>
    place(
      at,
      draw(
        box([-5, -16], [10, 16], inks.deep),
        shape(inks.near, [-36, -14], [0, -76], [36, -14]),
        shape(inks.near, [-28, -52], [0, -112], [28, -52]),
      ),
      { scale },
    );
  return draw(
    sky(inks, 420),
    sun(inks, [210, 130], 54),
    shape(inks.far, [-60, 470], [240, 170], [420, 330], [520, 260], [760, 470]),
    shape(inks.paper, [240, 170], [180, 232], [228, 226], [256, 250], [286, 222], [314, 236]),
    shape(inks.middle, [380, 520], [900, 60], [1300, 500]),
    shape(
      inks.paper,
      [900, 60],
      [790, 158],
      [846, 150],
      [880, 206],
      [926, 160],
      [972, 190],
      [1000, 150],
    ),
    faint(0.35, shape(inks.deep, [900, 60], [1000, 150], [972, 190], [1010, 520], [1300, 500])),
    cloud(inks.paper, [590, 150], 1),
    hills(inks.leaf, [0, 480], [260, 430], [620, 500], [1200, 430]),
    times(5, (index) =>
      house([110 + index * 96, 560 + (index % 2) * 16], [72, 54], {
        wall: inks.paper,
        roof: inks.accent,
        window: inks.deep,
      }),
    ),
    box([330, 440], [44, 110], inks.paper),
    shape(inks.near, [322, 440], [352, 340], [382, 440]),
    hills(inks.near, [0, 610], [400, 580], [800, 640], [1200, 560]),
    times(12, (index) =>
      fir(
        [650 + index * 52, 610 - index * 5 + chance(index, 51) * 20],
        0.8 + chance(index, 52) * 0.5,
      ),
    ),
    line(inks.deep, 6, [0, 330], [1200, 60]),
    line(inks.deep, 3, [0, 342], [1200, 72]),
    place([1010, 116], cabin(inks), { scale: 0.42 }),
    place([560, 206], cabin(inks), { scale: 1.15 }),
  );
}

const cabin = (inks: Inks): Drawing =>
  draw(
    box([-38, -18], [76, 22], inks.deep, 8),
    line(inks.deep, 12, [0, 0], [0, 70]),
    box([-108, 64], [216, 190], inks.accent, 26),
    box([-92, 84], [84, 92], inks.glow, 10),
    box([8, 84], [84, 92], inks.glow, 10),
    person(inks.deep, [-54, 178], 0.8),
    person(inks.deep, [44, 178], 0.75),
    box([-92, 84], [84, 12], inks.near, 4),
    box([-108, 196], [216, 14], inks.paper),
    box([-60, 52], [120, 14], inks.deep, 6),
  );

/** A probe with its panels spread before a comet of two lumps. */
export function probe(inks: Inks): Drawing {
  const star = (index: number): Drawing =>
    faint(
      0.4 + chance(index, 63) * 0.6,
      disc(
        [chance(index, 61) * 1200, chance(index, 62) * 675],
        1.5 + chance(index, 64) * 2.5,
        inks.paper,
      ),
    );
  const crater = (at: Point, radius: number): Drawing =>
    draw(
      oval(at, [radius, radius * 0.7], inks.near),
      oval([at[0] + 4, at[1] + 5], [radius * 0.75, radius * 0.5], inks.middle),
    );
  return draw(
    box([0, 0], [1200, 675], inks.deep),
    times(90, star),
    faint(0.3, curve('M520 300C760 140 980 60 1240 -60V220C1020 260 860 330 720 480z', inks.glow)),
    faint(
      0.4,
      curve('M560 340C800 230 1000 160 1240 90V180C1020 240 860 330 700 460z', inks.paper),
    ),
    curve(
      'M110 420C90 300 190 220 310 240C380 252 400 300 450 306C520 250 640 260 690 350C740 440 670 540 560 530C500 524 480 480 440 470C400 560 300 600 220 560C150 530 120 490 110 420z',
      inks.far,
    ),
    curve(
      'M110 420C120 490 150 530 220 560C300 600 400 560 440 470C480 480 500 524 560 530C670 540 740 440 690 350C700 440 620 480 560 470C510 462 480 430 430 428C380 500 300 520 230 490C170 470 130 450 110 420z',
      inks.middle,
    ),
    crater([240, 340], 44),
    crater([330, 430], 30),
    crater([580, 360], 36),
    crater([180, 440], 22),
    crater([640, 430], 18),
    place([880, 420], lander(inks), { turn: -16 }),
    stroke('M790 470C740 490 700 470 668 430', inks.warm, 4),
  );
}

function lander(inks: Inks): Drawing {
  const panel = draw(
    box([0, -36], [180, 72], inks.water, 4),
    times(5, (index) => line(inks.paper, 2.5, [36 * index, -36], [36 * index, 36])),
    line(inks.paper, 2.5, [0, 0], [180, 0]),
  );
  return draw(
    line(inks.paper, 8, [-90, 0], [90, 0]),
    place([76, 0], panel),
    place([-256, 0], panel),
    line(inks.paper, 7, [-40, 50], [-86, 116]),
    line(inks.paper, 7, [40, 50], [86, 116]),
    line(inks.paper, 7, [0, 56], [0, 124]),
    times(3, (index) => oval([-86 + index * 86, 120 + (index % 2) * 8], [20, 7], inks.paper)),
    box([-60, -56], [120, 114], inks.warm, 10),
    box([-60, -8], [120, 12], inks.accent),
    disc([0, 32], 17, inks.deep),
    disc([0, 32], 8, inks.water),
    line(inks.paper, 6, [0, -56], [0, -84]),
    curve('M-52 -126a56 56 0 0 0 104 0z', inks.paper),
    line(inks.accent, 5, [0, -100], [0, -140]),
  );
}
