//! What an aggregator received.

use ncn_kit::packing::Signed;
use restake_cli::error::Result;
use rusqlite::params;
use solana_program::pubkey::Pubkey;

use super::{Store, column, failed};
use crate::service::Height;
use crate::wire::{self, Claim, Request};

/// Two votes of one operator at one height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The operator.
    pub operator: Pubkey,
    /// The height.
    pub at: Height,
    /// The votes.
    pub votes: [Signed; 2],
}

/// What an aggregator received, and has not written yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// Votes.
    pub votes: Vec<(Height, Signed)>,
    /// Proofs of two votes.
    pub evidence: Vec<Evidence>,
    /// All known claims of the keys that made a claim.
    pub claims: Vec<Claim>,
}

impl Store {
    /// Keeps what an aggregator received, all at once. Claims of a time before `since` are forgotten, and those of keys with fresh ones:
    /// a key has as many rows as there are fresh claims of it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&mut self, fresh: &Fresh, since: i64) -> Result<()> {
        let Fresh { votes, evidence, claims } = fresh;
        if votes.is_empty() && evidence.is_empty() && claims.is_empty() {
            return Ok(());
        }
        let transaction = self.file.transaction().map_err(failed)?;
        transaction.execute("DELETE FROM claims WHERE time < ?1", [since]).map_err(failed)?;
        for claim in claims {
            transaction.execute("DELETE FROM claims WHERE key = ?1", [&claim.key[..]]).map_err(failed)?;
        }
        for claim in claims {
            let sql = "INSERT OR REPLACE INTO claims (key, session, time, claim) VALUES (?1, ?2, ?3, ?4)";
            let row = params![&claim.key[..], &claim.session[..], claim.time, Request::Claim(*claim).write()];
            transaction.execute(sql, row).map_err(failed)?;
        }
        for (at, vote) in votes {
            let sql = "INSERT OR IGNORE INTO votes (kind, height, key, signature, message) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![at.kind, column(at.number), &vote.key[..], &vote.signature[..], vote.message];
            transaction.execute(sql, row).map_err(failed)?;
        }
        for each in evidence {
            let sql =
                "INSERT OR IGNORE INTO evidence (operator, kind, height, votes, proven) VALUES (?1, ?2, ?3, ?4, 0)";
            let (operator, votes) = (each.operator.to_string(), wire::write_votes(&each.votes));
            transaction.execute(sql, params![operator, each.at.kind, column(each.at.number), votes]).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// The claims that were received.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn claims(&self) -> Result<Vec<Claim>> {
        let mut statement = self.file.prepare("SELECT claim FROM claims ORDER BY time").map_err(failed)?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).map_err(failed)?;
        let rows: Vec<Vec<u8>> = rows.collect::<std::result::Result<_, _>>().map_err(failed)?;
        let claim = |row: &Vec<u8>| match Request::read(row) {
            Some(Request::Claim(claim)) => Some(claim),
            _ => None,
        };
        Ok(rows.iter().filter_map(claim).collect())
    }

    /// The votes that were received for windows that may still be open.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn votes(&self) -> Result<Vec<Signed>> {
        let mut statement = self.file.prepare("SELECT key, signature, message FROM votes").map_err(failed)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(failed)?;
        let mut votes = vec![];
        for row in rows {
            let (key, signature, message): (Vec<u8>, Vec<u8>, Vec<u8>) = row.map_err(failed)?;
            if let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) {
                votes.push(Signed { key, signature, message });
            }
        }
        Ok(votes)
    }

    /// Forgets the votes of heights of `kind` that are not `open`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn forget_below(&self, kind: u8, open: u64) -> Result<()> {
        let sql = "DELETE FROM votes WHERE kind = ?1 AND height < ?2";
        self.file.execute(sql, params![kind, column(open)]).map_err(failed)?;
        Ok(())
    }

    /// Evidence that is not proven on the chain yet.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open_evidence(&self) -> Result<Vec<Evidence>> {
        let sql = "SELECT operator, kind, height, votes FROM evidence WHERE proven = 0 ORDER BY rowid";
        let mut statement = self.file.prepare(sql).map_err(failed)?;
        let rows =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).map_err(failed)?;
        let mut found = vec![];
        for row in rows {
            let (operator, kind, number, votes): (String, u8, i64, Vec<u8>) = row.map_err(failed)?;
            let at = Height { kind, number: number.unsigned_abs() };
            if let (Ok(operator), Some(votes)) = (operator.parse(), wire::read_votes(&votes)) {
                found.push(Evidence { operator, at, votes });
            }
        }
        Ok(found)
    }

    /// Notes that evidence is proven on the chain.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn proven(&self, evidence: &Evidence) -> Result<()> {
        let sql = "UPDATE evidence SET proven = 1 WHERE operator = ?1 AND kind = ?2 AND height = ?3";
        let row = params![evidence.operator.to_string(), evidence.at.kind, column(evidence.at.number)];
        self.file.execute(sql, row).map_err(failed)?;
        Ok(())
    }
}
