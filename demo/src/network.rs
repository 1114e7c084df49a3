//! Two vaults, three operators and two NCNs on one chain.

use std::collections::BTreeMap;

use borsh::BorshDeserialize;
use harness::{Done, Split, Svm, Vault, entity, key, split, token};
use restaking_client::{LimitsArgs, StakeReport, pda};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// The length of an epoch, in seconds.
pub const EPOCH_SECONDS: u64 = 86_400;
/// How long a rise waits in this network from the start of an epoch: its longest epoch is its only one.
pub const RISE: i64 = 3 * EPOCH_SECONDS as i64;
/// How long a fall waits.
pub const FALL: i64 = 2 * EPOCH_SECONDS as i64;
/// The magnitude of a whole delegation.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

/// The network, with what everything in it is called.
pub struct Network {
    /// The chain.
    pub svm: Svm,
    /// When the vaults' epochs began.
    born: i64,
    names: BTreeMap<Pubkey, &'static str>,
    vaults: BTreeMap<&'static str, Vault>,
}

impl Network {
    /// Vaults with `stakes`, operators and NCNs by name. "runner" is the admin of everything.
    pub fn new(
        stakes: &[(&'static str, u64, u64)],
        operators: &[&'static str],
        ncns: &[&'static str],
    ) -> Result<Self, String> {
        let mut network = Self { svm: Svm::new()?, born: 0, names: BTreeMap::new(), vaults: BTreeMap::new() };
        let (deployer, runner) = (network.svm.deployer.insecure_clone(), runner());
        let config = harness::vault::initialize_config(&deployer.pubkey(), 60, EPOCH_SECONDS);
        network.svm.send(&[config], &[&deployer]).map_err(|failure| failure.to_string())?;
        network.svm.fund(&runner);
        for (index, name) in (0..).zip(operators) {
            network.act(entity::register_operator(&runner, index, &runner, 500))?;
            network.names.insert(pda::operator(&runner, index), name);
        }
        for (index, name) in (0..).zip(ncns) {
            network.act(entity::register_ncn(&runner, index, &runner, u64::MAX))?;
            network.names.insert(pda::ncn(&runner, index), name);
        }
        for (index, &(name, stake, leverage)) in (0..).zip(stakes) {
            network.add_vault(index, name, stake, leverage)?;
        }
        network.born = network.svm.now();
        // A higher leverage takes effect late, in a new vault as well.
        network.begin(3);
        Ok(network)
    }

    /// The vaults' epoch.
    pub fn epoch(&self) -> u64 {
        (self.svm.now() - self.born) as u64 / EPOCH_SECONDS
    }

    /// Moves the clock to the first second of the vaults' epoch `epoch`.
    pub fn begin(&mut self, epoch: u64) {
        self.svm.warp(self.born + (epoch * EPOCH_SECONDS) as i64);
    }

    fn add_vault(&mut self, index: u64, name: &'static str, stake: u64, leverage: u64) -> Result<(), String> {
        let (owner, mint) = (runner(), key(name).pubkey());
        let vault = Vault::new(owner, index, mint);
        self.svm.put(mint, token::mint_account(6, owner, None, stake * 2));
        self.svm.put(vault.assets_of(&owner), token::token_account(mint, owner, stake * 2));
        self.svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));
        let limits = LimitsArgs {
            deposit_cap: u64::MAX,
            instant_fee_bps: 100,
            instant_capacity: stake,
            instant_refill_seconds: EPOCH_SECONDS,
            restricted: false,
        };
        self.act(vault.initialize(EPOCH_SECONDS, limits))?;
        self.act(split::set_exposure(&vault, 9_000, 6_000, leverage))?;
        self.act(vault.deposit(&owner, stake, 1, false))?;
        self.names.insert(vault.address, name);
        self.vaults.insert(name, vault);
        let ncns: Vec<Pubkey> = self.all(|name| name.ends_with("(NCN)"));
        for ncn in ncns {
            self.act(entity::set_ncn_asset(&owner, &ncn, &mint, 1_000_000_000))?;
        }
        Ok(())
    }

    /// Runs an instruction that must succeed.
    pub fn act(&mut self, instruction: Instruction) -> Result<Done, String> {
        self.svm.send(&[instruction], &[&key("runner")]).map_err(|failure| failure.to_string())
    }

    /// Runs an instruction that must be refused; returns the program's sentence.
    pub fn refuse(&mut self, instruction: Instruction) -> Result<String, String> {
        match self.svm.send(&[instruction], &[&key("runner")]) {
            Ok(_) => Err("what must be refused was not".into()),
            Err(failure) => Ok(failure.to_string()),
        }
    }

    /// Both sides of the opt-in of two entities join.
    pub fn agree(&mut self, left: &str, right: &str) -> Result<(), String> {
        let (left, right) = (self.address(left), self.address(right));
        self.act(split::open_opt_in(&runner(), &left, &right))?;
        self.act(split::join_opt_in(&runner(), &left, &right, split::Side::Left))?;
        self.act(split::join_opt_in(&runner(), &left, &right, split::Side::Right)).map(drop)
    }

    /// An operator and an NCN agree, and the NCN keeps a record of it.
    pub fn admit(&mut self, operator: &str, ncn: &str) -> Result<(), String> {
        self.agree(operator, ncn)?;
        self.act(entity::open_record(&runner(), &self.address(ncn), &self.address(operator))).map(drop)
    }

    /// A vault and an NCN agree, and a slash may take up to all of the vault.
    pub fn secure(&mut self, vault: &str, ncn: &str) -> Result<(), String> {
        self.agree(vault, ncn)?;
        let (vault, ncn) = (self.address(vault), self.address(ncn));
        self.act(split::set_loss_limits(&runner(), &vault, &ncn, 10_000, 10_000)).map(drop)
    }

    /// The accounts of one operator's part of a vault in an NCN.
    pub fn split(&self, vault: &str, operator: &str, ncn: &str) -> Split {
        Split { vault: self.vaults[vault], operator: self.address(operator), ncn: self.address(ncn) }
    }

    /// What the program says stands behind `operator` in `ncn`, over `vaults`.
    pub fn report(&mut self, operator: &str, ncn: &str, vaults: &[&str]) -> Result<(StakeReport, u64), String> {
        let splits: Vec<Split> = vaults.iter().map(|vault| self.split(vault, operator, ncn)).collect();
        let done = self.act(split::slashable_stake(&splits))?;
        let report = StakeReport::try_from_slice(&done.returned).map_err(|error| error.to_string())?;
        Ok((report, done.compute))
    }

    /// The address of what is called `name`.
    pub fn address(&self, name: &str) -> Pubkey {
        self.all(|called| called == name)[0]
    }

    /// What the entity at `address` is called.
    pub fn name(&self, address: &Pubkey) -> &'static str {
        self.names[address]
    }

    fn all(&self, wanted: impl Fn(&str) -> bool) -> Vec<Pubkey> {
        self.names.iter().filter(|(_, name)| wanted(name)).map(|(address, _)| *address).collect()
    }
}

/// The admin of everything in the network.
pub fn runner() -> Pubkey {
    key("runner").pubkey()
}
