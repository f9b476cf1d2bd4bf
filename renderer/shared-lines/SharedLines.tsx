import type { AccountId, SharedAppearance, SharedLineView } from '../../electron/contract';
import { useText } from '../i18n/use-text';
import { useNames } from '../state/names';
import { askToJoin, JoinQuestion } from './JoinQuestion';
import { PlaceTile } from './PlaceTile';
import { pressPlace, useSharedLines } from './shared-line-store';

/** The lines that are shared with other phones, each with its places; nothing where there is none. */
export function SharedLines(): React.JSX.Element {
  const lines = useSharedLines((state) => state.lines);
  return (
    <>
      {lines.length > 0 && (
        <div className="mb-2 flex max-h-[45%] shrink-0 flex-col [@media(max-height:400px)]:max-h-none gap-3 overflow-y-auto border-b border-line px-4 pt-1 pb-3">
          {lines.map((line) => <Line key={line.accountId} line={line} />)}
        </div>
      )}
      <JoinQuestion />
    </>
  );
}

function press(accountId: AccountId, place: SharedAppearance): void {
  const act = (): void => void pressPlace(accountId, place);
  if (place.action === 'join') askToJoin(act);
  else act();
}

function Line({ line }: { line: SharedLineView }): React.JSX.Element {
  const text = useText();
  const name = useNames().line(line.accountId, line.label);
  return (
    <section aria-label={text('shared.group', { line: name })}>
      <h2 className="mb-1.5 truncate text-small font-medium text-ink-2">{name}</h2>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,150px),1fr))] min-[820px]:grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-2">
        {line.appearances.map((place) => <PlaceTile key={place.index} place={place} onPress={() => press(line.accountId, place)} />)}
      </div>
      {line.reason !== null && <p className="mt-1.5 text-small text-pretty text-ink-3">{text('shared.silent')}</p>}
    </section>
  );
}
