import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConversationId, Message } from '../../electron/contract';
import { useApp } from '../state/app';
import { invoke } from '../state/bridge';

const pageSize = 60;

export interface Thread {
  /** Oldest first; null until the first are here. */
  messages: readonly Message[] | null;
  /** Asks for older ones, if there are any. */
  older(): void;
}

/** The messages of a conversation from the newest back, at least to `reach`; longer as one scrolls up. */
export function useThread(conversationId: ConversationId, reach: number | null): Thread {
  const revision = useApp((state) => state.messagesRevision);
  const [messages, setMessages] = useState<readonly Message[] | null>(null);
  const run = useRef(0);
  const state = useRef({ of: conversationId, busy: false, complete: false, oldest: null as number | null });

  useEffect(() => {
    const mine = (run.current += 1);
    if (state.current.of !== conversationId) {
      state.current = { of: conversationId, busy: false, complete: false, oldest: null };
      setMessages(null);
    }
    const { oldest } = state.current;
    const down = oldest === null ? reach : Math.min(oldest, reach ?? oldest);
    state.current.busy = true;
    void invoke('messages:thread', { conversationId, before: null, reach: down, limit: pageSize }).then((result) => {
      if (mine !== run.current) return;
      const found = result.ok ? result.value.toReversed() : [];
      state.current = { of: conversationId, busy: false, complete: found.length < pageSize, oldest: found[0]?.order ?? null };
      setMessages(found);
    });
  }, [conversationId, reach, revision]);

  const older = useCallback(() => {
    const { busy, complete, oldest } = state.current;
    if (busy || complete || oldest === null) return;
    const mine = run.current;
    state.current.busy = true;
    void invoke('messages:thread', { conversationId, before: oldest, reach: null, limit: pageSize }).then((result) => {
      if (mine !== run.current) return;
      const found = result.ok ? result.value.toReversed() : [];
      state.current = { of: conversationId, busy: false, complete: found.length < pageSize, oldest: found[0]?.order ?? oldest };
      if (found.length > 0) setMessages((newer) => [...found, ...(newer ?? [])]);
    });
  }, [conversationId]);
  return { messages, older };
}
