//! The price oracle's accounts as the commands read them.

use ncn_kit::packing::{self, Signed};
use restaking_client::Program;
use restaking_client::oracle::{
    self as client, Feed, OperatorScore, Oracle, OracleProgram, PriceOffense, PriceRound, ReportEntry, entries,
};
use restaking_client::table::{self, StakeEntry};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::accounts::{OtherKind, all_other, find_other};
use crate::chain::Chain;
use crate::command::common::INSTRUCTIONS;
use crate::error::Result;
use crate::idl::{Idl, ORACLE};
use crate::refuse;
use crate::time;

macro_rules! kinds {
    ($($name:ident),*) => {
        $(impl OtherKind for $name {
            const NAME: &'static str = stringify!($name);

            fn idl() -> &'static Idl {
                &ORACLE
            }
        })*
    };
}

kinds!(Oracle, Feed, PriceRound, OperatorScore, PriceOffense);

/// The account of kind `T` at `address`; none where nothing is there.
pub fn find<T: OtherKind>(chain: &dyn Chain, program: OracleProgram, address: &Pubkey) -> Result<Option<T>> {
    Ok(find_other(chain, &program, address)?.map(|(found, _)| found))
}

/// A feed with its oracle.
pub struct PriceFeed {
    /// The program.
    pub program: OracleProgram,
    /// The NCN.
    pub ncn: Pubkey,
    /// The oracle's address.
    pub oracle_at: Pubkey,
    /// The oracle.
    pub oracle: Oracle,
    /// The feed's address.
    pub at: Pubkey,
    /// The feed.
    pub feed: Feed,
}

/// A round with the operators that its table weighs.
pub struct PricedRound {
    /// Its address.
    pub at: Pubkey,
    /// The account.
    pub account: PriceRound,
    /// The reports, in the order of the table's entries.
    pub reports: Vec<ReportEntry>,
    /// The table's entries; none if it was closed.
    pub operators: Option<Vec<StakeEntry>>,
}

impl PriceFeed {
    /// Feed `number` of the oracle of `ncn`.
    pub fn load(chain: &dyn Chain, program: OracleProgram, ncn: Pubkey, number: u8) -> Result<Self> {
        let Some(feed) = Self::find(chain, program, ncn, number)? else {
            refuse!("feed {number} of NCN {ncn} was retired and is closed");
        };
        Ok(feed)
    }

    /// The same; none for a feed that was retired and is closed.
    pub fn find(chain: &dyn Chain, program: OracleProgram, ncn: Pubkey, number: u8) -> Result<Option<Self>> {
        let oracle_at = program.oracle(&ncn);
        let Some(oracle) = find::<Oracle>(chain, program, &oracle_at)? else {
            refuse!("NCN {ncn} has no oracle: `restake oracle open {ncn}` opens one");
        };
        let at = program.feed(&oracle_at, number);
        match find(chain, program, &at)? {
            Some(feed) => Ok(Some(Self { program, ncn, oracle_at, oracle, at, feed })),
            None if client::is_retired(&oracle, number) => Ok(None),
            None => refuse!(
                "the oracle of NCN {ncn} has no feed {number}: `restake oracle open-feed {ncn} {number}` opens it"
            ),
        }
    }

    /// What it is called.
    pub fn name(&self) -> String {
        let name = self.feed.name.split(|byte| *byte == 0).next().unwrap_or_default();
        String::from_utf8_lossy(name).into_owned()
    }

    /// The time of `height`, in unix seconds.
    pub fn time_of(&self, height: u64) -> i64 {
        time_of(self.feed.height_zero, self.feed.height_millis, height)
    }

    /// The last height with a time that is not after `now`.
    pub fn height_at(&self, now: i64) -> Result<u64> {
        match height_at(self.feed.height_zero, self.feed.height_millis, now) {
            Some(height) => Ok(height),
            None => {
                refuse!("the first height of feed {} is {}", self.feed.number, time::near(self.feed.height_zero, now))
            }
        }
    }

    /// The account that rounds of `height` have.
    pub fn round_at(&self, height: u64) -> Pubkey {
        self.program.round(&self.at, height % self.feed.rounds.max(1))
    }

    /// The round of `height`.
    pub fn round(&self, chain: &dyn Chain, height: u64) -> Result<PricedRound> {
        let at = self.round_at(height);
        let found = find_other::<PriceRound>(chain, &self.program, &at)?;
        let Some((account, data)) = found.filter(|(found, _)| found.round.is_open == 1) else {
            refuse!("feed {} has no round of height {height}", self.feed.number);
        };
        if account.round.height != height {
            let other = account.round.height;
            refuse!("the account for height {height} of feed {} has the round of height {other}", self.feed.number);
        }
        let reports = entries(&data).unwrap_or_default();
        let table = chain.account(&account.table)?;
        let operators = table.and_then(|table| table::entries(&table.data));
        Ok(PricedRound { at, account, reports, operators })
    }

    /// The table that weighs the votes of `height`: a round keeps its table, and a new one takes the oracle's.
    pub fn table_of(&self, chain: &dyn Chain, height: u64) -> Result<Pubkey> {
        let round = find::<PriceRound>(chain, self.program, &self.round_at(height))?;
        let round = round.filter(|found| found.round.is_open == 1 && found.round.height == height);
        Ok(round.map_or(self.oracle.table, |found| found.table))
    }

    /// The instructions that report `votes` for `height`, which `table` weighs: the first one verifies their signatures.
    ///
    /// # Errors
    /// If the votes fit in no instruction.
    pub fn report(&self, core: Program, (height, table): (u64, Pubkey), votes: &[Signed]) -> Result<[Instruction; 2]> {
        let Some(data) = packing::instruction_data(votes) else { refuse!("the votes fit in no transaction") };
        let verified = Instruction { program_id: solana_sdk_ids::ed25519_program::ID, accounts: vec![], data };
        let keys = votes.iter().map(|vote| core.operator_key(&self.ncn, &vote.key));
        let keys: Vec<AccountMeta> = keys.map(|key| AccountMeta::new_readonly(key, false)).collect();
        let accounts = client::Report {
            oracle: self.oracle_at,
            ncn: self.ncn,
            feed: self.at,
            round: self.round_at(height),
            table,
            instructions: INSTRUCTIONS,
        };
        let args = client::ReportInstructionArgs { height };
        Ok([verified, accounts.instruction_with_remaining_accounts_at(&self.program, args, &keys)])
    }

    /// The seconds in which heights that open at `now` take votes.
    pub fn window_at(&self, now: i64) -> u64 {
        let rules = &self.oracle.rules;
        if now >= rules.from { rules.next.window_seconds } else { rules.current.window_seconds }
    }

    /// The last round that anyone reported to: its height; none before the first.
    pub fn latest_height(&self, chain: &dyn Chain) -> Result<Option<u64>> {
        let rounds: Vec<(Pubkey, PriceRound)> = all_other(chain, &self.program, &[("feed", &self.at)])?;
        let open = rounds.iter().filter(|(_, account)| account.round.is_open == 1);
        Ok(open.map(|(_, account)| account.round.height).max())
    }

    /// `height`, or that of the last round.
    pub fn height_or_latest(&self, chain: &dyn Chain, height: Option<u64>) -> Result<u64> {
        match height.map_or_else(|| self.latest_height(chain), |height| Ok(Some(height)))? {
            Some(height) => Ok(height),
            None => refuse!("feed {} of NCN {} has no round yet", self.feed.number, self.ncn),
        }
    }
}

/// The time of `height`, where height zero is at `zero` and the next ones `millis` later each: whole seconds, rounded down.
fn time_of(zero: i64, millis: u64, height: u64) -> i64 {
    let time = i128::from(zero) + i128::from(height) * i128::from(millis) / 1_000;
    i64::try_from(time).unwrap_or(i64::MAX)
}

/// The last height with a time that is not after `now`; none before the first.
fn height_at(zero: i64, millis: u64, now: i64) -> Option<u64> {
    let seconds = i128::from(now) - i128::from(zero);
    // Its time is rounded down: any height that begins within this second has it.
    let ends = (seconds + 1) * 1_000 - 1;
    (seconds >= 0).then(|| u64::try_from(ends / i128::from(millis.max(1))).ok())?
}

impl PricedRound {
    /// The operators of the table; an error if it was closed.
    pub fn operators(&self) -> Result<&[StakeEntry]> {
        match &self.operators {
            Some(operators) => Ok(operators),
            None => refuse!("table {} of the round was closed: nobody can be judged by it", self.account.table),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_height_begins_at_its_time(zero in 0i64..2_000_000_000, millis in 100u64..100_000_000, after in 0i64..2_000_000_000) {
            let now = zero + after;
            let height = height_at(zero, millis, now).unwrap();
            prop_assert!(time_of(zero, millis, height) <= now);
            prop_assert!(time_of(zero, millis, height + 1) > now);
            prop_assert_eq!(height_at(zero, millis, zero - 1 - after), None);
        }
    }

    #[test]
    fn heights_of_parts_of_a_second() {
        assert_eq!([height_at(0, 6_500, 5), height_at(0, 6_500, 6), height_at(0, 400, 0)], [Some(0), Some(1), Some(2)]);
    }
}
