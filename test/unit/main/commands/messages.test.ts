import { expect, it } from 'vitest';
import { linkCommands, webAddress } from '../../../../electron/main/commands/messages';

it.each(['https://example.com/a?b=1', 'http://example.com/'])('%s goes to the browser', async (url) => {
  const opened: string[] = [];
  await linkCommands(async (address) => void opened.push(address))['messages:openLink']({ url });
  expect(opened).toEqual([url]);
});

it.each(['file:///etc/passwd', 'javascript:alert(1)', 'sidetone:x', 'data:text/html,x', 'smb://host/share', 'https://user:pw@example.com/', 'no address', ''])('%j is refused', (url) => {
  expect(() => webAddress(url)).toThrow('not a web address');
});
