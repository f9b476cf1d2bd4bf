import { ChevronRight, CircleCheck, FlaskConical, PhoneCall, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Form } from 'react-aria-components/Form';
import { Button } from '../components/Button';
import { DetailPage } from '../components/DetailPage';
import { Icon } from '../components/Icon';
import { Logo } from '../components/Logo';
import { useText } from '../i18n/use-text';
import { PracticeLine } from '../settings/LinesSection';
import { ask, tell } from '../state/bridge';
import { openPage, setUi } from '../state/ui';
import { emptyForm } from '../line-form/draft';
import { LineForm } from '../line-form/LineForm';
import { TestSteps } from '../line-form/TestSteps';
import { useLineForm } from '../line-form/use-line-form';

type Step = { kind: 'welcome' } | { kind: 'form' } | { kind: 'ready'; line: string; practice: boolean };

function finish(): void {
  tell('settings:set', { onboarded: true });
  setUi({ onboardingSkipped: true });
  openPage('keypad');
}

/** The first minutes: connect a line, or try the practice line without one. */
export function Onboarding({ onHold }: { onHold: () => void }): React.JSX.Element {
  const [step, setStep] = useState<Step>({ kind: 'welcome' });
  const go = (next: Step): void => { onHold(); setStep(next); };
  switch (step.kind) {
    case 'welcome': return <Welcome onConnect={() => go({ kind: 'form' })} onReady={(line) => go({ kind: 'ready', line, practice: true })} onStart={onHold} />;
    case 'form': return <Connect onBack={() => setStep({ kind: 'welcome' })} onReady={(line) => go({ kind: 'ready', line, practice: false })} />;
    case 'ready': return <Ready line={step.line} practice={step.practice} />;
  }
}

function Welcome({ onConnect, onReady, onStart }: { onConnect: () => void; onReady: (line: string) => void; onStart: () => void }): React.JSX.Element {
  const text = useText();
  const [busy, setBusy] = useState(false);
  const practice = async (): Promise<void> => {
    onStart();
    setBusy(true);
    const started = await ask('practice:start', null);
    setBusy(false);
    if (!started) return;
    setUi({ lineId: started.accountId });
    onReady(text('practice.title'));
  };
  return (
    <main className="flex h-full flex-col overflow-y-auto px-6 py-8">
      <div className="m-auto flex w-full max-w-90 flex-col items-center text-center">
        <Logo size={72} />
        <h1 className="mt-6 text-name font-semibold tracking-[-0.012em] text-balance">{text('welcome.title')}</h1>
        <p className="mt-1 text-large text-balance text-ink-3">{text('welcome.text')}</p>
        <div className="mt-8 flex w-full flex-col gap-3">
          <Card icon={PhoneCall} title={text('welcome.connect')} words={text('welcome.connectText')} onPress={onConnect} isStrong />
          <Card icon={FlaskConical} title={text('welcome.practice')} words={busy ? text('welcome.practiceStarting') : text('welcome.practiceText')} onPress={() => void practice()} isBusy={busy} />
        </div>
        <Button tone="quiet" className="mt-5" onPress={finish}>{text('welcome.later')}</Button>
      </div>
    </main>
  );
}

function Card({ icon, title, words, onPress, isStrong = false, isBusy = false }: { icon: LucideIcon; title: string; words: string; onPress: () => void; isStrong?: boolean; isBusy?: boolean }): React.JSX.Element {
  return (
    <AriaButton
      onPress={onPress}
      isPending={isBusy}
      className="group flex w-full items-center gap-4 rounded-window border border-line p-4 text-left transition-colors data-hovered:border-field-line data-hovered:bg-hover data-pressed:bg-press"
    >
      <span className={`flex size-11 shrink-0 items-center justify-center rounded-full ${isStrong ? 'bg-accent text-on-accent' : 'bg-accent-soft text-accent-ink'}`}><Icon of={icon} size={22} /></span>
      <span className="min-w-0 flex-1">
        <span className="block text-large font-semibold">{title}</span>
        <span className="mt-0.5 block text-pretty text-ink-3">{words}</span>
      </span>
      <Icon of={ChevronRight} size={16} className="shrink-0 text-ink-3" />
    </AriaButton>
  );
}

function Connect({ onBack, onReady }: { onBack: () => void; onReady: (line: string) => void }): React.JSX.Element {
  const text = useText();
  const model = useLineForm(emptyForm, null);
  const save = async (): Promise<void> => {
    const saved = await model.save();
    if (saved) onReady(saved.account.label);
  };
  const connect = async (): Promise<void> => { if (await model.runTest()) await save(); };
  return (
    <Form className="h-full min-h-0" onSubmit={(event) => { event.preventDefault(); void connect(); }}>
      <DetailPage
        title={text('account.new')}
        onBack={onBack}
        wide={false}
        footer={
          <>
            {model.test.kind === 'failed' && <Button className="flex-1" onPress={() => void save()}>{text('account.saveAnyway')}</Button>}
            <Button tone="accent" type="submit" isPending={model.test.kind === 'running' || model.saving} className="flex-1">{text('account.connect')}</Button>
          </>
        }
      >
        <LineForm form={model.form} onChange={model.change} errors={model.errors} refs={model.refs} accountId={null} advancedOpen={model.advancedOpen} onAdvancedOpen={model.setAdvancedOpen} />
        {model.test.kind !== 'idle' && <TestSteps test={model.test} onTrust={model.trust} onFix={(step) => { if (step === 'audio') void save(); model.fix(step); }} />}
      </DetailPage>
    </Form>
  );
}

function Ready({ line, practice }: { line: string; practice: boolean }): React.JSX.Element {
  const text = useText();
  return (
    <main className="flex h-full flex-col overflow-y-auto px-6 py-8">
      <div className="m-auto flex w-full max-w-90 flex-col items-center text-center">
        <span className="flex size-18 items-center justify-center rounded-full bg-live-soft text-live-ink"><Icon of={CircleCheck} size={36} /></span>
        <h1 className="mt-6 text-name font-semibold tracking-[-0.012em] text-balance">{text('ready.title', { line })}</h1>
        <p className="mt-1 text-ink-3">{text('ready.text')}</p>
        {practice && <div className="mt-6 w-full text-left"><PracticeLine /></div>}
        <Button tone="accent" size="call" className="mt-8 w-full" autoFocus onPress={finish}>{text('ready.start')}</Button>
      </div>
    </main>
  );
}
