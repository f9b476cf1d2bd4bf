-- Messages: one conversation for each far end of each line.
CREATE TABLE conversations (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL,
  party_key TEXT NOT NULL, -- E.164, else the number or user@host in lower case
  number TEXT NOT NULL,
  uri TEXT NOT NULL,
  e164 TEXT,
  display_name TEXT,
  draft TEXT NOT NULL DEFAULT '',
  last_at_ms INTEGER NOT NULL,
  notices INTEGER, -- what they are known to understand; null = not known
  composing INTEGER,
  asked_at_ms INTEGER
);
CREATE UNIQUE INDEX conversations_by_party ON conversations (account_id, party_key);
CREATE INDEX conversations_by_time ON conversations (last_at_ms, id);

CREATE TABLE messages (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation INTEGER NOT NULL REFERENCES conversations (row),
  direction TEXT NOT NULL,
  text TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  fail_code TEXT,
  sip_status INTEGER,
  reason TEXT,
  seen INTEGER NOT NULL DEFAULT 1,
  copy_key TEXT, -- with the line before it: what comes twice is kept once
  their_id TEXT, -- their Message-ID while they wait for a display notice
  removed_at_ms INTEGER -- kept for undo until the next start
);
CREATE INDEX messages_by_conversation ON messages (conversation, row) WHERE removed_at_ms IS NULL;
CREATE UNIQUE INDEX messages_by_copy_key ON messages (copy_key) WHERE copy_key IS NOT NULL;
CREATE INDEX messages_unread ON messages (conversation) WHERE seen = 0 AND removed_at_ms IS NULL;
CREATE INDEX messages_unsent ON messages (row) WHERE state IN ('waiting', 'sending') AND removed_at_ms IS NULL;
CREATE INDEX messages_removed ON messages (removed_at_ms) WHERE removed_at_ms IS NOT NULL;

-- Folded words of each text; removed messages stay in it until they are deleted.
CREATE VIRTUAL TABLE message_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3', content = '', contentless_delete = 1);
