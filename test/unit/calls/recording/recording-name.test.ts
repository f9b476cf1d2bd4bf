import { describe, expect, it } from 'vitest';
import { recordingName } from '../../../../electron/calls/recording/recording-name';

const at = new Date(2026, 10, 23, 16, 5, 9).getTime();

describe('the name of a recording', () => {
  it('says when, which direction and who, and sorts by time', () => {
    expect(recordingName(at, [{ direction: 'outgoing', number: '+33144556677', name: 'Marie Renard' }])).toBe('2026-11-23 16.05.09 to Marie Renard +33144556677');
    expect(recordingName(at, [{ direction: 'incoming', number: '201', name: null }])).toBe('2026-11-23 16.05.09 from 201');
    expect(recordingName(at, [{ direction: 'incoming', number: '', name: null }])).toBe('2026-11-23 16.05.09 from hidden number');
    expect(recordingName(at, [{ direction: 'incoming', number: '1', name: null }, { direction: 'outgoing', number: '2', name: null }])).toBe('2026-11-23 16.05.09 conference of 2');
  });

  it('holds nothing that leaves the folder or that a file system refuses', () => {
    expect(recordingName(at, [{ direction: 'outgoing', number: '../../etc/passwd', name: 'a\\b:c*"<|>\u0000\u202e' }])).toBe('2026-11-23 16.05.09 to a b c .. .. etc passwd');
    const long = recordingName(at, [{ direction: 'outgoing', number: '5', name: `${'😀'.repeat(100)}. ` }]);
    expect(Buffer.byteLength(long)).toBeLessThan(255);
    expect(long).not.toMatch(/[\ud800-\udbff]$|[. ]$/);
  });
});
