-- Recordings: where a file lies and which calls are in it. A conference has one file for several calls.
-- No reference to calls: history may still wait in memory for a full disk.
CREATE TABLE recordings (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  file TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  duration_ms INTEGER, -- null while it runs, or where the app died meanwhile
  removed_at_ms INTEGER -- kept for undo until the next start
);
CREATE INDEX recordings_removed ON recordings (removed_at_ms) WHERE removed_at_ms IS NOT NULL;

CREATE TABLE recording_calls (
  row INTEGER PRIMARY KEY,
  recording TEXT NOT NULL,
  call_id TEXT NOT NULL
);
CREATE UNIQUE INDEX recording_calls_by_call ON recording_calls (call_id, recording);
CREATE INDEX recording_calls_by_recording ON recording_calls (recording);
