//! One reading of the chain.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::liquid::{LiquidProgram, Pool};
use restaking_client::{
    Ncn, NcnAllocation, Operator, OperatorDelegation, OperatorRecord, SlashProposal, Vault, exits, rates,
};
use solana_program::pubkey::Pubkey;

use super::gauges::{Gauges, whole};
use super::pools;
use crate::accounts::{self, Kind};
use crate::chain::Chain;
use crate::error::Result;
use crate::idl::IDL;
use crate::liquid::{self, LiquidPool};
use crate::refuse;
use crate::view::facts::{Reader, breaker_room, is_paused};

/// The parties to read: all, where none is named.
#[derive(Args, Clone, Debug, Default)]
pub struct Watched {
    /// Read this vault alone; repeatable
    #[arg(long, value_name = "ADDRESS")]
    pub vault: Vec<Pubkey>,
    /// Read what concerns this operator alone
    #[arg(long, value_name = "ADDRESS")]
    pub operator: Option<Pubkey>,
    /// Read what concerns this NCN alone
    #[arg(long, value_name = "ADDRESS")]
    pub ncn: Option<Pubkey>,
    /// Read this liquid pool alone; repeatable
    #[arg(long, value_name = "ADDRESS")]
    pub pool: Vec<Pubkey>,
    /// The program of liquid restaking, if its address is known.
    #[arg(skip)]
    pub liquid: Option<LiquidProgram>,
}

impl Watched {
    /// Refuses parties that are not on the chain: a wrong address would read as one without figures, or as a chain that is down.
    ///
    /// # Errors
    /// For the first of them, or if the chain cannot be read.
    pub fn check(&self, chain: &dyn Chain) -> Result<()> {
        self.vault.iter().try_for_each(|vault| accounts::load::<Vault>(chain, vault).map(drop))?;
        self.operator.iter().try_for_each(|operator| accounts::load::<Operator>(chain, operator).map(drop))?;
        self.ncn.iter().try_for_each(|ncn| accounts::load::<Ncn>(chain, ncn).map(drop))?;
        let Some(program) = self.liquid else {
            match self.pool.first() {
                Some(pool) => refuse!(
                    "no address of liquid restaking is configured for the pool {pool}: name it with --liquid-id"
                ),
                None => return Ok(()),
            }
        };
        self.pool.iter().try_for_each(|pool| liquid::load::<Pool>(chain, program, pool).map(drop))
    }

    /// Whether a party other than a pool is named.
    fn names_a_party(&self) -> bool {
        !self.vault.is_empty() || self.operator.is_some() || self.ncn.is_some()
    }

    /// Sets the figures of the named pools; of all, where nothing is named. A pool that cannot be read is blocked, and stops no other
    /// figure.
    fn pools(&self, chain: &dyn Chain, gauges: &Gauges) -> Result<()> {
        let Some(program) = self.liquid else { return Ok(()) };
        let set = |address: &Pubkey, read: Result<LiquidPool>| match read {
            Ok(pool) => pools::set(gauges, &pool),
            Err(why) => {
                eprintln!("the pool {address} cannot be read: {why}");
                pools::block(gauges, address);
            }
        };
        for address in &self.pool {
            set(address, LiquidPool::load(chain, program, address));
        }
        if !self.pool.is_empty() || self.names_a_party() {
            return Ok(());
        }
        for (address, pool) in liquid::each::<Pool>(chain, program, &[])? {
            set(&address, pool.and_then(|pool| LiquidPool::of(chain, program, address, pool)));
        }
        Ok(())
    }

    /// The metrics now, in Prometheus' text format.
    ///
    /// # Errors
    /// If the chain cannot be read.
    pub fn read(&self, chain: &dyn Chain) -> Result<String> {
        let (reader, gauges) = (Reader::new(chain)?, Gauges::new()?);
        gauges.chain_time_seconds.with_label_values::<&str>(&[]).set(reader.now as f64);
        gauges.chain_slot.with_label_values::<&str>(&[]).set(reader.slot() as f64);
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
        gauges.chain_lag_seconds.with_label_values::<&str>(&[]).set((machine - reader.now) as f64);

        if self.pool.is_empty() || self.names_a_party() {
            self.parties(chain, &reader, &gauges)?;
        }
        self.pools(chain, &gauges)?;
        gauges.text()
    }

    /// Sets the figures of vaults, operators and NCNs.
    fn parties(&self, chain: &dyn Chain, reader: &Reader, gauges: &Gauges) -> Result<()> {
        let stakes = self.stakes(chain)?;
        let slashes = self.slashes(chain)?;
        let vaults = self.vaults(chain, &stakes, &slashes)?;
        reader.prefetch(vaults.iter().copied().collect())?;
        for address in vaults {
            vault(gauges, &address, &reader.load(&address)?, reader.now);
        }
        for stake in &stakes {
            stake.set(gauges, reader)?;
        }
        for (address, slash) in &slashes {
            let decimals = reader.load::<Vault>(&slash.vault)?.decimals;
            let labels = [address, &slash.vault, &slash.operator, &slash.ncn].map(ToString::to_string);
            gauges.slash_open_tokens.with_label_values(&labels).set(whole(slash.slash.stake, decimals));
            gauges.slash_final_seconds.with_label_values(&labels).set(slash.final_from as f64);
        }
        for (_, record) in self.of::<OperatorRecord>(chain, &[("operator", self.operator), ("ncn", self.ncn)], &[])? {
            let labels = [record.operator, record.ncn].map(|party| party.to_string());
            gauges.operator_jailed_until_seconds.with_label_values(&labels).set(record.jailed_until as f64);
        }
        Ok(())
    }

    /// Accounts of kind `T` with these parties, and with these bytes at other fields: the node filters them.
    fn of<T: Kind>(
        &self,
        chain: &dyn Chain,
        parties: &[(&str, Option<Pubkey>)],
        bytes: &[(&str, u8)],
    ) -> Result<Vec<(Pubkey, T)>> {
        let parties = parties.iter().filter_map(|(field, party)| Some((*field, (*party)?.to_bytes().to_vec())));
        let fields: Vec<_> = parties.chain(bytes.iter().map(|(field, byte)| (*field, vec![*byte]))).collect();
        accounts::with(chain, &fields)
    }

    /// The named vaults, to be asked for one by one; one question for all, where none is named.
    fn each_vault(&self) -> Vec<Option<Pubkey>> {
        if self.vault.is_empty() { vec![None] } else { self.vault.iter().copied().map(Some).collect() }
    }

    /// The delegations and allocations of the parties.
    fn stakes(&self, chain: &dyn Chain) -> Result<Vec<Stake>> {
        let mut delegations: Vec<(Pubkey, OperatorDelegation)> = vec![];
        for vault in self.each_vault() {
            delegations.extend(self.of(chain, &[("vault", vault), ("operator", self.operator)], &[])?);
        }
        let is_small = !self.vault.is_empty() || self.operator.is_some();
        let mut allocations: Vec<(Pubkey, NcnAllocation)> = vec![];
        for of in if is_small { delegations.iter().map(|(at, _)| Some(*at)).collect() } else { vec![None] } {
            allocations.extend(self.of(chain, &[("delegation", of), ("ncn", self.ncn)], &[])?);
        }
        let stakes = delegations.into_iter().map(|(address, delegation)| {
            let own = allocations.iter().filter(|(_, allocation)| allocation.delegation == address);
            Stake { allocations: own.map(|(_, allocation)| allocation.clone()).collect(), delegation }
        });
        // An NCN's own are those that something is allocated of to it.
        Ok(stakes.filter(|stake| self.ncn.is_none() || !stake.allocations.is_empty()).collect())
    }

    /// The open slashes of the parties.
    fn slashes(&self, chain: &dyn Chain) -> Result<Vec<(Pubkey, SlashProposal)>> {
        const OPEN: u8 = 0;
        let mut open = vec![];
        for vault in self.each_vault() {
            let parties = [("vault", vault), ("operator", self.operator), ("ncn", self.ncn)];
            open.extend(self.of(chain, &parties, &[("status", OPEN)])?);
        }
        Ok(open)
    }

    /// The named vaults; else those of the stakes and slashes of a named party; else all.
    fn vaults(
        &self,
        chain: &dyn Chain,
        stakes: &[Stake],
        slashes: &[(Pubkey, SlashProposal)],
    ) -> Result<BTreeSet<Pubkey>> {
        if !self.vault.is_empty() {
            return Ok(self.vault.iter().copied().collect());
        }
        if self.operator.is_some() || self.ncn.is_some() {
            let staking = stakes.iter().map(|stake| stake.delegation.vault);
            return Ok(staking.chain(slashes.iter().map(|(_, slash)| slash.vault)).collect());
        }
        let all = chain.program_addresses(&[(0, IDL.tag(Vault::NAME).expect("a kind").to_vec())])?;
        Ok(all.into_iter().collect())
    }
}

/// A delegation, and what is allocated of it.
struct Stake {
    delegation: OperatorDelegation,
    allocations: Vec<NcnAllocation>,
}

impl Stake {
    fn set(&self, gauges: &Gauges, reader: &Reader) -> Result<()> {
        let OperatorDelegation { vault, operator, delegation, .. } = &self.delegation;
        let found: Vault = reader.load(vault)?;
        let (books, held) = (VaultLedger::from(&found.ledger), delegation.into());
        let stake = books.delegated_stake(&held, reader.now).unwrap_or(0);
        let labels = [vault, operator].map(ToString::to_string);
        gauges.delegation_stake_tokens.with_label_values(&labels).set(whole(stake, found.decimals));
        for allocation in &self.allocations {
            let stake = books.slashable_stake(&held, &(&allocation.allocation).into(), reader.now).unwrap_or(0);
            let labels = [vault, operator, &allocation.ncn].map(ToString::to_string);
            gauges.allocation_stake_tokens.with_label_values(&labels).set(whole(stake, found.decimals));
        }
        Ok(())
    }
}

fn vault(gauges: &Gauges, address: &Pubkey, vault: &Vault, now: i64) {
    let all = VaultLedger::from(&vault.ledger);
    let (books, label, decimals) = (all.books_at(now), [address.to_string()], vault.decimals);
    let stake = books.stake().unwrap_or(0);
    let exiting = books.exiting.iter().fold(0u64, |sum, part| sum.saturating_add(*part));
    let delegated = books.units.saturating_sub(books.idle) as f64 / books.units.max(1) as f64;
    for (gauge, figure) in [
        (&gauges.vault_assets_tokens, whole(books.active, decimals)),
        (&gauges.vault_stake_tokens, whole(stake, decimals)),
        (&gauges.vault_delegated_ratio, delegated),
        (&gauges.vault_rate, rates::rate(vault, now)),
        (&gauges.vault_exiting_tokens, whole(exiting, decimals)),
        (&gauges.vault_matured_tokens, whole(books.matured, decimals)),
        (&gauges.vault_escrow_tokens, whole(all.in_escrow().unwrap_or(u64::MAX), decimals)),
        (&gauges.vault_breaker_room_tokens, whole(breaker_room(&all, stake, now), decimals)),
        (&gauges.vault_paused, if is_paused(&vault.pause, now) { 1.0 } else { 0.0 }),
        (&gauges.vault_risk_version, all.risk_version as f64),
        (&gauges.vault_epoch_end_seconds, all.start_of(all.epoch_at(now).saturating_add(1)) as f64),
        (&gauges.vault_exit_claimable_seconds, exits::out_by(vault, now) as f64),
    ] {
        gauge.with_label_values(&label).set(figure);
    }
}
