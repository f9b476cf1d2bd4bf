import { describe, expect, it } from 'vitest';
import { ProvisionedAccount } from '../../../../electron/main/provisioning/schema';
import { hasBadAppearances, sharingDraftOf, sharingFormOf } from '../../../../renderer/line-form/sharing-form';

describe('the fields of a shared line', () => {
  it('say nothing where the line is not shared', () => {
    expect(sharingDraftOf(sharingFormOf())).toEqual({});
    expect(sharingDraftOf({ style: 'off', appearances: 'many', joining: true })).toEqual({});
  });

  it('hand on what was set, and show it again', () => {
    const form = { style: 'rfc7463', appearances: '4', joining: true } as const;
    const { sharing } = sharingDraftOf(form);
    expect(sharing).toEqual({ style: 'rfc7463', appearances: 4, joining: true });
    expect(sharingFormOf(sharing)).toEqual(form);
  });

  it.each([['0', true], ['17', true], ['1.5', true], ['', true], ['1', false], ['16', false]])('takes %s places: %s', (appearances, isBad) => {
    expect(hasBadAppearances({ style: 'broadsoft', appearances, joining: false })).toBe(isBad);
    expect(hasBadAppearances({ style: 'off', appearances, joining: false })).toBe(false);
  });

  it('are as by default where a provisioning file leaves them out', () => {
    const account = { username: 'desk', domain: 'pbx.test' };
    expect(ProvisionedAccount.parse({ ...account, sharing: { style: 'broadsoft' } }).sharing).toEqual({ style: 'broadsoft', appearances: 2, joining: false });
    expect(ProvisionedAccount.safeParse({ ...account, sharing: { style: 'cisco' } }).success).toBe(false);
    expect(ProvisionedAccount.parse(account).sharing).toBeUndefined();
  });
});
