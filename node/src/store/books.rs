//! What the roles gained and spent, and the transactions of chores of which that is not known yet.

use restake_cli::error::Result;
use rusqlite::params;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;

use super::{Store, column, failed};

/// Books a row.
pub(super) const BOOK: &str =
    "INSERT INTO earnings (at, role, kind, mint, gained, spent) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// The lamports' name where a mint is expected.
pub const SOL: &str = "SOL";

/// A transaction of a chore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoreRow {
    /// Its signature.
    pub signature: Signature,
    /// The address that pays for it.
    pub payer: Pubkey,
    /// The chore, as [`crate::service::Chore`] has it.
    pub chore: String,
    /// The chore's kind.
    pub kind: String,
    /// The last block height at which it can land.
    pub last_height: u64,
}

/// What is booked of one mint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// When, in unix seconds.
    pub at: i64,
    /// The mint, or [`SOL`] for lamports.
    pub mint: String,
    /// What came, in smallest units.
    pub gained: u64,
    /// What went.
    pub spent: u64,
}

/// The sum of what a kind of work gained and spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earned {
    /// The role.
    pub role: String,
    /// The kind of work.
    pub kind: String,
    /// The mint, or [`SOL`] for lamports.
    pub mint: String,
    /// How often it was done.
    pub times: u64,
    /// What it gained, in smallest units.
    pub gained: u64,
    /// What it spent.
    pub spent: u64,
}

impl Store {
    /// Keeps a transaction of a chore before it is sent.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add_chore(&self, row: &ChoreRow) -> Result<()> {
        let sql =
            "INSERT OR REPLACE INTO chores (signature, payer, chore, kind, last_height) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (signature, payer) = (row.signature.to_string(), row.payer.to_string());
        let row = params![signature, payer, row.chore, row.kind, column(row.last_height)];
        self.file.execute(sql, row).map_err(failed)?;
        Ok(())
    }

    /// The transactions of chores of `payer` of which nothing is booked yet.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn chores(&self, payer: &Pubkey) -> Result<Vec<ChoreRow>> {
        let sql = "SELECT signature, chore, kind, last_height FROM chores WHERE payer = ?1 ORDER BY rowid";
        let mut statement = self.file.prepare(sql).map_err(failed)?;
        let row = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let mut found = vec![];
        for row in statement.query_map([payer.to_string()], row).map_err(failed)? {
            let (signature, chore, kind, last_height): (String, String, String, i64) = row.map_err(failed)?;
            if let Ok(signature) = signature.parse() {
                let last_height = last_height.unsigned_abs();
                found.push(ChoreRow { signature, payer: *payer, chore, kind, last_height });
            }
        }
        Ok(found)
    }

    /// Forgets the transactions of a chore and books what they did, at once. Whether it was booked: it is not where another process has
    /// forgotten one of them.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn end_chore(&mut self, rows: &[ChoreRow], role: &str, bookings: &[Booking]) -> Result<bool> {
        let transaction = self.file.transaction().map_err(failed)?;
        for row in rows {
            let sql = "DELETE FROM chores WHERE signature = ?1";
            if transaction.execute(sql, [row.signature.to_string()]).map_err(failed)? == 0 {
                return Ok(false);
            }
        }
        if let Some(first) = rows.first() {
            for each in bookings {
                let row = params![each.at, role, first.kind, each.mint, column(each.gained), column(each.spent)];
                transaction.execute(BOOK, row).map_err(failed)?;
            }
        }
        transaction.commit().map_err(failed)?;
        Ok(true)
    }

    /// The sums of each kind of work since `since`, in unix seconds.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn earned(&self, since: i64) -> Result<Vec<Earned>> {
        let sql = "SELECT role, kind, mint, count(*), sum(gained), sum(spent) FROM earnings WHERE at >= ?1 \
                   GROUP BY role, kind, mint ORDER BY role, kind, mint";
        let mut statement = self.file.prepare(sql).map_err(failed)?;
        let row = |row: &rusqlite::Row| {
            let [times, gained, spent]: [i64; 3] = [row.get(3)?, row.get(4)?, row.get(5)?];
            Ok(Earned {
                role: row.get(0)?,
                kind: row.get(1)?,
                mint: row.get(2)?,
                times: times.unsigned_abs(),
                gained: gained.unsigned_abs(),
                spent: spent.unsigned_abs(),
            })
        };
        statement.query_map([since], row).map_err(failed)?.collect::<std::result::Result<_, _>>().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    struct File(PathBuf);

    impl File {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("restake-node-{name}-{}.sqlite", std::process::id()));
            let _ = std::fs::remove_file(&path);
            Self(path)
        }

        fn open(&self) -> Store {
            Store::open(Path::new(&self.0), &[1; 32]).expect("a state")
        }
    }

    impl Drop for File {
        fn drop(&mut self) {
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{ending}", self.0.display()));
            }
        }
    }

    fn row(number: u8, chore: &str) -> ChoreRow {
        ChoreRow {
            signature: Signature::from([number; 64]),
            payer: Pubkey::new_from_array([7; 32]),
            chore: format!("capture {chore}"),
            kind: "capture".to_owned(),
            last_height: 100 + u64::from(number),
        }
    }

    fn booking(at: i64, gained: u64, spent: u64) -> Booking {
        Booking { at, mint: SOL.to_owned(), gained, spent }
    }

    fn earned(times: u64, gained: u64, spent: u64) -> Earned {
        let (role, kind, mint) = ("keeper".to_owned(), "capture".to_owned(), SOL.to_owned());
        Earned { role, kind, mint, times, gained, spent }
    }

    #[test]
    fn transactions_of_chores_outlive_the_process_and_are_each_payers_own() {
        let file = File::new("chores");
        let rows = [row(1, "one"), row(2, "one"), row(3, "two")];
        rows.iter().for_each(|row| file.open().add_chore(row).expect("a row"));
        let other = ChoreRow { payer: Pubkey::new_from_array([8; 32]), ..row(4, "one") };
        file.open().add_chore(&other).expect("a row");
        assert_eq!(file.open().chores(&rows[0].payer).expect("rows"), rows);
        assert_eq!(file.open().chores(&other.payer).expect("rows"), [other]);
    }

    #[test]
    fn a_chore_is_booked_once() {
        let file = File::new("booked");
        let rows = [row(1, "one"), row(2, "one")];
        let (mut one, mut other) = (file.open(), file.open());
        rows.iter().for_each(|row| one.add_chore(row).expect("a row"));
        assert!(one.end_chore(&rows, "keeper", &[booking(50, 7, 0)]).expect("a booking"));
        // A second process read the rows before the first one booked them, or some of them.
        assert!(!other.end_chore(&rows, "keeper", &[booking(51, 7, 0)]).expect("no booking"));
        one.add_chore(&rows[0]).expect("a row");
        assert!(!other.end_chore(&rows, "keeper", &[booking(51, 7, 0)]).expect("no booking"));
        assert_eq!(one.chores(&rows[0].payer).expect("rows"), [rows[0].clone()], "what was not booked is kept");
        assert!(one.end_chore(&rows[..1], "keeper", &[]).expect("nothing landed"));
        assert!(one.chores(&rows[0].payer).expect("rows").is_empty());
        assert_eq!(file.open().earned(i64::MIN).expect("earnings"), [earned(1, 7, 0)]);
    }

    #[test]
    fn earnings_are_summed_since_a_moment() {
        let file = File::new("earned");
        let mut store = file.open();
        for (number, booked) in [(1, booking(10, 5, 0)), (2, booking(20, 0, 3)), (3, booking(30, 4, 0))] {
            store.add_chore(&row(number, "one")).expect("a row");
            assert!(store.end_chore(&[row(number, "one")], "keeper", &[booked]).expect("a booking"));
        }
        assert_eq!(store.earned(i64::MIN).expect("earnings"), [earned(3, 9, 3)]);
        assert_eq!(store.earned(20).expect("earnings"), [earned(2, 4, 3)]);
        assert_eq!(store.earned(31).expect("earnings"), []);
    }
}
