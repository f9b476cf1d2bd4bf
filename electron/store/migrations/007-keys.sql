-- Keys of the Keys page. No reference to accounts: a line that is removed may be taken back.
CREATE TABLE phone_keys (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  target TEXT NOT NULL,
  account_id TEXT -- null = the first line that is on
);
CREATE INDEX phone_keys_by_position ON phone_keys (position);
