import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';

/** A name on hover and focus. The child must be a button of react-aria. */
export function Tip({ words, children }: { words: string; children: ReactElement }): React.JSX.Element {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <Tooltip offset={6} className="animate-fade rounded-small bg-inverse px-2 py-1 text-small text-on-inverse shadow-float forced-colors:border">
        {words}
      </Tooltip>
    </TooltipTrigger>
  );
}
