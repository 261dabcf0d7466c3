-- Workspaces and boards appear with their first feedback. Times are milliseconds since the epoch.

CREATE TABLE IF NOT EXISTS workspaces (
  slug TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS boards (
  workspace TEXT NOT NULL REFERENCES workspaces (slug),
  slug TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS feedback (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  board TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  author_name TEXT,
  vote_count INTEGER NOT NULL DEFAULT 0,
  -- SHA-256 of the token that lets the author attach files.
  attachment_token_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (workspace, board) REFERENCES boards (workspace, slug)
) STRICT;

CREATE INDEX IF NOT EXISTS feedback_by_votes
  ON feedback (workspace, board, vote_count DESC, created_at DESC, id DESC);

CREATE INDEX IF NOT EXISTS feedback_by_age
  ON feedback (workspace, board, created_at DESC, id DESC);

CREATE TABLE IF NOT EXISTS votes (
  feedback_id TEXT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE,
  -- SHA-256 of the voter's id and the board: the id itself is not kept.
  voter_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (feedback_id, voter_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS attachments (
  id TEXT PRIMARY KEY,
  feedback_id TEXT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE,
  object_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS attachments_by_feedback ON attachments (feedback_id, created_at, id);
