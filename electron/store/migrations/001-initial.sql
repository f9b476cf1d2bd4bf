-- Accounts: the password is never here, it lives in the system keychain.
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  display_name TEXT NOT NULL,
  username TEXT NOT NULL,
  auth_username TEXT,
  domain TEXT NOT NULL,
  outbound_proxy TEXT,
  transport TEXT NOT NULL,
  register_expires_seconds INTEGER NOT NULL,
  dtmf_method TEXT NOT NULL,
  codecs TEXT NOT NULL, -- JSON array, in order of preference
  voicemail_number TEXT,
  enabled INTEGER NOT NULL,
  practice INTEGER NOT NULL
);

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL); -- JSON values
CREATE TABLE app_state (key TEXT PRIMARY KEY, value TEXT NOT NULL); -- JSON values

-- Three search texts, each a list of words with a space before every word:
--   name_text    folded words of names and company          " marie renard acme"
--   t9_text      keypad digits from each word to the end    " 62743736273 736273 2263"
--   digits_text  every form of every number                 " 33144556677 0144556677"
CREATE TABLE contacts (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  company TEXT NOT NULL,
  title TEXT NOT NULL,
  email TEXT NOT NULL,
  notes TEXT NOT NULL,
  favourite INTEGER NOT NULL,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  name_text TEXT NOT NULL,
  t9_text TEXT NOT NULL,
  digits_text TEXT NOT NULL,
  last_call_at_ms INTEGER,
  updated_at_ms INTEGER NOT NULL,
  removed_at_ms INTEGER -- kept for undo until the next start
);
CREATE INDEX contacts_by_sort_key ON contacts (sort_key, row) WHERE removed_at_ms IS NULL;
CREATE INDEX contacts_by_last_call ON contacts (last_call_at_ms) WHERE removed_at_ms IS NULL AND last_call_at_ms IS NOT NULL;
CREATE INDEX contacts_favourite ON contacts (row) WHERE favourite = 1 AND removed_at_ms IS NULL;
CREATE INDEX contacts_removed ON contacts (removed_at_ms) WHERE removed_at_ms IS NOT NULL;

-- Photos apart, so that reading names stays cheap.
CREATE TABLE contact_photos (
  contact INTEGER PRIMARY KEY REFERENCES contacts (row) ON DELETE CASCADE,
  photo TEXT NOT NULL
);

CREATE TABLE contact_numbers (
  contact INTEGER NOT NULL REFERENCES contacts (row) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  value TEXT NOT NULL,
  e164 TEXT,
  match_key TEXT, -- last digits, see calls/numbers.ts
  short_number TEXT, -- extensions: the whole number where it is too short for a match key
  uri TEXT, -- user@host, lower case, for SIP addresses
  PRIMARY KEY (contact, position)
) WITHOUT ROWID;
CREATE INDEX contact_numbers_by_e164 ON contact_numbers (e164) WHERE e164 IS NOT NULL;
CREATE INDEX contact_numbers_by_match_key ON contact_numbers (match_key) WHERE match_key IS NOT NULL;
CREATE INDEX contact_numbers_by_short_number ON contact_numbers (short_number) WHERE short_number IS NOT NULL;
CREATE INDEX contact_numbers_by_uri ON contact_numbers (uri) WHERE uri IS NOT NULL;

-- how: 0 = word of name_text, 1 = word of t9_text. Only contacts that are not removed are in it.
CREATE TABLE contact_words (
  how INTEGER NOT NULL,
  word TEXT NOT NULL,
  owner INTEGER NOT NULL,
  PRIMARY KEY (how, word, owner)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE contact_digits USING fts5 (digits, tokenize = 'trigram', content = '', contentless_delete = 1);

-- Parties: one row per distinct far end of all calls, so that search never reads the calls.
CREATE TABLE parties (
  row INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL,
  e164 TEXT,
  match_key TEXT,
  display_name TEXT,
  contact INTEGER REFERENCES contacts (row) ON DELETE SET NULL,
  name_text TEXT NOT NULL,
  t9_text TEXT NOT NULL,
  digits_text TEXT NOT NULL,
  last_call_at_ms INTEGER NOT NULL,
  call_count INTEGER NOT NULL
);
CREATE INDEX parties_by_last_call ON parties (last_call_at_ms) WHERE call_count > 0;
CREATE INDEX parties_by_contact ON parties (contact) WHERE contact IS NOT NULL;
CREATE INDEX parties_by_e164 ON parties (e164) WHERE e164 IS NOT NULL;
CREATE INDEX parties_by_match_key ON parties (match_key) WHERE match_key IS NOT NULL;
CREATE TABLE party_words (
  how INTEGER NOT NULL,
  word TEXT NOT NULL,
  owner INTEGER NOT NULL,
  PRIMARY KEY (how, word, owner)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE party_digits USING fts5 (digits, tokenize = 'trigram', content = '', contentless_delete = 1);

CREATE TABLE calls (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  party INTEGER NOT NULL REFERENCES parties (row),
  direction TEXT NOT NULL,
  account_id TEXT NOT NULL,
  account_label TEXT NOT NULL,
  number_as_dialled TEXT NOT NULL,
  e164 TEXT,
  display_name TEXT,
  contact_id TEXT,
  contact_name TEXT,
  started_at_ms INTEGER NOT NULL,
  answered_at_ms INTEGER,
  ended_at_ms INTEGER,
  end_code TEXT,
  end_by TEXT,
  end_sip_status INTEGER,
  end_reason TEXT,
  codec TEXT,
  quality TEXT, -- JSON
  missed INTEGER NOT NULL DEFAULT 0,
  seen INTEGER NOT NULL DEFAULT 1,
  removed_at_ms INTEGER -- kept for undo until the next start
);
CREATE INDEX calls_by_time ON calls (started_at_ms, id, party) WHERE removed_at_ms IS NULL;
CREATE INDEX calls_missed_by_time ON calls (started_at_ms, id, party) WHERE removed_at_ms IS NULL AND missed = 1;
CREATE INDEX calls_by_party ON calls (party, started_at_ms, id) WHERE removed_at_ms IS NULL;
CREATE INDEX calls_open ON calls (row) WHERE ended_at_ms IS NULL;
CREATE INDEX calls_unseen ON calls (row) WHERE missed = 1 AND seen = 0 AND removed_at_ms IS NULL;
CREATE INDEX calls_removed ON calls (removed_at_ms) WHERE removed_at_ms IS NOT NULL;
