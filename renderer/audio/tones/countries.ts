import { cadence, type Tone } from './tone';

export interface CountryTones {
  ringback: Tone;
  busy: Tone;
  congestion: Tone;
  callWaiting: Tone;
}

/** ITU-T E.180 leaves the values to each country; this is ETSI ES 201 970's 425 Hz family, known all over Europe. */
const anywhere: CountryTones = {
  ringback: cadence([425], [1000, 4000]),
  busy: cadence([425], [500, 500]),
  congestion: cadence([425], [250, 250]),
  callWaiting: cadence([425], [200, 600, 200, 3000]),
};

const northAmerica: CountryTones = {
  ringback: cadence([440, 480], [2000, 4000]),
  busy: cadence([480, 620], [500, 500]),
  congestion: cadence([480, 620], [250, 250]),
  callWaiting: cadence([440], [300, 10_000]),
};

/** Tones as ITU-T E.180 supplement 2 lists them; frequencies in Hz, times in ms. Keys are ISO 3166. */
const countries: Readonly<Record<string, CountryTones>> = {
  US: northAmerica,
  CA: northAmerica,
  GB: {
    ringback: cadence([400, 450], [400, 200, 400, 2000]),
    busy: cadence([400], [375, 375]),
    congestion: cadence([400], [400, 350, 225, 525]),
    callWaiting: cadence([400], [100, 4000]),
  },
  FR: {
    ringback: cadence([440], [1500, 3500]),
    busy: cadence([440], [500, 500]),
    congestion: cadence([440], [250, 250]),
    callWaiting: cadence([440], [300, 10_000]),
  },
  DE: {
    ringback: cadence([425], [1000, 4000]),
    busy: cadence([425], [480, 480]),
    congestion: cadence([425], [240, 240]),
    callWaiting: cadence([425], [200, 200, 200, 5000]),
  },
  ES: {
    ringback: cadence([425], [1500, 3000]),
    busy: cadence([425], [200, 200]),
    congestion: cadence([425], [200, 200, 200, 200, 200, 600]),
    callWaiting: cadence([425], [175, 175, 175, 3500]),
  },
  IT: {
    ringback: cadence([425], [1000, 4000]),
    busy: cadence([425], [500, 500]),
    congestion: cadence([425], [200, 200]),
    callWaiting: cadence([425], [400, 100, 250, 100, 150, 14_000]),
  },
  NL: {
    ringback: cadence([425], [1000, 4000]),
    busy: cadence([425], [500, 500]),
    congestion: cadence([425], [250, 250]),
    callWaiting: cadence([425], [500, 9500]),
  },
  BE: {
    ringback: cadence([425], [1000, 3000]),
    busy: cadence([425], [500, 500]),
    congestion: cadence([425], [167, 167]),
    callWaiting: cadence([1400], [175, 175, 175, 3500]),
  },
  CH: {
    ringback: cadence([425], [1000, 4000]),
    busy: cadence([425], [500, 500]),
    congestion: cadence([425], [200, 200]),
    callWaiting: cadence([425], [200, 200, 200, 4000]),
  },
  AT: {
    ringback: cadence([420], [1000, 5000]),
    busy: cadence([420], [400, 400]),
    congestion: cadence([420], [200, 200]),
    callWaiting: cadence([420], [40, 1950]),
  },
  JP: {
    ringback: cadence([400], [1000, 2000], { modulationHz: 16 }),
    busy: cadence([400], [500, 500]),
    congestion: cadence([400], [500, 500]),
    callWaiting: cadence([400], [500, 8000], { modulationHz: 16 }),
  },
  AU: {
    ringback: cadence([400, 450], [400, 200, 400, 2000]),
    busy: cadence([425], [375, 375]),
    congestion: {
      loop: true,
      segments: [
        { frequenciesHz: [425], durationMs: 375 }, { frequenciesHz: [], durationMs: 375 },
        { frequenciesHz: [425], durationMs: 375, levelDb: -10 }, { frequenciesHz: [], durationMs: 375 },
      ],
    },
    callWaiting: cadence([425], [200, 200, 200, 4400]),
  },
  CN: {
    ringback: cadence([450], [1000, 4000]),
    busy: cadence([450], [350, 350]),
    congestion: cadence([450], [700, 700]),
    callWaiting: cadence([450], [400, 4000]),
  },
  IN: {
    ringback: cadence([400], [400, 200, 400, 2000], { modulationHz: 25 }),
    busy: cadence([400], [750, 750]),
    congestion: cadence([400], [250, 250]),
    callWaiting: cadence([400], [200, 100, 200, 7500]),
  },
  BR: {
    ringback: cadence([425], [1000, 4000]),
    busy: cadence([425], [250, 250]),
    congestion: cadence([425], [250, 250, 750, 250]),
    callWaiting: cadence([425], [50, 1000]),
  },
};

/** Regions with tones of their own; every other hears the European family. */
export const regionsWithTones: readonly string[] = Object.keys(countries);

/** The call progress tones a user in `region` (ISO 3166 alpha-2, any case) grew up with. */
export function tonesOf(region: string): CountryTones {
  return countries[region.toUpperCase()] ?? anywhere;
}
