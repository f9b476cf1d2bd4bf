import { ChevronRight, Download, FileText, ListTree, Network, Trash2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { TraceDialog, TraceFormat, TraceSubject } from '../../electron/contract';
import { IconButton } from '../components/Button';
import { DetailPage } from '../components/DetailPage';
import { Empty } from '../components/Empty';
import { Icon } from '../components/Icon';
import { menuFrame, MenuLine } from '../components/MenuLine';
import type { Text } from '../i18n/catalog';
import { formatTime } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { ask } from '../state/bridge';
import { setUi, toast, type TraceView } from '../state/ui';
import { Ladder } from './Ladder';
import { useTrace, useTraceDialogs } from './use-trace';

/** The SIP messages of a call or of everything, for whoever has to find a fault. */
export function TracePage({ view, wide }: { view: Exclude<TraceView, { kind: 'none' }>; wide: boolean }): React.JSX.Element {
  return view.kind === 'list' ? <DialogList wide={wide} /> : <OneTrace subject={view} wide={wide} />;
}

function OneTrace({ subject, wide }: { subject: TraceSubject; wide: boolean }): React.JSX.Element {
  const text = useText();
  const trace = useTrace(subject);
  const back = (): void => setUi({ trace: subject.kind === 'call' ? { kind: 'none' } : { kind: 'list' } });
  const isEmpty = trace?.messages.length === 0;
  return (
    <DetailPage title={text('trace.title')} onBack={back} alwaysBack wide={wide} actions={!isEmpty && <Export subject={subject} />}>
      {isEmpty && <Empty icon={ListTree} title={text('trace.emptyTitle')} text={text('trace.goneText')} />}
      {trace !== null && !isEmpty && (
        <>
          {trace.omitted > 0 && <p className="mb-3 text-small text-ink-3">{text.count('trace.omitted', trace.omitted)}</p>}
          <Ladder messages={trace.messages} />
        </>
      )}
    </DetailPage>
  );
}

function DialogList({ wide }: { wide: boolean }): React.JSX.Element {
  const text = useText();
  const dialogs = useTraceDialogs();
  const isEmpty = dialogs?.length === 0;
  const clear = (): void => void ask('trace:clear', null).then((done) => { if (done !== undefined) toast(text('trace.cleared')); });
  return (
    <DetailPage
      title={text('trace.title')} onBack={() => setUi({ trace: { kind: 'none' } })} alwaysBack wide={wide}
      actions={!isEmpty && <><Export subject={{ kind: 'all' }} /><IconButton label={text('trace.clear')} icon={Trash2} onPress={clear} className="-mr-2" /></>}
    >
      <p className="text-small text-pretty text-ink-3">{text('trace.hint')}</p>
      {isEmpty && <Empty icon={ListTree} title={text('trace.emptyTitle')} text={text('trace.emptyText')} />}
      {dialogs !== null && !isEmpty && (
        <ul className="mt-3 divide-y divide-line">
          {dialogs.length > 1 && <Row title={text('trace.all')} detail={text.count('trace.count', dialogs.reduce((sum, { messageCount }) => sum + messageCount, 0))} onOpen={() => setUi({ trace: { kind: 'all' } })} />}
          {dialogs.map((dialog) => (
            <Row
              key={dialog.id}
              title={`${dialog.method} ${wordsOf(dialog, text)}`}
              detail={`${formatTime(text.locale, dialog.startedAtEpochMs)} · ${text.count('trace.count', dialog.messageCount)}`}
              onOpen={() => setUi({ trace: { kind: 'dialog', id: dialog.id } })}
            />
          ))}
        </ul>
      )}
    </DetailPage>
  );
}

const wordsOf = ({ from, to }: TraceDialog, text: Text): string => (from === to ? from : text('trace.dialog', { from, to }));

function Row({ title, detail, onOpen }: { title: string; detail: string; onOpen: () => void }): React.JSX.Element {
  return (
    <li>
      <AriaButton onPress={onOpen} className="flex min-h-14 w-full items-center gap-3 rounded-small py-2 text-left data-hovered:bg-hover data-pressed:bg-press">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{title}</span>
          <span className="tabular block text-small text-ink-3">{detail}</span>
        </span>
        <Icon of={ChevronRight} size={16} className="shrink-0 text-ink-3" />
      </AriaButton>
    </li>
  );
}

function Export({ subject }: { subject: TraceSubject }): React.JSX.Element {
  const text = useText();
  const save = async (format: TraceFormat): Promise<void> => {
    const saved = await ask('trace:export', { subject, format });
    if (saved != null) toast(text('trace.saved', saved));
  };
  return (
    <MenuTrigger>
      <IconButton label={text('trace.export')} icon={Download} />
      <Popover placement="bottom end" className={menuFrame}>
        <Menu aria-label={text('trace.export')} className="outline-none">
          <MenuLine icon={FileText} label={text('trace.exportText')} onAction={() => void save('text')} />
          <MenuLine icon={Network} label={text('trace.exportPcap')} onAction={() => void save('pcap')} />
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
