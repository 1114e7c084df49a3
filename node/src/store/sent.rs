//! Transactions on their way.

use restake_cli::error::Result;
use rusqlite::params;

use super::books::{BOOK, SOL};
use super::{Store, column, failed};

/// A transaction on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRow {
    /// Its signature.
    pub signature: String,
    /// What it does, as the role that sent it wrote it.
    pub work: String,
    /// Its bytes.
    pub wire: Vec<u8>,
    /// The last block height at which it can land.
    pub last_height: u64,
    /// What it costs, in lamports.
    pub fee: u64,
}

impl Store {
    /// Keeps a transaction before it is handed over.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add_sent(&self, role: &str, sent: &SentRow) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO sent (signature, role, work, wire, last_height, fee) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![sent.signature, role, sent.work, sent.wire, column(sent.last_height), column(sent.fee)];
        self.file.execute(sql, row).map_err(failed)?;
        Ok(())
    }

    /// Forgets a transaction of which the end is known.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn remove_sent(&self, signature: &str) -> Result<()> {
        self.file.execute("DELETE FROM sent WHERE signature = ?1", [signature]).map_err(failed)?;
        Ok(())
    }

    /// Forgets a transaction that ended, and books the lamports that it cost, at once.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn end_sent(&mut self, signature: &str, now: i64, role: &str, paid: u64) -> Result<()> {
        let transaction = self.file.transaction().map_err(failed)?;
        transaction.execute("DELETE FROM sent WHERE signature = ?1", [signature]).map_err(failed)?;
        if paid > 0 {
            let row = params![now, role, "report", SOL, 0, column(paid)];
            transaction.execute(BOOK, row).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// The transactions of `role` that are on their way.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn sent(&self, role: &str) -> Result<Vec<SentRow>> {
        let sql = "SELECT signature, work, wire, last_height, fee FROM sent WHERE role = ?1 ORDER BY rowid";
        let mut statement = self.file.prepare(sql).map_err(failed)?;
        let row = |row: &rusqlite::Row| {
            let [last_height, fee]: [i64; 2] = [row.get(3)?, row.get(4)?];
            Ok(SentRow {
                signature: row.get(0)?,
                work: row.get(1)?,
                wire: row.get(2)?,
                last_height: last_height.unsigned_abs(),
                fee: fee.unsigned_abs(),
            })
        };
        statement.query_map([role], row).map_err(failed)?.collect::<std::result::Result<_, _>>().map_err(failed)
    }
}
