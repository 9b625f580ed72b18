// The sample: seventeen running stories of a small invented country.
import type { SampleEvent } from '../model.js';
import { brannocRansomware } from './brannoc-ransomware.js';
import { brightwellStrike } from './brightwell-strike.js';
import { corranRates } from './corran-rates.js';
import { elleryMayor } from './ellery-mayor.js';
import { haldenBridge } from './halden-bridge.js';
import { hohenlaufSeilbahn } from './hohenlauf-seilbahn.js';
import { lanternProbe } from './lantern-probe.js';
import { lisseFestival } from './lisse-festival.js';
import { marshFever } from './marsh-fever.js';
import { morvaneEarthquake } from './morvane-earthquake.js';
import { puertoCalizo } from './puerto-calizo.js';
import { roversCup } from './rovers-cup.js';
import { skerryTidal } from './skerry-tidal.js';
import { sorrelWildfire } from './sorrel-wildfire.js';
import { tarskEarthquake } from './tarsk-earthquake.js';
import { valeDrought } from './vale-drought.js';
import { villebruneTramway } from './villebrune-tramway.js';

/** All events of the sample. */
export const sample: readonly SampleEvent[] = [
  brannocRansomware,
  brightwellStrike,
  corranRates,
  elleryMayor,
  haldenBridge,
  hohenlaufSeilbahn,
  lanternProbe,
  lisseFestival,
  marshFever,
  morvaneEarthquake,
  puertoCalizo,
  roversCup,
  skerryTidal,
  sorrelWildfire,
  tarskEarthquake,
  valeDrought,
  villebruneTramway,
];
