-- What a node keeps. Each row may be lost with the disk, and no vote is signed twice for it: that is for the protection file.
CREATE TABLE IF NOT EXISTS facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
-- Sessions of this node, each a start of its process. They tell its own claims from those of another node with its key.
CREATE TABLE IF NOT EXISTS sessions (
    session BLOB NOT NULL PRIMARY KEY,
    claimed_at INTEGER NOT NULL
);
-- The operator's own votes, and when the chain was seen to have each.
CREATE TABLE IF NOT EXISTS signed (
    kind INTEGER NOT NULL,
    height INTEGER NOT NULL,
    message BLOB NOT NULL,
    signed_at INTEGER NOT NULL,
    landed_at INTEGER,
    PRIMARY KEY (kind, height)
);
-- Votes that an aggregator received for windows that are open.
CREATE TABLE IF NOT EXISTS votes (
    kind INTEGER NOT NULL,
    height INTEGER NOT NULL,
    key BLOB NOT NULL,
    signature BLOB NOT NULL,
    message BLOB NOT NULL,
    PRIMARY KEY (kind, height, key)
);
-- Claims of keys that an aggregator was sent: it tells of them after a start too.
CREATE TABLE IF NOT EXISTS claims (
    key BLOB NOT NULL,
    session BLOB NOT NULL,
    time INTEGER NOT NULL,
    claim BLOB NOT NULL,
    PRIMARY KEY (key, session)
);
-- Two votes of one operator at one height: the evidence that the core punishes.
CREATE TABLE IF NOT EXISTS evidence (
    operator TEXT NOT NULL,
    kind INTEGER NOT NULL,
    height INTEGER NOT NULL,
    votes BLOB NOT NULL,
    proven INTEGER NOT NULL,
    PRIMARY KEY (operator, kind, height)
);
-- Transactions on their way. Each can land until the chain has passed a block of `last_height`.
CREATE TABLE IF NOT EXISTS sent (
    signature TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    work TEXT NOT NULL,
    wire BLOB NOT NULL,
    last_height INTEGER NOT NULL,
    fee INTEGER NOT NULL
);
-- Transactions of chores of which nothing is booked yet. Each can land until the chain has passed a block of `last_height`.
CREATE TABLE IF NOT EXISTS chores (
    signature TEXT NOT NULL PRIMARY KEY,
    payer TEXT NOT NULL,
    chore TEXT NOT NULL,
    kind TEXT NOT NULL,
    last_height INTEGER NOT NULL
);
-- What a chore, or a report, did to the payer's balances: lamports, or the tokens of `mint`.
CREATE TABLE IF NOT EXISTS earnings (
    at INTEGER NOT NULL,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    mint TEXT NOT NULL,
    gained INTEGER NOT NULL,
    spent INTEGER NOT NULL
);
