//! What the accounts hold by the ledger: decoded, changed by the ledger's own transitions, and encoded again.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use bytemuck::{AnyBitPattern, NoUninit};
use harness::{Failure, Svm, token};
use restaking_client::ledger::refusal::Refusal;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{Config, RestakingError, VAULT_DISCRIMINATOR, Vault, pda};
use solana_program::pubkey::Pubkey;

/// SPL Token's error for a balance that is too low.
const INSUFFICIENT: u32 = 1;

/// Why an instruction must be refused.
#[derive(Debug)]
pub enum Refused {
    /// The ledger's reason, with its figures.
    Ledger(Refusal),
    /// The program's own, with figures where it has some.
    Program(RestakingError, Option<[u64; 2]>),
    /// SPL Token's code.
    Token(u32),
    /// An account is missing, or there already: not for the program to say.
    Account,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Ledger(refusal)
    }
}

impl From<RestakingError> for Refused {
    fn from(error: RestakingError) -> Self {
        Self::Program(error, None)
    }
}

impl Refused {
    /// Whether `failure` is this refusal, by code and figures.
    pub fn is(&self, failure: &Failure) -> bool {
        let said = |name: &str, figures: [u64; 2]| {
            let error = failure.restaking();
            error.is_some_and(|error| format!("{error:?}") == name && failure.logs_error(&error, figures))
        };
        match self {
            Self::Ledger(Refusal { rule, value, limit }) => said(&format!("{rule:?}"), [*value, *limit]),
            Self::Program(error, Some(figures)) => said(&format!("{error:?}"), *figures),
            Self::Program(error, None) => failure.restaking().as_ref() == Some(error),
            Self::Token(code) => failure.restaking().is_none() && failure.code() == Some(*code),
            Self::Account => failure.restaking().is_none(),
        }
    }

    /// The reason's name, to count it by.
    pub fn name(&self) -> String {
        match self {
            Self::Ledger(refusal) => format!("{:?}", refusal.rule),
            Self::Program(error, _) => format!("{error:?}"),
            Self::Token(code) => format!("SPL Token {code}"),
            Self::Account => "an account".into(),
        }
    }
}

/// A client's struct as the ledger's, which has the same bytes.
pub fn to_ledger<T: AnyBitPattern>(value: &impl BorshSerialize) -> T {
    bytemuck::pod_read_unaligned(&borsh::to_vec(value).expect("a few hundred bytes"))
}

/// A ledger's struct as the client's.
pub fn to_client<T: BorshDeserialize>(value: &impl NoUninit) -> T {
    T::try_from_slice(bytemuck::bytes_of(value)).expect("the same bytes")
}

/// An account of `bytes` bytes, all zero but for its discriminator.
pub fn blank<T: BorshDeserialize>(bytes: usize, discriminator: [u8; 8]) -> T {
    let mut data = vec![0; bytes];
    data[..8].copy_from_slice(&discriminator);
    T::try_from_slice(&data).expect("an account of this length")
}

/// The accounts.
#[derive(Default)]
pub struct State {
    /// The program's, with their bytes.
    pub accounts: BTreeMap<Pubkey, Vec<u8>>,
    /// Token accounts, with their balances.
    pub tokens: BTreeMap<Pubkey, u64>,
    /// Mints, with their supplies.
    pub supplies: BTreeMap<Pubkey, u64>,
    /// The time.
    pub now: i64,
    pub slot: u64,
}

impl State {
    /// The account at `at`, decoded.
    pub fn read<T: BorshDeserialize>(&self, at: &Pubkey) -> T {
        self.find(at).unwrap_or_else(|| panic!("there is no account at {at}"))
    }

    /// The same, if there is one.
    pub fn find<T: BorshDeserialize>(&self, at: &Pubkey) -> Option<T> {
        self.accounts.get(at).map(|bytes| T::try_from_slice(bytes).expect("an account of this type"))
    }

    /// All accounts of one kind, decoded.
    pub fn all<T: BorshDeserialize>(&self, discriminator: [u8; 8]) -> Vec<(Pubkey, T)> {
        let found = self.accounts.iter().filter(|(_, bytes)| bytes.starts_with(&discriminator));
        found.map(|(at, bytes)| (*at, T::try_from_slice(bytes).expect("an account of this type"))).collect()
    }

    /// The balance of a token account.
    pub fn balance(&self, at: &Pubkey) -> u64 {
        self.tokens.get(at).copied().unwrap_or_default()
    }

    /// The ledger of a vault.
    pub fn ledger(&self, vault: &Pubkey) -> VaultLedger {
        to_ledger(&self.read::<Vault>(vault).ledger)
    }

    /// What is to become of it in one transaction.
    pub fn draft(&self) -> Draft<'_> {
        Draft {
            state: self,
            accounts: BTreeMap::new(),
            tokens: BTreeMap::new(),
            supplies: BTreeMap::new(),
            opened: vec![],
            gone: vec![],
            sights: vec![],
            returned: None,
        }
    }

    /// What the chain has at `at` that is not what is held of it here.
    pub fn difference(&self, svm: &Svm, at: &Pubkey) -> Option<String> {
        let account = svm.account(at);
        if let Some(balance) = self.tokens.get(at) {
            let found = account.map(|account| token::amount(&account.data));
            return (found != Some(*balance)).then(|| format!("{at} holds {found:?} tokens and not {balance}"));
        }
        if let Some(supply) = self.supplies.get(at) {
            let found = account.map(|account| token::supply(&account.data));
            return (found != Some(*supply)).then(|| format!("the supply of {at} is {found:?} and not {supply}"));
        }
        let found = account.filter(|account| account.owner == restaking_client::ID).map(|account| account.data);
        let wanted = self.accounts.get(at);
        if found.as_ref() == wanted {
            return None;
        }
        let (Some(found), Some(wanted)) = (&found, wanted) else {
            return Some(format!("{at} is there: {}, and should be: {}", found.is_some(), wanted.is_some()));
        };
        let place = found.iter().zip(wanted).position(|(found, wanted)| found != wanted);
        Some(format!("{at} differs from byte {place:?} on:\n{found:?}\nand not\n{wanted:?}"))
    }
}

/// What a transaction makes of the state, if it succeeds.
pub struct Draft<'a> {
    state: &'a State,
    accounts: BTreeMap<Pubkey, Option<Vec<u8>>>,
    tokens: BTreeMap<Pubkey, u64>,
    supplies: BTreeMap<Pubkey, u64>,
    opened: Vec<Pubkey>,
    gone: Vec<Pubkey>,
    sights: Vec<&'static str>,
    /// What the last instruction returns, where that is known.
    pub returned: Option<Vec<u8>>,
}

/// What a transaction changed.
pub struct Changes {
    accounts: BTreeMap<Pubkey, Option<Vec<u8>>>,
    tokens: BTreeMap<Pubkey, u64>,
    supplies: BTreeMap<Pubkey, u64>,
    opened: Vec<Pubkey>,
    gone: Vec<Pubkey>,
    /// What was seen on the way.
    pub sights: Vec<&'static str>,
    /// What it returns, where that is known.
    pub returned: Option<Vec<u8>>,
}

impl Draft<'_> {
    /// Notes that something was seen that few transactions come to.
    pub fn saw(&mut self, sight: &'static str) {
        self.sights.push(sight);
    }

    /// The time.
    pub fn now(&self) -> i64 {
        self.state.now
    }

    pub fn slot(&self) -> u64 {
        self.state.slot
    }

    /// The account at `at`, decoded, if there is one.
    pub fn find<T: BorshDeserialize>(&self, at: &Pubkey) -> Option<T> {
        match self.accounts.get(at) {
            Some(changed) => changed.as_ref().map(|bytes| T::try_from_slice(bytes).expect("an account of this type")),
            None => self.state.find(at),
        }
    }

    /// The account at `at`, decoded; a refusal where there is none.
    pub fn read<T: BorshDeserialize>(&self, at: &Pubkey) -> Result<T, Refused> {
        self.find(at).ok_or(Refused::Account)
    }

    /// The vault at `at`, if it is one.
    pub fn find_vault(&self, at: &Pubkey) -> Option<Vault> {
        let bytes = self.accounts.get(at).map_or_else(|| self.state.accounts.get(at), Option::as_ref);
        bytes.filter(|bytes| bytes.starts_with(&VAULT_DISCRIMINATOR))?;
        self.find(at)
    }

    /// Writes the account at `at`.
    pub fn write(&mut self, at: &Pubkey, value: &impl BorshSerialize) {
        self.accounts.insert(*at, Some(borsh::to_vec(value).expect("memory")));
    }

    /// Writes an account that was not there. Its version and bump are the chain's to say.
    pub fn open<T: BorshSerialize + BorshDeserialize>(&mut self, at: &Pubkey, value: &T) -> Result<(), Refused> {
        if self.find::<T>(at).is_some() {
            return Err(Refused::Account);
        }
        self.opened.push(*at);
        self.write(at, value);
        Ok(())
    }

    /// Closes the account at `at`.
    pub fn close(&mut self, at: &Pubkey) {
        self.accounts.insert(*at, None);
    }

    /// Closes a token account.
    pub fn close_tokens(&mut self, at: &Pubkey) {
        self.gone.push(*at);
    }

    /// A token account's balance.
    pub fn balance(&self, at: &Pubkey) -> u64 {
        self.tokens.get(at).copied().unwrap_or_else(|| self.state.balance(at))
    }

    /// Moves tokens.
    pub fn transfer(&mut self, from: &Pubkey, to: &Pubkey, amount: u64) -> Result<(), Refused> {
        let left = self.balance(from).checked_sub(amount).ok_or(Refused::Token(INSUFFICIENT))?;
        self.tokens.insert(*from, left);
        let has = self.balance(to);
        self.tokens.insert(*to, has + amount);
        Ok(())
    }

    /// Mints tokens.
    pub fn mint(&mut self, mint: &Pubkey, to: &Pubkey, amount: u64) {
        let has = self.balance(to);
        self.tokens.insert(*to, has + amount);
        let supply = self.supply(mint);
        self.supplies.insert(*mint, supply + amount);
    }

    /// Burns tokens.
    pub fn burn(&mut self, mint: &Pubkey, from: &Pubkey, amount: u64) -> Result<(), Refused> {
        let left = self.balance(from).checked_sub(amount).ok_or(Refused::Token(INSUFFICIENT))?;
        self.tokens.insert(*from, left);
        let supply = self.supply(mint);
        self.supplies.insert(*mint, supply - amount);
        Ok(())
    }

    fn supply(&self, mint: &Pubkey) -> u64 {
        self.supplies.get(mint).copied().unwrap_or_else(|| self.state.supplies[mint])
    }

    /// Has the vault's ledger do `transition`, and counts an event.
    pub fn vault<R>(
        &mut self,
        at: &Pubkey,
        transition: impl FnOnce(&mut VaultLedger, i64) -> Result<R, Refusal>,
    ) -> Result<R, Refused> {
        let mut vault: Vault = self.read(at)?;
        let mut ledger = to_ledger(&vault.ledger);
        let done = transition(&mut ledger, self.now())?;
        vault.ledger = to_client(&ledger);
        vault.events += 1;
        self.write(at, &vault);
        Ok(done)
    }

    /// Does what the vault's ledger does not see, and counts an event.
    pub fn vault_event(&mut self, at: &Pubkey, change: impl FnOnce(&mut Vault)) -> Result<(), Refused> {
        let mut vault: Vault = self.read(at)?;
        change(&mut vault);
        vault.events += 1;
        self.write(at, &vault);
        Ok(())
    }

    /// Refuses what a pause of the vault or of the config covers.
    pub fn check_pause(&self, vault: &Pubkey, kind: u64) -> Result<(), Refused> {
        let of_vault: Pause = to_ledger(&self.read::<Vault>(vault)?.pause);
        let of_config: Pause = to_ledger(&self.read::<Config>(&pda::config())?.pause);
        of_vault.check(kind, self.now())?;
        Ok(of_config.check(kind, self.now())?)
    }

    /// Refuses a signer that has not seen all that the vault announced.
    pub fn check_risk(&self, vault: &Pubkey, seen: u64) -> Result<(), Refused> {
        let ledger: VaultLedger = to_ledger(&self.read::<Vault>(vault)?.ledger);
        Ok(ledger.check_risk(seen)?)
    }

    /// What it changed.
    pub fn changes(self) -> Changes {
        let Self { accounts, tokens, supplies, opened, gone, sights, returned, .. } = self;
        Changes { accounts, tokens, supplies, opened, gone, sights, returned }
    }
}

impl Changes {
    /// Takes them over into `state`, after the transaction has succeeded on `svm`.
    pub fn apply(self, state: &mut State, svm: &Svm) {
        for (at, bytes) in self.accounts {
            match bytes {
                Some(mut bytes) => {
                    if let Some(made) = self.opened.contains(&at).then(|| svm.account(&at)).flatten() {
                        bytes[8..10].copy_from_slice(&made.data[8..10]);
                    }
                    state.accounts.insert(at, bytes);
                }
                None => drop(state.accounts.remove(&at)),
            }
        }
        state.tokens.extend(self.tokens);
        state.supplies.extend(self.supplies);
        state.tokens.retain(|at, _| !self.gone.contains(at));
    }
}
