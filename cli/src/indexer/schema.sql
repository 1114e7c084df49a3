-- Plain SQL that both SQLite and PostgreSQL take. docs/indexing.md describes each table.

CREATE TABLE IF NOT EXISTS facts (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS events (
  program TEXT NOT NULL,
  signature TEXT NOT NULL,
  place BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  time BIGINT NOT NULL,
  name TEXT NOT NULL,
  account TEXT NOT NULL,
  number BIGINT NOT NULL,
  closes BIGINT NOT NULL,
  data TEXT NOT NULL,
  bytes TEXT NOT NULL,
  PRIMARY KEY (program, signature, place)
);

CREATE INDEX IF NOT EXISTS events_by_slot ON events (slot, account, number, program, signature, place);
CREATE INDEX IF NOT EXISTS events_by_account ON events (account, slot, number);
CREATE INDEX IF NOT EXISTS events_by_name ON events (name, slot);
CREATE INDEX IF NOT EXISTS events_by_signature ON events (signature);
CREATE INDEX IF NOT EXISTS events_by_time ON events (time);

CREATE TABLE IF NOT EXISTS mentions (
  account TEXT NOT NULL,
  slot BIGINT NOT NULL,
  program TEXT NOT NULL,
  signature TEXT NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (account, slot, program, signature, place)
);

CREATE TABLE IF NOT EXISTS spans (
  program TEXT NOT NULL,
  newest TEXT NOT NULL,
  newest_slot BIGINT NOT NULL,
  oldest TEXT NOT NULL,
  oldest_slot BIGINT NOT NULL,
  begun BIGINT NOT NULL,
  PRIMARY KEY (program, newest)
);

CREATE TABLE IF NOT EXISTS unchecked (
  account TEXT NOT NULL PRIMARY KEY,
  program TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS checked (
  account TEXT NOT NULL PRIMARY KEY,
  slot BIGINT NOT NULL,
  number BIGINT NOT NULL,
  signature TEXT NOT NULL,
  closed BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS gaps (
  account TEXT NOT NULL,
  program TEXT NOT NULL,
  after_slot BIGINT NOT NULL,
  after_signature TEXT NOT NULL,
  before_slot BIGINT NOT NULL,
  before_signature TEXT NOT NULL,
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  cut BIGINT NOT NULL,
  PRIMARY KEY (account, before_signature, first)
);

CREATE INDEX IF NOT EXISTS gaps_by_slot ON gaps (after_slot, account, first);

CREATE TABLE IF NOT EXISTS cut (
  program TEXT NOT NULL,
  signature TEXT NOT NULL,
  slot BIGINT NOT NULL,
  time BIGINT NOT NULL,
  accounts TEXT NOT NULL,
  PRIMARY KEY (program, signature)
);
