// Scenes of work and what it makes: a factory, a port, turbines, a cable car, a probe, a cup, a screen.
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
import { boat, cloud, heron, house, lighthouse, person, sky, sun, water } from '../things.js';

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
