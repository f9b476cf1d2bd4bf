import { useCallback, useEffect, useRef, useState } from 'react';
import type { Conversation, ConversationId, MessageHit } from '../../electron/contract';
import { useApp } from '../state/app';
import { invoke } from '../state/bridge';

const pageSize = 60;
const mostHits = 100;

/** The conversations, newest first, longer as one scrolls down; null until the first are here. */
export function useConversations(): { conversations: readonly Conversation[] | null; more: () => void } {
  const revision = useApp((state) => state.messagesRevision);
  const contacts = useApp((state) => state.contactsRevision);
  const [conversations, setConversations] = useState<readonly Conversation[] | null>(null);
  const run = useRef(0);
  const state = useRef({ busy: false, complete: false, count: 0, last: null as Conversation | null });

  useEffect(() => {
    const mine = (run.current += 1);
    const limit = Math.min(200, Math.max(pageSize, state.current.count));
    state.current.busy = true;
    void invoke('messages:conversations', { before: null, limit }).then((result) => {
      if (mine !== run.current) return;
      const found = result.ok ? result.value : [];
      state.current = { busy: false, complete: found.length < limit, count: found.length, last: found.at(-1) ?? null };
      setConversations(found);
    });
  }, [revision, contacts]);

  const more = useCallback(() => {
    const { busy, complete, last } = state.current;
    if (busy || complete || last === null) return;
    const mine = run.current;
    state.current.busy = true;
    void invoke('messages:conversations', { before: { lastAtEpochMs: last.lastAtEpochMs, id: last.id }, limit: pageSize }).then((result) => {
      if (mine !== run.current) return;
      const found = result.ok ? result.value : [];
      state.current = { busy: false, complete: found.length < pageSize, count: state.current.count + found.length, last: found.at(-1) ?? last };
      if (found.length > 0) setConversations((old) => [...(old ?? []), ...found]);
    });
  }, []);
  return { conversations, more };
}

/** What search finds; null while nothing is asked or nothing is here yet. */
export function useHits(query: string): readonly MessageHit[] | null {
  const revision = useApp((state) => state.messagesRevision);
  const [hits, setHits] = useState<readonly MessageHit[] | null>(null);
  useEffect(() => {
    if (query.trim() === '') {
      setHits(null);
      return undefined;
    }
    let current = true;
    void invoke('messages:search', { query, limit: mostHits }).then((result) => { if (current) setHits(result.ok ? result.value : []); });
    return () => { current = false; };
  }, [query, revision]);
  return hits;
}

/** One conversation as it is now; undefined = not here yet, null = there is none. */
export function useConversation(id: ConversationId): Conversation | null | undefined {
  const revision = useApp((state) => state.messagesRevision);
  const contacts = useApp((state) => state.contactsRevision);
  const [conversation, setConversation] = useState<Conversation | null | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void invoke('messages:conversation', { conversationId: id }).then((result) => { if (current) setConversation(result.ok ? result.value : null); });
    return () => { current = false; };
  }, [id, revision, contacts]);
  return conversation && conversation.id !== id ? undefined : conversation;
}
