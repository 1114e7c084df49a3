//! What a node keeps in SQLite. It ends at any moment and continues from there.

mod books;
mod received;
mod sent;

use std::path::Path;
use std::time::Duration;

use restake_cli::error::{Error, Result};
use restake_cli::refuse;
use rusqlite::{Connection, OptionalExtension, params};

use crate::service::Height;

pub use books::{Booking, ChoreRow, Earned, SOL};
pub use received::{Evidence, Fresh};
pub use sent::SentRow;

/// The version of the tables.
const FORMAT: &str = "restake-node/1";

/// The fact that names the tables' version.
const VERSION: &str = "format";

/// The facts of a halt, and of another node with the key.
const HALTED: &str = "halted";
const RIVAL: &str = "rival";

/// How long a statement waits for another process: `restake-node earnings` reads beside a node.
const PATIENCE: Duration = Duration::from_secs(5);

/// A node's state.
pub struct Store {
    file: Connection,
}

fn failed(error: rusqlite::Error) -> Error {
    Error::new(format!("State cannot be used: {error}"))
}

/// A height as a column has it. A height from 2^63 on does not exist in practice: it is stored as the largest number.
fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Store {
    /// Opens the state at `path`, and makes it where there is none. It belongs to one NCN on one cluster: `domain`.
    ///
    /// # Errors
    /// If it is another NCN's, another version's, or cannot be opened.
    pub fn open(path: &Path, domain: &[u8; 32]) -> Result<Self> {
        let named = |error| Error::new(format!("State at {} cannot be opened: {error}", path.display()));
        let file = Connection::open(path).map_err(named)?;
        file.busy_timeout(PATIENCE).map_err(failed)?;
        file.pragma_update(None, "journal_mode", "WAL").map_err(named)?;
        // What was committed outlives a crash of the machine.
        file.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        file.execute_batch(include_str!("schema.sql")).map_err(named)?;
        let store = Self { file };
        let domain: String = domain.iter().map(|byte| format!("{byte:02x}")).collect();
        for (name, value) in [(VERSION, FORMAT), ("domain", &domain)] {
            match store.fact(name)? {
                None => store.set_fact(name, value)?,
                Some(found) if found == value => {}
                Some(_) if name == VERSION => {
                    refuse!("State at {} is of another version than {FORMAT}", path.display())
                }
                Some(_) => refuse!("State at {} belongs to another NCN or cluster", path.display()),
            }
        }
        Ok(store)
    }

    /// Opens the state at `path` to read it alone.
    ///
    /// # Errors
    /// If there is none.
    pub fn read(path: &Path) -> Result<Self> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let file = Connection::open_with_flags(path, flags)
            .map_err(|error| Error::new(format!("State at {} cannot be opened: {error}", path.display())))?;
        Ok(Self { file })
    }

    /// Opens the state at `path`, which must exist.
    ///
    /// # Errors
    /// If there is none.
    pub fn existing(path: &Path) -> Result<Self> {
        let file = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(|error| Error::new(format!("State at {} cannot be opened: {error}", path.display())))?;
        file.busy_timeout(PATIENCE).map_err(failed)?;
        Ok(Self { file })
    }

    fn fact(&self, name: &str) -> Result<Option<String>> {
        let found = self.file.query_row("SELECT value FROM facts WHERE name = ?1", [name], |row| row.get(0));
        found.optional().map_err(failed)
    }

    fn set_fact(&self, name: &str, value: &str) -> Result<()> {
        self.file
            .execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?1, ?2)", [name, value])
            .map_err(failed)?;
        Ok(())
    }

    /// Notes that a session of this node claims its key at `time`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn claim(&self, session: &[u8; 16], time: i64) -> Result<()> {
        let sql = "INSERT INTO sessions (session, claimed_at) VALUES (?1, ?2) \
                   ON CONFLICT (session) DO UPDATE SET claimed_at = max(claimed_at, excluded.claimed_at)";
        self.file.execute(sql, params![&session[..], time]).map_err(failed)?;
        Ok(())
    }

    /// When a session of this node claimed its key last; none if the session is not one of this node's.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn session(&self, session: &[u8; 16]) -> Result<Option<i64>> {
        let sql = "SELECT claimed_at FROM sessions WHERE session = ?1";
        self.file.query_row(sql, [&session[..]], |row| row.get(0)).optional().map_err(failed)
    }

    /// Notes that another node with the key signed at `time`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn see_rival(&self, time: i64) -> Result<()> {
        if self.rival()?.is_none_or(|seen| seen < time) { self.set_fact(RIVAL, &time.to_string()) } else { Ok(()) }
    }

    /// When another node with the key was last known to sign.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn rival(&self) -> Result<Option<i64>> {
        Ok(self.fact(RIVAL)?.and_then(|time| time.parse().ok()))
    }

    /// Notes why the operator signs no more, until [`Self::resume`].
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn halt(&self, why: &str) -> Result<()> {
        self.set_fact(HALTED, why)
    }

    /// Why the operator signs no more, if so.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn halted(&self) -> Result<Option<String>> {
        self.fact(HALTED)
    }

    /// Lets the operator sign again after its next start; why it did not, if so.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn resume(&self) -> Result<Option<String>> {
        let why = self.halted()?;
        self.file.execute("DELETE FROM facts WHERE name = ?1", [HALTED]).map_err(failed)?;
        Ok(why)
    }

    /// Keeps a vote of the operator's.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add_signed(&self, at: Height, message: &[u8], now: i64) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO signed (kind, height, message, signed_at) VALUES (?1, ?2, ?3, ?4)";
        self.file.execute(sql, params![at.kind, column(at.number), message, now]).map_err(failed)?;
        Ok(())
    }

    /// Notes that the chain has the operator's vote of a height.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn landed(&self, at: Height, now: i64) -> Result<()> {
        let sql = "UPDATE signed SET landed_at = ?3 WHERE kind = ?1 AND height = ?2 AND landed_at IS NULL";
        self.file.execute(sql, params![at.kind, column(at.number), now]).map_err(failed)?;
        Ok(())
    }

    /// The operator's votes: how many, and how many of them the chain has.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn signed_counts(&self) -> Result<(u64, u64)> {
        let sql = "SELECT count(*), count(landed_at) FROM signed";
        let counts: (i64, i64) = self.file.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        Ok((counts.0.unsigned_abs(), counts.1.unsigned_abs()))
    }
}
