import { describe, expect, it } from 'vitest';
import { account, Desk } from './call-desk';

describe('pauses of speech', () => {
  it.each([[true, true], [false, false], [undefined, false]])('of a line whose wish to send less is %s are asked of media so: %s', async (silenceSuppression, asked) => {
    const desk = new Desk();
    const { silenceSuppression: _left, ...plain } = account;
    desk.accounts = [{ ...plain, ...(silenceSuppression === undefined ? {} : { silenceSuppression }) }];
    desk.service.dial('202', null);
    await Promise.resolve();
    expect(desk.described.map((options) => options.silenceSuppression)).toEqual([asked]);
  });
});
