/** Of every mobile network (3GPP TS 22.101 10.1.1), and of most countries by now. */
const everywhere = ['112', '911'];

/** Police, ambulance and fire where they have numbers of their own, by region (ISO 3166 alpha-2). */
const ofRegion: Readonly<Record<string, readonly string[]>> = {
  AE: ['998', '997', '999'], AR: ['100', '101', '107'], AT: ['122', '133', '144'], AU: ['000', '106'], BE: ['100', '101'], BR: ['190', '192', '193'], CH: ['117', '118', '144'],
  CL: ['131', '132', '133'], CN: ['110', '119', '120'], CO: ['123'], CZ: ['150', '155', '158'], DE: ['110'], EG: ['122', '123', '180'], ES: ['061', '062', '080', '091'],
  FR: ['15', '17', '18', '114'], GB: ['999'], GR: ['100', '166', '199'], HK: ['999'], HU: ['104', '105', '107'], ID: ['110', '113', '118'], IE: ['999'], IL: ['100', '101', '102'],
  IN: ['100', '101', '102', '108'], IT: ['113', '115', '118'], JP: ['110', '118', '119'], KR: ['119'], MA: ['15', '19'], MY: ['999'], NG: ['199'], NO: ['110', '113'], NZ: ['111'],
  PE: ['105', '106', '116'], PH: ['117'], PL: ['997', '998', '999'], RO: ['112'], RU: ['101', '102', '103'], SA: ['997', '998', '999'], SG: ['995', '999'], TH: ['191', '199', '1669'],
  TN: ['190', '197', '198'], TR: ['110', '155'], TW: ['110', '119'], UA: ['101', '102', '103'], VN: ['113', '114', '115'], ZA: ['10111', '10177'],
};

/** True for a number that must go out whatever else is set: of the region, of every network, or one the line names. */
export function isEmergencyNumber(typed: string, region: string, more: readonly string[] = []): boolean {
  const dialled = typed.replace(/[\s().\-/]/g, '');
  return everywhere.includes(dialled) || (ofRegion[region.toUpperCase()] ?? []).includes(dialled) || more.includes(dialled);
}
