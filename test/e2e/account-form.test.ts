import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Desk, RunningApp } from '../support/app';
import { freeUdpPort, hasKamailio, passwordOf, startKamailio, type Kamailio } from '../support/sip/kamailio';

describe.skipIf(!hasKamailio)('the form for a line, against a registrar', () => {
  let kamailio: Kamailio;
  let desk: Desk;
  let app: RunningApp;
  let page: Page;

  beforeAll(async () => {
    [kamailio, desk] = await Promise.all([startKamailio(), Desk.start()]);
    app = await RunningApp.start(desk);
    page = await app.phone();
    await page.getByRole('button', { name: /Connect your line/ }).click();
  }, 60_000);
  afterAll(async () => {
    await desk.dispose();
    await kamailio.stop();
  });

  const fill = async (domain: string, username: string, password: string): Promise<void> => {
    await page.getByLabel('Server or domain').fill(domain);
    await page.getByLabel('User name').first().fill(username);
    await page.getByLabel('Password', { exact: true }).fill(password);
  };
  const connect = (): Promise<void> => page.getByRole('button', { name: 'Connect', exact: true }).click();

  test('says what is missing before it asks any server', async () => {
    await connect();
    await page.getByText('Type the server or domain').waitFor();
    await page.getByText('Type the user name').waitFor();
  });

  test('shows which server was found while one types', async () => {
    await fill(`127.0.0.1:${kamailio.port}`, 'alice', 'not this one');
    await page.getByText(`Found 127.0.0.1, port ${kamailio.port}`).waitFor();
    await page.getByLabel('Server or domain').fill('nowhere.invalid');
    await page.getByText('No server found under this name yet').waitFor();
  });

  test('a name that does not exist is said in words, and nothing is saved', async () => {
    await connect();
    await page.getByRole('alert').getByText('There is no server under this name').waitFor();
    expect(await app.invoke('accounts:list', null)).toEqual([]);
  });

  test('a server that does not answer is said in words', async () => {
    await fill(`127.0.0.1:${await freeUdpPort()}`, 'alice', 'anything');
    await connect();
    await page.getByRole('alert').getByText('The server was found but does not answer').waitFor({ timeout: 15_000 });
    await app.screenshot('form-unreachable');
  });

  test('a wrong password is said in words', async () => {
    await fill(`127.0.0.1:${kamailio.port}`, 'alice', 'not this one');
    await connect();
    await page.getByRole('alert').getByText('refused the sign-in').waitFor();
    await app.screenshot('form-wrong-password');
    expect(await app.invoke('accounts:list', null)).toEqual([]);
  });

  test('the right password makes the line ready, and neither log nor disk holds it', async () => {
    await page.getByRole('button', { name: 'Type the password again' }).click();
    await page.getByLabel('Password', { exact: true }).fill(passwordOf('alice'));
    await connect();
    await page.getByRole('heading', { name: 'alice is ready' }).waitFor();
    expect((await app.ready()).account).toMatchObject({ username: 'alice', domain: `127.0.0.1:${kamailio.port}`, practice: false });
    await page.getByRole('button', { name: 'Open the keypad' }).click();
    await page.getByRole('status').getByText('Ready').first().waitFor();
    expect(app.filesHolding(passwordOf('alice'))).toEqual([]);
  });

  test('a line whose password is refused later says so in the bar', async () => {
    const { account } = await app.ready();
    const { id, practice: _practice, ...fields } = account;
    await app.invoke('accounts:save', { ...fields, id, password: 'changed at the server' });
    await page.getByText('Wrong password').first().waitFor();
    await app.screenshot('wrong-password');
  });
});
