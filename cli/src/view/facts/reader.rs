//! A chain that reads each account once, and the scale of its figures.

use std::cell::RefCell;
use std::collections::HashMap;

use restaking_client::{OperatorDelegation, RewardTree, SlashProposal, Vault, VaultBondPool};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use super::super::text::Scale;
use crate::accounts::{self, Kind};
use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::idl::{IDL, LIQUID, Node};

/// A chain that reads each account once.
pub struct Reader<'a> {
    pub(super) chain: &'a dyn Chain,
    read: RefCell<HashMap<Pubkey, Option<Account>>>,
    /// The chain's time at the start.
    pub now: i64,
    /// Its slot then.
    pub(super) slot: u64,
}

impl<'a> Reader<'a> {
    /// Reads `chain`.
    pub fn new(chain: &'a dyn Chain) -> Result<Self> {
        let (now, slot) = chain.clock()?;
        Ok(Self { chain, read: RefCell::default(), now, slot })
    }

    /// The chain's slot at the start.
    pub fn slot(&self) -> u64 {
        self.slot
    }

    /// Reads many accounts at once, for later.
    pub fn prefetch(&self, addresses: Vec<Pubkey>) -> Result<()> {
        let mut addresses = addresses;
        addresses.sort_unstable();
        addresses.dedup();
        addresses.retain(|address| !self.read.borrow().contains_key(address));
        let found = self.chain.accounts(&addresses)?;
        self.read.borrow_mut().extend(addresses.into_iter().zip(found));
        Ok(())
    }

    /// Keeps accounts that were read elsewhere.
    pub fn keep(&self, accounts: impl IntoIterator<Item = (Pubkey, Account)>) {
        self.read.borrow_mut().extend(accounts.into_iter().map(|(address, account)| (address, Some(account))));
    }

    /// The account at `address`.
    pub fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        self.prefetch(vec![*address])?;
        Ok(self.read.borrow()[address].clone())
    }

    /// The account of kind `T` at `address`, if it is there.
    pub fn find<T: Kind>(&self, address: &Pubkey) -> Result<Option<T>> {
        let account = self.account(address)?;
        let program = *self.chain.program();
        let ours = account.filter(|account| account.owner == program && IDL.kind(&account.data) == Some(T::NAME));
        ours.map(|account| T::deserialize(&mut account.data.as_slice()))
            .transpose()
            .map_err(|error| Error::new(format!("the {} at {address} cannot be read: {error}", T::NOUN)))
    }

    /// The account of kind `T` at `address`.
    pub fn load<T: Kind>(&self, address: &Pubkey) -> Result<T> {
        let missing = || Error::new(format!("there is no {} at {address} on this cluster", T::NOUN));
        self.find(address)?.ok_or_else(missing)
    }

    /// The decimals of the mint at `address`; none if it is none.
    pub fn decimals(&self, address: &Pubkey) -> Result<Option<u8>> {
        Ok(self.account(address)?.as_ref().and_then(accounts::mint_in).map(|mint| mint.decimals))
    }

    /// The scale to show an account of the program's with.
    pub fn scale(&self, node: &Node) -> Result<Scale> {
        let is_liquid = LIQUID.tag(node.name()).is_some();
        let mut scale = Scale { now: self.now, is_liquid, ..Scale::default() };
        if is_liquid {
            // Tokens of all of a pool's assets have the decimals of SOL, as all stake pools' tokens have.
            scale.vault = Some(9);
            return Ok(scale);
        }
        let vault = match node.name() {
            "Vault" => {
                scale.vault = node.figure("decimals").map(|decimals| decimals as u8);
                None
            }
            "SlashPledge" => match node.address("proposal") {
                Some(slash) => self.find::<SlashProposal>(&slash)?.map(|found| found.vault),
                None => None,
            },
            "NcnAllocation" => match node.address("delegation") {
                Some(delegation) => self.find::<OperatorDelegation>(&delegation)?.map(|found| found.vault),
                None => None,
            },
            "VaultPosition" => match node.address("pool") {
                Some(pool) => self.find::<VaultBondPool>(&pool)?.map(|found| found.vault),
                None => None,
            },
            _ => node.address("vault"),
        };
        if let Some(vault) = vault {
            scale.vault = self.find::<Vault>(&vault)?.map(|vault| vault.decimals);
        }
        let mint = match node.name() {
            "RewardTree" | "RewardOffer" | "SweepNotice" => node.address("mint"),
            "RewardClaim" => match node.address("tree") {
                Some(tree) => self.find::<RewardTree>(&tree)?.map(|found| found.mint),
                None => None,
            },
            _ => None,
        };
        if let Some(mint) = mint {
            scale.reward = self.decimals(&mint)?;
        }
        Ok(scale)
    }
}
