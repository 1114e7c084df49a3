//! Gaps in the events' numbers. An account's events are numbered from 1 without a gap, so a transaction that a node omits
//! shows. Its signature is then looked for in the account's own history.

use super::Indexer;
use super::database::{Change, Value};
use crate::error::{Error, Result};
use solana_program::pubkey::Pubkey;

/// Up to where an account's events are checked.
#[derive(Clone, Debug, Default)]
struct Mark {
    slot: u64,
    number: u64,
    /// Empty before the account's first event.
    signature: String,
    /// The account was closed by this event.
    closed: bool,
}

/// A stored event, as far as its number matters.
#[derive(Clone, Debug)]
struct Seen {
    slot: u64,
    number: u64,
    signature: String,
    closes: bool,
}

/// Numbers that are missing between two events of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gap {
    after_slot: u64,
    after_signature: String,
    before_slot: u64,
    before_signature: String,
    first: u64,
    last: u64,
}

/// Puts the events of one slot into their order, from `mark` on, and gives the gaps before them. A slot's transactions come in
/// no order, but each event follows the one with the number before, and 1 follows one that closed its account.
///
/// The mark stays in front of the last slot: what a next reading adds to that slot may come between.
fn walk(mark: &mut Mark, seen: &[Seen]) -> Vec<Gap> {
    let mut gaps = vec![];
    let mut at = mark.clone();
    for slot in seen.chunk_by(|one, other| one.slot == other.slot) {
        *mark = at.clone();
        let mut left: Vec<&Seen> = slot.iter().collect();
        while !left.is_empty() {
            let follows = |each: &Seen| each.number == if at.closed { 1 } else { at.number + 1 };
            // An account that ends and is opened again in one slot: the event that ends it comes first.
            let reopens = left.iter().any(|each| each.number == 1);
            let next = left.iter().position(|each| reopens && each.closes && follows(each));
            let next = next.or_else(|| left.iter().position(|each| follows(each)));
            let each = left.remove(next.unwrap_or(0));
            if next.is_none() {
                // Behind an account's last event, or with a smaller number, the account is a new one.
                let is_new = at.closed || each.number <= at.number;
                let first = if is_new { 1 } else { at.number + 1 };
                if each.number > first {
                    gaps.push(Gap {
                        after_slot: at.slot,
                        after_signature: at.signature.clone(),
                        before_slot: each.slot,
                        before_signature: each.signature.clone(),
                        first,
                        last: each.number - 1,
                    });
                }
            }
            let (number, signature) = (each.number, each.signature.clone());
            at = Mark { slot: each.slot, number, signature, closed: each.closes };
        }
    }
    gaps
}

/// Checks the accounts with new events, looks for what is missing, and tells what stays so.
pub fn check(indexer: &mut Indexer) -> Result<()> {
    let accounts = indexer.database.rows("SELECT account, program FROM unchecked", &[])?;
    for row in accounts {
        let (account, program) = (row[0].text().to_owned(), row[1].text().to_owned());
        let (mark, mut gaps) = examine(indexer, &account)?;
        let mut end = mark;
        if !gaps.is_empty() {
            for gap in &gaps {
                refetch(indexer, &account, &program, gap)?;
            }
            (end, gaps) = examine(indexer, &account)?;
        }
        let mut changes = vec![];
        for gap in &gaps {
            let cut = is_cut(indexer, &program, gap)?;
            if !is_known(indexer, &account, gap)? {
                indexer.tell_gap(&account, gap.first, gap.last, cut)?;
            }
            changes.push(stored(&account, &program, gap, cut));
        }
        changes.push(Change::any(
            "INSERT INTO checked (account, slot, number, signature, closed) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account) DO UPDATE SET slot = excluded.slot, number = excluded.number, \
             signature = excluded.signature, closed = excluded.closed",
            vec![
                account.as_str().into(),
                end.slot.into(),
                end.number.into(),
                end.signature.into(),
                i64::from(end.closed).into(),
            ],
        ));
        changes.push(Change::any("DELETE FROM unchecked WHERE account = $1", vec![account.into()]));
        indexer.database.change(&changes)?;
    }
    Ok(())
}

/// Looks again for what is missing.
pub fn retry(indexer: &mut Indexer) -> Result<()> {
    let rows = indexer.database.rows(
        "SELECT account, program, after_slot, after_signature, before_slot, before_signature, first, last FROM gaps",
        &[],
    )?;
    for row in rows {
        let (account, program) = (row[0].text().to_owned(), row[1].text().to_owned());
        let gap = Gap {
            after_slot: row[2].unsigned(),
            after_signature: row[3].text().to_owned(),
            before_slot: row[4].unsigned(),
            before_signature: row[5].text().to_owned(),
            first: row[6].unsigned(),
            last: row[7].unsigned(),
        };
        refetch(indexer, &account, &program, &gap)?;
        let found = indexer.database.rows(
            "SELECT count(DISTINCT number) FROM events WHERE account = $1 AND number >= $2 AND number <= $3 \
             AND slot >= $4 AND slot <= $5",
            &[
                account.as_str().into(),
                gap.first.into(),
                gap.last.into(),
                gap.after_slot.into(),
                gap.before_slot.into(),
            ],
        )?;
        if found[0][0].unsigned() == gap.last + 1 - gap.first {
            indexer.database.change(&[Change::any(
                "DELETE FROM gaps WHERE account = $1 AND before_signature = $2 AND first = $3",
                vec![account.into(), gap.before_signature.into(), gap.first.into()],
            )])?;
        }
    }
    Ok(())
}

/// The account's events behind what is checked: where they end, and what is missing among them.
fn examine(indexer: &mut Indexer, account: &str) -> Result<(Mark, Vec<Gap>)> {
    let checked = indexer
        .database
        .rows("SELECT slot, number, signature, closed FROM checked WHERE account = $1", &[account.into()])?;
    let mut mark = match checked.first() {
        None => Mark::default(),
        Some(row) => Mark {
            slot: row[0].unsigned(),
            number: row[1].unsigned(),
            signature: row[2].text().to_owned(),
            closed: row[3].int() == 1,
        },
    };
    let seen = indexer.database.rows(
        "SELECT slot, number, signature, closes FROM events WHERE account = $1 AND number > 0 AND slot > $2 \
         ORDER BY slot, number",
        &[account.into(), mark.slot.into()],
    )?;
    let seen = seen.into_iter().map(|row: Vec<Value>| Seen {
        slot: row[0].unsigned(),
        number: row[1].unsigned(),
        signature: row[2].text().to_owned(),
        closes: row[3].int() == 1,
    });
    let gaps = walk(&mut mark, &seen.collect::<Vec<_>>());
    Ok((mark, gaps))
}

/// Stores the events of the account's own history between the two ends of a gap.
fn refetch(indexer: &mut Indexer, account: &str, program: &str, gap: &Gap) -> Result<()> {
    let emitter = indexer.emitter(program)?;
    let address: Pubkey = account.parse().map_err(|_| Error::new(format!("`{account}` is not an address")))?;
    let until = Some(gap.after_signature.as_str()).filter(|signature| !signature.is_empty());
    let mut before = gap.before_signature.clone();
    loop {
        let page = indexer.chain.signatures(&address, Some(&before), until, indexer.slot)?;
        let Some(last) = page.last() else { return Ok(()) };
        before = last.signature.clone();
        for batch in page.chunks(super::BATCH) {
            let changes = indexer.stored(&emitter, batch)?;
            indexer.database.change(&changes)?;
        }
    }
}

/// Whether a log in the slots of the gap was cut, so that its events are lost permanently.
fn is_cut(indexer: &mut Indexer, program: &str, gap: &Gap) -> Result<bool> {
    let rows = indexer.database.rows(
        "SELECT count(*) FROM cut WHERE program = $1 AND slot >= $2 AND slot <= $3",
        &[program.into(), gap.after_slot.into(), gap.before_slot.into()],
    )?;
    Ok(rows[0][0].int() > 0)
}

/// Whether the gap was told before.
fn is_known(indexer: &mut Indexer, account: &str, gap: &Gap) -> Result<bool> {
    let rows = indexer.database.rows(
        "SELECT last FROM gaps WHERE account = $1 AND before_signature = $2 AND first = $3",
        &[account.into(), gap.before_signature.as_str().into(), gap.first.into()],
    )?;
    Ok(!rows.is_empty())
}

fn stored(account: &str, program: &str, gap: &Gap, cut: bool) -> Change {
    Change::any(
        "INSERT INTO gaps (account, program, after_slot, after_signature, before_slot, before_signature, first, last, cut) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        vec![
            account.into(),
            program.into(),
            gap.after_slot.into(),
            gap.after_signature.as_str().into(),
            gap.before_slot.into(),
            gap.before_signature.as_str().into(),
            gap.first.into(),
            gap.last.into(),
            i64::from(cut).into(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events as slot, number and whether the account is closed.
    fn walked(events: &[(u64, u64, bool)]) -> Vec<(u64, u64)> {
        let mut mark = Mark::default();
        let mut seen: Vec<Seen> = events
            .iter()
            .map(|(slot, number, closes)| Seen {
                slot: *slot,
                number: *number,
                signature: format!("{slot}/{number}"),
                closes: *closes,
            })
            .collect();
        seen.sort_by_key(|each| (each.slot, each.number));
        walk(&mut mark, &seen).into_iter().map(|gap| (gap.first, gap.last)).collect()
    }

    #[test]
    fn numbers_without_a_gap_have_none() {
        assert_eq!(walked(&[(1, 1, false), (1, 2, false), (5, 3, false)]), []);
        assert_eq!(walked(&[(1, 1, false), (2, 2, true), (3, 1, false), (4, 2, false)]), [], "opened again");
        let within = [(1, 1, false), (2, 2, false), (2, 3, true), (2, 1, false), (2, 2, false), (3, 3, false)];
        assert_eq!(walked(&within), [], "closed and opened again in one slot");
        let twice = [(2, 1, false), (2, 2, true), (2, 1, false), (2, 2, false), (3, 3, false)];
        assert_eq!(walked(&twice), [], "opened, closed and opened again in one slot");
    }

    #[test]
    fn what_comes_to_the_last_slot_later_is_no_gap() {
        let seen = |number, closes| Seen { slot: 2, number, signature: String::new(), closes };
        let mut mark = Mark { slot: 1, number: 5, signature: String::new(), closed: false };
        assert_eq!(walk(&mut mark, &[seen(1, false), seen(2, false), seen(6, true)]), []);
        assert_eq!((mark.slot, mark.number), (1, 5));
        assert_eq!(walk(&mut mark, &[seen(1, false), seen(2, false), seen(3, false), seen(6, true)]), []);
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(walked(&[(1, 3, false)]), [(1, 2)]);
        assert_eq!(walked(&[(1, 1, false), (2, 4, false), (3, 5, false), (4, 7, false)]), [(2, 3), (6, 6)]);
        assert_eq!(walked(&[(1, 1, false), (2, 2, true), (3, 3, false)]), [(1, 2)], "of the account opened again");
        assert_eq!(walked(&[(1, 1, false), (2, 4, false), (3, 2, false)]), [(2, 3), (1, 1)]);
    }
}
