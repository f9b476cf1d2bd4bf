import { StrictMode, useEffect, useMemo, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { chooseLanguage, chooseLocale, makeText } from '../i18n/catalog';
import { TextContext } from '../i18n/use-text';
import { useApp } from '../state/app';
import { connect } from '../state/connect';
import { Boundary } from './Boundary';
import '../theme/base.css';

/** Theme, language and state around the content of any window. */
function Root({ children }: { children: ReactNode }): React.JSX.Element | null {
  const loaded = useApp((state) => state.loaded);
  const theme = useApp((state) => state.settings?.theme ?? 'system');
  const language = useApp((state) => chooseLanguage(state.settings?.language ?? 'system', state.info?.systemLocale ?? navigator.language));
  const platform = useApp((state) => state.info?.platform);
  const locale = useApp((state) => chooseLocale(language, state.info?.systemLocale ?? navigator.language, state.settings?.region ?? state.info?.region ?? 'US'));
  const text = useMemo(() => makeText(language, locale), [language, locale]);
  useEffect(() => {
    if (platform) document.documentElement.dataset['platform'] = platform;
  }, [platform]);
  useEffect(() => {
    document.documentElement.lang = language;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [language, theme]);
  if (!loaded) return null;
  return <I18nProvider locale={locale}><TextContext value={text}>{children}</TextContext></I18nProvider>;
}

/** Starts a window: connects the store, then draws. */
export function mount(content: ReactNode, kind: 'phone' | 'small'): void {
  const element = document.getElementById('root');
  if (!element) return;
  document.documentElement.dataset['window'] = window.sidetone.windowKind;
  void connect(kind);
  createRoot(element).render(<StrictMode><Boundary><Root>{content}</Root></Boundary></StrictMode>);
}

