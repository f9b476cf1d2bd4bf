import { describe, expect, it } from 'vitest';
import { plainSdp } from '../../support/plain-phone';
import { numberOf, practiceBench } from './harness';

describe('practice registrar', () => {
  it.each(['MD5', 'SHA-256'] as const)('challenges with both algorithms and takes %s', async (algorithm) => {
    const { server, phone } = await practiceBench();
    const one = await phone();
    one.send(one.build('REGISTER', `sip:127.0.0.1:${server.port}`, { to: `<sip:${server.username}@127.0.0.1:${server.port}>` }));
    const challenged = await one.status(401);
    expect(challenged.all('WWW-Authenticate').map((value) => /algorithm=([\w-]+)/.exec(value)?.[1])).toEqual(['SHA-256', 'MD5']);
    const answer = await one.register({ algorithm });
    expect(answer.status).toBe(200);
    expect(answer.header('Contact')).toBe(`<sip:${server.username}@127.0.0.1:${one.port}>;expires=300`);
    expect(answer.header('Via')).toMatch(new RegExp(`rport=${one.port}.*received=127\\.0\\.0\\.1`));
  });

  it('refuses a wrong password, another user and an old nonce, saying that the last is merely stale', async () => {
    const { server, phone, clock } = await practiceBench(10_000);
    const one = await phone();
    expect((await one.register({ password: 'wrong' })).status).toBe(401);
    const uri = `sip:127.0.0.1:${server.port}`;
    one.send(one.build('REGISTER', uri, { to: `<sip:${server.username}@127.0.0.1:${server.port}>` }));
    const challenged = await one.status(401);
    const start = clock.monotonicMs();
    while (clock.monotonicMs() - start < 310_000) await new Promise((done) => setTimeout(done, 5));
    one.send(one.build('REGISTER', uri, { to: `<sip:${server.username}@127.0.0.1:${server.port}>`, headers: [`Authorization: ${one.credentials(challenged, 'REGISTER', uri, 'MD5')}`] }));
    expect((await one.status(401)).header('WWW-Authenticate')).toContain('stale=true');
    one.send(one.build('REGISTER', uri, { to: `<sip:somebody@127.0.0.1:${server.port}>` }));
    const other = await one.status(401);
    one.send(one.build('REGISTER', uri, { to: `<sip:somebody@127.0.0.1:${server.port}>`, headers: [`Authorization: ${one.credentials(other, 'REGISTER', uri, 'MD5')}`] }));
    await one.status(404);
  });

  it('forgets a binding on Expires 0, on the wildcard, and when it runs out', async () => {
    const { registered } = await practiceBench();
    const one = await registered();
    expect((await one.register({ expires: 0 })).header('Contact')).toBeNull();
    expect((await one.register({ expires: 1 })).header('Contact')).toContain('expires=1');
    await new Promise((done) => setTimeout(done, 1100));
    one.invite('3246', plainSdp(40000, ['0 PCMU/8000']));
    await one.status(407);
  });

  it('lets only a registered flow or good credentials call', async () => {
    const { server, phone } = await practiceBench();
    const one = await phone();
    const busy = numberOf(server, 'busy');
    const call = one.invite(busy, plainSdp(40000, ['0 PCMU/8000']));
    const challenged = await one.status(407);
    one.ack(call, challenged);
    const uri = `sip:${busy}@127.0.0.1:${server.port}`;
    one.invite(busy, plainSdp(40000, ['0 PCMU/8000']), [`Proxy-Authorization: ${one.credentials(challenged, 'INVITE', uri, 'SHA-256')}`]);
    await one.status(486);
  });
});
