import { Component, type ReactNode } from 'react';
import { chooseLanguage, chooseLocale, makeText } from '../i18n/catalog';

/** A page that fails again this soon after it was loaded anew would fail for ever. */
const AGAIN_WITHIN_MS = 10_000;
const LAST_KEY = 'sidetone.lastFailure';

/**
 * A fault while drawing would leave an empty window, in the middle of a call perhaps. The page is loaded anew instead:
 * main holds all state, so it comes back to where it was. Where that does not help, it says so.
 */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    const last = Number(sessionStorage.getItem(LAST_KEY) ?? 0);
    sessionStorage.setItem(LAST_KEY, String(Date.now()));
    if (Date.now() - last > AGAIN_WITHIN_MS) window.location.reload();
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    // Outside of the language context, which may be what failed.
    const language = chooseLanguage('system', navigator.language);
    const text = makeText(language, chooseLocale(language, navigator.language, 'US'));
    return (
      <main role="alert" className="flex h-screen flex-col items-center justify-center gap-4 bg-surface p-4 text-center text-ink">
        <p className="text-pretty">{text('error.internal')}</p>
        <button type="button" className="h-10 rounded bg-fill px-4 font-medium" onClick={() => window.location.reload()}>{text('line.tryNow')}</button>
      </main>
    );
  }
}
