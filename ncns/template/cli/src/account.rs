//! The service's accounts as the commands read them.

use borsh::BorshDeserialize;
use restake_cli::chain::Chain;
use restake_cli::error::Result;
use restake_cli::refuse;
use restake_cli::time;
use restaking_client::table::{self, StakeEntry};
use solana_program::pubkey::Pubkey;
use template_client::{
    SERVICE_DISCRIMINATOR, SERVICE_ROUND_DISCRIMINATOR, Service, ServiceRound, TemplateProgram, VoteEntry, entries,
};

/// A service with its address.
pub struct Found {
    /// The address.
    pub at: Pubkey,
    /// The account.
    pub service: Service,
}

/// A round with its votes, and the operators that its table weighs.
pub struct FoundRound {
    /// The address.
    pub at: Pubkey,
    /// The account.
    pub account: ServiceRound,
    /// The votes, in the order of the table's entries.
    pub votes: Vec<VoteEntry>,
    /// None if the table was closed.
    pub operators: Option<Vec<StakeEntry>>,
}

/// The data of the program's account at `address`, which begins with `tag`; none where nothing is there.
fn data(chain: &dyn Chain, program: TemplateProgram, address: &Pubkey, tag: &[u8]) -> Result<Option<Vec<u8>>> {
    match chain.account(address)? {
        None => Ok(None),
        Some(account) if account.owner == *program && account.data.starts_with(tag) => Ok(Some(account.data)),
        Some(_) => refuse!("{address} is not an account of the program {}", program.address()),
    }
}

impl Found {
    /// The service of `ncn`.
    pub fn load(chain: &dyn Chain, program: TemplateProgram, ncn: &Pubkey) -> Result<Self> {
        let at = program.service(ncn);
        let Some(data) = data(chain, program, &at, &SERVICE_DISCRIMINATOR)? else {
            refuse!("NCN {ncn} has no service: `template open {ncn}` opens one");
        };
        match Service::deserialize(&mut data.as_slice()) {
            Ok(service) => Ok(Self { at, service }),
            Err(error) => refuse!("the service {at} cannot be read: {error}"),
        }
    }

    /// The last height with a time that is not after `now`.
    pub fn height_at(&self, now: i64) -> Result<u64> {
        let (zero, millis) = (self.service.height_zero, self.service.height_millis.max(1));
        if now < zero {
            refuse!("the first height is {}", time::near(zero, now));
        }
        // A height's time is rounded down to the second: any that begins within this one has it.
        let ends = (i128::from(now) - i128::from(zero) + 1) * 1_000 - 1;
        Ok(u64::try_from(ends / i128::from(millis)).unwrap_or(u64::MAX))
    }

    /// When `height` is, in unix seconds: rounded down, as the core's policy has it.
    pub fn time_of(&self, height: u64) -> i64 {
        let seconds = u128::from(height) * u128::from(self.service.height_millis) / 1_000;
        self.service.height_zero.saturating_add_unsigned(u64::try_from(seconds).unwrap_or(u64::MAX))
    }

    /// The round of `height`.
    pub fn round(&self, chain: &dyn Chain, program: TemplateProgram, height: u64) -> Result<FoundRound> {
        match self.find_round(chain, program, height)? {
            Some(round) => Ok(round),
            None => {
                refuse!("height {height} has no round: `template open-round {} {height}` opens it", self.service.ncn)
            }
        }
    }

    /// The same; none if it is not open.
    pub fn find_round(&self, chain: &dyn Chain, program: TemplateProgram, height: u64) -> Result<Option<FoundRound>> {
        let at = program.round(&self.at, height);
        let data = data(chain, program, &at, &SERVICE_ROUND_DISCRIMINATOR)?;
        data.map(|data| FoundRound::read(chain, at, &data)).transpose()
    }

    /// All rounds of the service that are not closed.
    pub fn rounds(&self, chain: &dyn Chain, program: TemplateProgram) -> Result<Vec<FoundRound>> {
        // The service follows the tag, the version, the bump and the padding.
        let parts = [(0, SERVICE_ROUND_DISCRIMINATOR.to_vec()), (16, self.at.to_bytes().to_vec())];
        let found = chain.accounts_where(&program, &parts)?;
        found.into_iter().map(|(at, account)| FoundRound::read(chain, at, &account.data)).collect()
    }
}

impl FoundRound {
    fn read(chain: &dyn Chain, at: Pubkey, data: &[u8]) -> Result<Self> {
        let Ok(account) = ServiceRound::deserialize(&mut &data[..]) else { refuse!("the round {at} cannot be read") };
        let operators = chain.account(&account.table)?.and_then(|table| table::entries(&table.data));
        Ok(Self { at, account, votes: entries(data).unwrap_or_default(), operators })
    }

    /// The operators of the table; an error if it was closed.
    pub fn operators(&self) -> Result<&[StakeEntry]> {
        match &self.operators {
            Some(operators) => Ok(operators),
            None => refuse!("table {} of the round was closed: nobody can be judged by it", self.account.table),
        }
    }
}
