import { Sheet } from '../components/Sheet';
import { useText } from '../i18n/use-text';
import { useIsMac } from '../state/app';
import { closeOverlay, pages } from '../state/ui';

/** Everything the keyboard can do. */
export function Shortcuts(): React.JSX.Element {
  const text = useText();
  const mac = useIsMac();
  const command = mac ? '⌘' : text('keys.control');
  const shift = mac ? '⇧' : text('keys.shift');
  const enter = mac ? '↩' : text('keys.enter');
  const anywhere = [
    [text('keys.type'), [text('keys.typeWhat')]],
    [text('keys.call'), [enter]],
    [text('keys.paste'), [command, 'V']],
    [text('keys.holdWhat'), [text('keys.hold0')]],
    [text('keys.search'), [command, 'F']],
    [text('keys.pages'), [command, `1–${pages.length}`]],
    [text('keys.zoom'), [command, '+', '−', '0']],
    [text('keys.back'), [text('keys.escape')]],
    [text('keys.help'), ['?']],
  ] as const;
  const inCall = [
    [text('keys.answer'), [command, enter]],
    [text('keys.sendOn'), [command, shift, 'D']],
    [text('keys.hangUp'), [command, shift, 'H']],
    [text('keys.merge'), [command, shift, 'M']],
    [text('transfer.keys'), [command, shift, 'T']],
    [text('keys.mute'), [text('keys.space')]],
    [text('keys.hold'), ['H']],
    [text('keys.digits'), ['0–9', '*', '#']],
  ] as const;
  return (
    <Sheet title={text('keys.title')} onClose={closeOverlay} wide>
      <div className="mt-4 grid gap-x-8 gap-y-5 min-[540px]:grid-cols-2">
        <Group title={text('keys.anywhere')} rows={anywhere} />
        <Group title={text('keys.inCall')} rows={inCall} />
      </div>
    </Sheet>
  );
}

function Group({ title, rows }: { title: string; rows: readonly (readonly [what: string, keys: readonly string[]])[] }): React.JSX.Element {
  return (
    <section>
      <h3 className="mb-1 text-small font-medium text-ink-3">{title}</h3>
      <dl className="divide-y divide-line">
        {rows.map(([what, keys]) => (
          <div key={what} className="flex min-h-9 items-center justify-between gap-3 py-1">
            <dt>{what}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => <kbd key={key} className="tabular inline-flex h-6 min-w-6 items-center justify-center rounded-small border border-line bg-fill px-1.5 font-sans text-small font-medium text-ink-2">{key}</kbd>)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
