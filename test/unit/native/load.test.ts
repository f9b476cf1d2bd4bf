import { sep } from 'node:path';
import { expect, it } from 'vitest';
import { addonCandidates } from '../../../native/load';

const path = (text: string) => text.split('/').join(sep);

it('looks beside the sources, up from a bundle, and outside the archive of a packaged app', () => {
  expect(addonCandidates(path('/app/native'))[0]).toBe(path('/app/native/build/sidetone.node'));
  expect(addonCandidates(path('/app/out/main'))).toContain(path('/app/native/build/sidetone.node'));
  expect(addonCandidates(path('/opt/Sidetone/resources/app.asar/out/main')))
    .toContain(path('/opt/Sidetone/resources/app.asar.unpacked/native/build/sidetone.node'));
  expect(addonCandidates(path('/opt/Sidetone/resources/app.asar.unpacked/out/media')))
    .toContain(path('/opt/Sidetone/resources/app.asar.unpacked/native/build/sidetone.node'));
  expect(addonCandidates(path('/opt/app.asar/out/main')).some((candidate) => candidate.includes(`app.asar${sep}`))).toBe(false);
});
