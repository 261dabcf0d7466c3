-- What happened, written in the same transaction as the change itself. A row is the outbox entry
-- until it is sent to the queue, and the consumer's proof of work once it is processed.

CREATE TABLE IF NOT EXISTS events (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  workspace TEXT NOT NULL,
  board TEXT NOT NULL,
  feedback_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  processed_at INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS events_unsent ON events (created_at) WHERE sent_at IS NULL;

CREATE INDEX IF NOT EXISTS events_processed ON events (processed_at) WHERE processed_at IS NOT NULL;
