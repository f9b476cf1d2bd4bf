import type { CallSnapshot } from '../../electron/contract';
import { useText } from '../i18n/use-text';
import { useRegion } from '../state/app';
import { firstPartyWords } from './far-end-words';

/** Stands above the name where it is not the one called or calling; nothing for all other calls. */
export function NowWith({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  if (call.firstRemote == null) return null;
  return <p className="mt-3 -mb-3 text-small text-ink-3 low:my-0">{text(call.phase.kind === 'established' ? 'farEnd.nowWith' : 'farEnd.nowRinging')}</p>;
}

/** Who it was in the beginning. */
export function FirstParty({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const words = firstPartyWords(call, useRegion(), useText());
  return words === '' ? null : <p className="tabular max-w-full truncate text-base text-ink-2"><bdi>{words}</bdi></p>;
}
