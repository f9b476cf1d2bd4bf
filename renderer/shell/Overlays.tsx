import { Phone } from 'lucide-react';
import { useEffect } from 'react';
import type { CallId, DialRequest, ImportReport } from '../../electron/contract';
import { PassSheet } from '../call/transfer/PassSheet';
import { TransferSheet } from '../call/transfer/TransferSheet';
import { Button } from '../components/Button';
import { Sheet } from '../components/Sheet';
import { formatNumber } from '../i18n/phone-number';
import { useText } from '../i18n/use-text';
import { dial, useOutgoingLine } from '../state/actions';
import { useApp, useRegion } from '../state/app';
import { ask } from '../state/bridge';
import { useNames } from '../state/names';
import { closeOverlay, toast, useUi } from '../state/ui';
import { Shortcuts } from './Shortcuts';
import { Unlock } from './Unlock';

/** Whatever stands in front of the page; one at a time. */
export function Overlays(): React.JSX.Element | null {
  const overlay = useUi((state) => state.overlay);
  switch (overlay.kind) {
    case 'none': return null;
    case 'shortcuts': return <Shortcuts />;
    case 'dial': return <DialQuestion request={overlay.request} />;
    case 'unlock': return <Unlock accountId={overlay.accountId} />;
    case 'transfer': return <TransferQuestion callId={overlay.callId} adding={overlay.adding} />;
    case 'pass': return <PassSheet callId={overlay.callId} to={overlay.to} />;
    case 'import': return <ImportResult report={overlay.report} />;
  }
}

/** Goes with its call. */
function TransferQuestion({ callId, adding }: { callId: CallId; adding: boolean }): React.JSX.Element | null {
  const call = useApp((state) => state.calls.find((candidate) => candidate.id === callId));
  const isThere = call?.phase.kind === 'established';
  useEffect(() => { if (!isThere) closeOverlay(); }, [isThere]);
  return isThere ? <TransferSheet call={call} adding={adding} onClose={closeOverlay} /> : null;
}

/** A link or command wants a call: the user says yes or no, and sees what it was. */
function DialQuestion({ request }: { request: DialRequest }): React.JSX.Element {
  const text = useText();
  const region = useRegion();
  const names = useNames();
  const line = useOutgoingLine();
  const shown = formatNumber(request.number, region);
  return (
    <Sheet title={text('dial.title', { number: shown })} onClose={closeOverlay}>
      <p className="mt-2 text-ink-2">{text(`dial.source.${request.source}`)} {line && text('dial.from', { line: names.line(line.account.id, line.account.label) })}</p>
      {request.original !== request.number && (
        <p className="selectable mt-3 rounded bg-fill px-3 py-2 text-small break-all text-ink-2"><span className="text-ink-3">{text('dial.original')}: </span>{request.original}</p>
      )}
      <div className="mt-6 flex gap-2">
        <Button className="flex-1" onPress={closeOverlay}>{text('common.cancel')}</Button>
        <Button tone="accent" icon={Phone} autoFocus className="flex-1" onPress={() => { closeOverlay(); void dial(request.number); }}>{text('common.call')}</Button>
      </div>
    </Sheet>
  );
}

/** What an import brought, line by line where something was left out. */
function ImportResult({ report }: { report: ImportReport }): React.JSX.Element {
  const text = useText();
  const { undoToken, skipped } = report;
  const undo = async (): Promise<void> => {
    closeOverlay();
    if (undoToken !== null && (await ask('contacts:undo', { undoToken })) !== undefined) toast(text('import.undone'));
  };
  return (
    <Sheet title={text('import.title')} onClose={closeOverlay}>
      <ul className="mt-3 space-y-1 text-ink-2">
        <li>{text.count('import.imported', report.imported)}</li>
        {report.merged > 0 && <li>{text.count('import.merged', report.merged)}</li>}
        {skipped.length > 0 && <li className="text-warn-ink">{text.count('import.skipped', skipped.length)}</li>}
      </ul>
      {skipped.length > 0 && (
        <ul className="selectable mt-3 max-h-40 divide-y divide-line overflow-y-auto rounded border border-line px-3 text-small">
          {skipped.map((skip) => (
            <li key={`${skip.line} ${skip.reason}`} className="flex gap-3 py-1.5"><span className="tabular shrink-0 text-ink-3">{text('import.line', { line: skip.line })}</span><span>{skip.reason}</span></li>
          ))}
        </ul>
      )}
      <div className="mt-6 flex gap-2">
        {undoToken !== null && <Button className="flex-1" onPress={() => void undo()}>{text('import.undo')}</Button>}
        <Button tone="accent" autoFocus className="flex-1" onPress={closeOverlay}>{text('common.done')}</Button>
      </div>
    </Sheet>
  );
}
