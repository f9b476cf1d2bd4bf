import { useEffect, useState } from 'react';
import type { AccountDraft, AccountTestStep } from '../../electron/contract';
import { invoke, listen } from '../state/bridge';

export const testSteps = ['resolve', 'reach', 'register', 'audio'] as const;
export type StepName = (typeof testSteps)[number];
export type LineTest =
  | { kind: 'idle' }
  | { kind: 'running'; steps: readonly AccountTestStep[] }
  | { kind: 'passed'; steps: readonly AccountTestStep[] }
  | { kind: 'failed'; steps: readonly AccountTestStep[]; failed: AccountTestStep };

/** Runs the test of what was typed and follows its steps as they happen. */
export function useLineTest(): { test: LineTest; run: (draft: AccountDraft) => Promise<boolean>; reset: () => void } {
  const [test, setTest] = useState<LineTest>({ kind: 'idle' });
  useEffect(() => listen('accounts:testStep', (step) => {
    setTest((old) => (old.kind === 'running' ? { kind: 'running', steps: withStep(old.steps, step) } : old));
  }), []);
  const run = async (draft: AccountDraft): Promise<boolean> => {
    setTest({ kind: 'running', steps: [] });
    const result = await invoke('accounts:test', draft);
    setTest((old) => {
      const steps = old.kind === 'running' ? old.steps : [];
      if (result.ok && result.value.ok) return { kind: 'passed', steps };
      const failed: AccountTestStep = (result.ok ? result.value.failedStep : null) ?? { step: 'reach', state: 'failed', detail: result.ok ? '' : result.error.message };
      return { kind: 'failed', steps: withStep(steps, failed), failed };
    });
    return result.ok && result.value.ok;
  };
  return { test, run, reset: () => setTest({ kind: 'idle' }) };
}

const withStep = (steps: readonly AccountTestStep[], step: AccountTestStep): readonly AccountTestStep[] => [...steps.filter((old) => old.step !== step.step), step];
