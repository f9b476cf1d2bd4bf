import { Check, Circle, LoaderCircle, X } from 'lucide-react';
import type { AccountTestStep } from '../../electron/contract';
import { Button } from '../components/Button';
import { cx } from '../components/cx';
import { Details } from '../components/Details';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { ShownCertificate } from './ShownCertificate';
import { testSteps, type LineTest, type StepName } from './use-line-test';

/** The test as it runs, step by step; a failure says what it means and offers the mend. */
export function TestSteps({ test, onFix, onTrust }: { test: Exclude<LineTest, { kind: 'idle' }>; onFix: (step: StepName) => void; onTrust: (fingerprint: string) => void }): React.JSX.Element {
  const text = useText();
  return (
    <section aria-label={text('test.title')} aria-live="polite" className="mt-5 animate-fade rounded border border-line p-4">
      <ol className="flex flex-col gap-2">
        {testSteps.map((name) => {
          const step = test.steps.find((candidate) => candidate.step === name);
          const state = step?.state ?? 'waiting';
          return (
            <li key={name} className="flex items-center gap-2.5">
              <StepIcon state={state} />
              <span className={cx('flex-1', state === 'waiting' ? 'text-ink-3' : state === 'failed' ? 'font-medium text-stop-ink' : '')}>{text(`test.${name}`)}</span>
              {step?.state === 'ok' && step.detail !== '' && <span className="tabular max-w-40 truncate text-small text-ink-3">{step.detail}</span>}
              <span className="sr-only">{text(`test.${state}`)}</span>
            </li>
          );
        })}
      </ol>
      {test.kind === 'passed' && <p className="mt-3 font-medium text-live-ink">{text('test.allGood')}</p>}
      {test.kind === 'failed' && (
        <div role="alert" className="mt-3 border-t border-line pt-3">
          <p className="text-pretty">{text(test.failed.problem === undefined ? `test.fail.${test.failed.step}` : `test.problem.${test.failed.problem}`)}</p>
          <Button size="small" className="mt-3" onPress={() => onFix(test.failed.step)}>{text(test.failed.problem === undefined ? `test.fix.${test.failed.step}` : 'test.problem.fix')}</Button>
          {test.failed.detail !== '' && <Details title={text('common.details')}><FailedDetails failed={test.failed} onTrust={onTrust} /></Details>}
        </div>
      )}
    </section>
  );
}

function FailedDetails({ failed, onTrust }: { failed: AccountTestStep; onTrust: (fingerprint: string) => void }): React.JSX.Element {
  const { detail, certificate } = failed;
  return (
    <>
      <p className="tabular selectable pb-1 text-small break-words text-ink-2">{detail}</p>
      {certificate !== undefined && <ShownCertificate certificate={certificate} onTrust={() => onTrust(certificate.fingerprint)} />}
    </>
  );
}

function StepIcon({ state }: { state: 'waiting' | 'running' | 'ok' | 'failed' }): React.JSX.Element {
  switch (state) {
    case 'waiting': return <Icon of={Circle} size={16} className="text-ink-3 opacity-50" />;
    case 'running': return <Icon of={LoaderCircle} size={16} className="animate-[spin_1s_linear_infinite] text-accent-ink" />;
    case 'ok': return <Icon of={Check} size={16} className="text-live-ink" />;
    case 'failed': return <Icon of={X} size={16} className="text-stop-ink" />;
  }
}
