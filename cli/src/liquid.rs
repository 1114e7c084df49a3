//! Liquid pools as the commands read them: with the accounts that value them, and what updates a stake pool that lags.

use std::collections::HashMap;

use borsh::BorshDeserialize;
use restaking_client::liquid::stake_pool::{StakePool, Validator, validators};
use restaking_client::liquid::value::error::{LedgerError, Rule};
use restaking_client::liquid::value::{self, AccountRef, Valued};
use restaking_client::liquid::{
    CollectedExit, ExitBatch, ExitPart, LiquidProgram, Pool, PoolAsset, PriceReport, QueuedExit, RewardAuction,
    SetAside,
};
use restaking_client::{ExitTicket, Vault};
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::accounts::{self, OtherKind, missing};
use crate::amount::tokens;
use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::idl::{Idl, LIQUID};
use crate::refuse;
use crate::time;

/// The most validators of a stake pool that are updated beside another instruction in one transaction, as in the TypeScript client.
const MOST_VALIDATORS: usize = 4;

macro_rules! kinds {
    ($($name:ident),*) => {
        $(impl OtherKind for $name {
            const NAME: &'static str = stringify!($name);

            fn idl() -> &'static Idl {
                &LIQUID
            }
        })*

        /// The names of all kinds.
        pub const KINDS: &[&str] = &[$(stringify!($name)),*];
    };
}

kinds!(Pool, QueuedExit, ExitBatch, ExitPart, CollectedExit, SetAside, PriceReport, RewardAuction);

/// The account of kind `T` at `address`; none where nothing is there.
pub fn find<T: OtherKind>(chain: &dyn Chain, program: LiquidProgram, address: &Pubkey) -> Result<Option<T>> {
    Ok(accounts::find_other(chain, &program, address)?.map(|(found, _)| found))
}

/// The account of kind `T` at `address`.
pub fn load<T: OtherKind>(chain: &dyn Chain, program: LiquidProgram, address: &Pubkey) -> Result<T> {
    accounts::load_other(chain, &program, address)
}

/// All accounts of kind `T` with these address `fields`, by their addresses.
///
/// # Errors
/// If one of them cannot be read.
pub fn all<T: OtherKind>(
    chain: &dyn Chain,
    program: LiquidProgram,
    fields: &[(&str, &Pubkey)],
) -> Result<Vec<(Pubkey, T)>> {
    accounts::all_other(chain, &program, fields)
}

/// The same, each with the error of its own reading.
pub fn each<T: OtherKind>(
    chain: &dyn Chain,
    program: LiquidProgram,
    fields: &[(&str, &Pubkey)],
) -> Result<Vec<(Pubkey, Result<T>)>> {
    accounts::each_other(chain, &program, fields)
}

/// What updates a stake pool.
pub struct Update {
    /// The stake pool.
    pub stake_pool: Pubkey,
    /// Its validators that lag, and then its balance.
    pub instructions: Vec<Instruction>,
}

/// A pool, and what values it.
pub struct LiquidPool {
    /// The program.
    pub program: LiquidProgram,
    /// The pool's address.
    pub address: Pubkey,
    /// The pool.
    pub pool: Pool,
    /// The chain's time.
    pub now: i64,
    /// The decimals of each asset, by place.
    pub decimals: Vec<u8>,
    core: restaking_client::Program,
    accounts: HashMap<Pubkey, Account>,
    epoch: u64,
}

impl LiquidPool {
    /// The places of its placements.
    pub fn placements(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.pool.placements.len()).filter(|place| self.pool.placements[*place].vault != Pubkey::default())
    }

    /// Reads the pool at `address`, and all accounts that value it.
    pub fn load(chain: &dyn Chain, program: LiquidProgram, address: &Pubkey) -> Result<Self> {
        let pool: Pool = load(chain, program, address)?;
        Self::of(chain, program, *address, pool)
    }

    /// The same of a pool that was read.
    pub fn of(chain: &dyn Chain, program: LiquidProgram, address: Pubkey, pool: Pool) -> Result<Self> {
        let (core, (now, epoch)) = (chain.program(), chain.now_and_epoch()?);
        let mut read = Self { program, address, pool, now, decimals: vec![], core, accounts: HashMap::new(), epoch };
        let mints: Vec<Pubkey> = read.pool.known_assets().map(|asset| asset.mint).collect();
        read.fetch(chain, value::needed(&read.pool).into_iter().chain(mints.iter().copied()).collect())?;
        let buckets = value::buckets(&core, &read.pool, |address| read.data(address));
        let lists = read.pool.known_assets().filter_map(|asset| Some(read.stake_pool(asset)?.validator_list));
        let more = buckets.into_iter().chain(lists).collect();
        read.fetch(chain, more)?;
        let decimals = mints.iter().map(|mint| read.accounts.get(mint).and_then(accounts::mint_in));
        read.decimals = decimals.map(|mint| mint.map_or(0, |mint| mint.decimals)).collect();
        Ok(read)
    }

    fn fetch(&mut self, chain: &dyn Chain, mut addresses: Vec<Pubkey>) -> Result<()> {
        addresses.sort_unstable();
        addresses.dedup();
        let found = chain.accounts(&addresses)?;
        self.accounts.extend(addresses.into_iter().zip(found).filter_map(|(address, found)| Some((address, found?))));
        Ok(())
    }

    fn data(&self, address: &Pubkey) -> Option<&[u8]> {
        self.accounts.get(address).map(|account| account.data.as_slice())
    }

    /// The stake pool of an asset; none for another source.
    pub fn stake_pool(&self, asset: &PoolAsset) -> Option<StakePool> {
        StakePool::decode(self.data(&asset.source)?)
    }

    /// The validators of a stake pool.
    pub fn validators(&self, pool: &StakePool) -> Option<Vec<Validator>> {
        validators(self.data(&pool.validator_list)?)
    }

    /// The cluster's epoch.
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// What it is worth now, by the rates that its sources have.
    pub fn valued(&self) -> Result<Valued> {
        let read = |address: &Pubkey| {
            let account = self.accounts.get(address)?;
            Some(AccountRef { lamports: account.lamports, data: &account.data })
        };
        let valued = Valued::new(&self.core, &self.pool, read, self.now, self.epoch);
        valued.map_err(|error| Error::new(format!("the pool {} cannot be valued: {}", self.address, sentence(&error))))
    }

    /// The accounts that value it, which follow an instruction's own.
    pub fn sources(&self) -> Vec<AccountMeta> {
        let epoch = |ticket: &Pubkey| {
            let data = self.data(ticket);
            let ticket = data.and_then(|data| ExitTicket::deserialize(&mut &data[..]).ok());
            ticket.map_or(0, |ticket| ticket.ticket.epoch)
        };
        self.pool.sources(&self.core, epoch)
    }

    /// What updates the stake pools that were not updated in this epoch of the cluster, a stake pool each.
    ///
    /// # Errors
    /// For a stake pool with more than [`MOST_VALIDATORS`] validators that lag: its own keepers update those.
    pub fn updates(&self) -> Result<Vec<Update>> {
        let mut updates = vec![];
        for place in self.valued()?.lagging {
            let asset = &self.pool.assets[place];
            let Some(pool) = self.stake_pool(asset) else { continue };
            let Some(list) = self.validators(&pool) else {
                refuse!("the list {} of validators of stake pool {} cannot be read", pool.validator_list, asset.source);
            };
            let lags = |(_, validator): &(u32, &Validator)| validator.updated_in < self.epoch;
            let lagging: Vec<_> = (0..).zip(&list).filter(lags).collect();
            if lagging.len() > MOST_VALIDATORS {
                refuse!(
                    "stake pool {} has {} validators that were not updated in epoch {} of the cluster: try again once its keepers did",
                    asset.source,
                    lagging.len(),
                    self.epoch
                );
            }
            let validators = lagging
                .into_iter()
                .map(|(place, validator)| pool.update_validators(&asset.program, &asset.source, place, &[*validator]));
            let instructions = validators.chain([pool.update(&asset.program, &asset.source)]).collect();
            updates.push(Update { stake_pool: asset.source, instructions });
        }
        Ok(updates)
    }

    /// The slot in which the program of the asset's stake pool was deployed.
    pub fn deployed_in(&self, place: usize) -> Result<Option<u64>> {
        let upgraded = self.valued()?.upgraded;
        Ok(upgraded.into_iter().find(|(upgraded, _)| *upgraded == place).map(|(_, slot)| slot))
    }

    /// The place of the asset of `mint`.
    pub fn place_of(&self, mint: &Pubkey) -> Result<usize> {
        if let Some(place) = self.pool.place_of(mint) {
            return Ok(place);
        }
        let mints: Vec<String> = self.pool.known_assets().map(|asset| asset.mint.to_string()).collect();
        match mints.is_empty() {
            true => refuse!("the pool {} has no assets yet", self.address),
            false => refuse!("{mint} is no asset of the pool {}: it has {}", self.address, mints.join(", ")),
        }
    }

    /// The place of the placement in `vault`.
    pub fn placement_of(&self, vault: &Pubkey) -> Result<usize> {
        match self.pool.placements.iter().position(|placement| placement.vault == *vault) {
            Some(place) if *vault != Pubkey::default() => Ok(place),
            _ => {
                refuse!("{vault} is no vault of the pool {}: `restake show {}` lists them", self.address, self.address)
            }
        }
    }

    /// The vault of the placement at `place`.
    pub fn vault(&self, place: usize) -> Result<Vault> {
        let address = &self.pool.placements[place].vault;
        let data = self.data(address).and_then(|data| Vault::deserialize(&mut &data[..]).ok());
        data.ok_or_else(|| Error::new(missing("vault", address)))
    }

    /// The ticket at `address`, of an exit on its way.
    pub fn ticket(&self, address: &Pubkey) -> Option<ExitTicket> {
        ExitTicket::deserialize(&mut self.data(address)?).ok()
    }

    /// The first second after `period`.
    pub fn end_of(&self, period: u64) -> i64 {
        let end = period.saturating_add(1).saturating_mul(self.pool.ledger.batch_seconds);
        i64::try_from(end).unwrap_or(i64::MAX)
    }

    /// The period of batches now.
    pub fn period(&self) -> u64 {
        self.now.max(0).unsigned_abs() / self.pool.ledger.batch_seconds.max(1)
    }

    /// Why nothing is priced now, if something blocks it, with its end.
    pub fn blocked(&self, valued: &Valued) -> Vec<String> {
        let mint = |place: usize| self.pool.assets[place].mint;
        let mut why = vec![];
        for place in &valued.silent {
            why.push(format!(
                "the source of {} gives no price: a report is too old, or Marinade is paused",
                mint(*place)
            ));
        }
        for (place, slot) in &valued.upgraded {
            why.push(format!(
                "the program of {}'s source was deployed in slot {slot}, which nobody acknowledged",
                mint(*place)
            ));
        }
        for (place, asset) in valued.ledger.assets().iter().enumerate().filter(|(_, asset)| asset.guard.is_suspicious())
        {
            let from = asset.guard.since.saturating_add_unsigned(valued.ledger.band.quarantine_seconds);
            why.push(format!(
                "the rate of {} moved too far: {} lamports for {} tokens, accepted by itself {}",
                mint(place),
                asset.guard.suspect.value,
                tokens(asset.guard.suspect.tokens, self.decimals[place]),
                time::near(from, self.now)
            ));
        }
        why
    }
}

/// Why a figure cannot be computed.
pub fn sentence(error: &LedgerError) -> String {
    match error.rule {
        Rule::StaleSource => {
            "a stake pool was not updated in this epoch, a report is too old, or Marinade is paused".to_owned()
        }
        Rule::NoRate => "a source is missing, or has no tokens or no value".to_owned(),
        Rule::NoLot => "the lot has fewer tokens".to_owned(),
        Rule::RateRejected => "a rate moved too far: only in-kind exits are open".to_owned(),
        Rule::RateQuarantined => "a rate waits to be accepted".to_owned(),
        Rule::ExitContested => "open slashes contest too much of the pool".to_owned(),
        Rule::OverReserve => "the free reserve has too few tokens".to_owned(),
        Rule::OverOutflow => "the outflow limit is used up".to_owned(),
        Rule::BelowWatermark => "the free reserve would fall below its watermark".to_owned(),
        Rule::AboveMaximum => "these shares pay for less than one token".to_owned(),
        rule => format!("{rule:?} (got {}, limit {})", error.value, error.limit),
    }
}
