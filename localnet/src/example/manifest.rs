//! The accounts of the example, by name: a file for scripts, and a table to read.

#![allow(missing_docs, reason = "the names of most fields say what they are")]

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use harness::Vault;
use restaking_client::{ID, pda};
use serde::Serialize;
use solana_program::pubkey::Pubkey;

use super::plan::{MintPlan, VaultPlan};
use crate::keys::address;

/// The addresses of everything in the example. Where an entry names another one, it does so by name.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Where the node answers RPC.
    pub rpc: String,
    /// Where it answers WebSocket.
    pub ws: String,
    pub program: String,
    pub config: String,
    /// The holders of the config's roles, and the protocol's fee.
    pub protocol: ProtocolEntry,
    /// The chain's time when the example was complete, in unix seconds.
    pub now: i64,
    /// The signers.
    pub people: BTreeMap<String, PersonEntry>,
    pub mints: BTreeMap<String, MintEntry>,
    pub vaults: BTreeMap<String, VaultEntry>,
    /// The operators' accounts.
    pub operators: BTreeMap<String, String>,
    /// The recipients of operators' commissions, if other than their creators.
    pub operator_wallets: BTreeMap<String, String>,
    /// The NCNs' accounts.
    pub ncns: BTreeMap<String, String>,
    /// Rewards in vaults' own assets, by their vault.
    pub income: BTreeMap<String, IncomeEntry>,
    /// Pauses that are in force, by their vault.
    pub pauses: BTreeMap<String, PauseEntry>,
    /// Exit tickets.
    pub tickets: BTreeMap<String, TicketEntry>,
    pub slashes: BTreeMap<String, SlashEntry>,
    /// Pledges for open slashes, by their pledger.
    pub pledges: BTreeMap<String, PledgeEntry>,
    /// Stake on its way from one operator to another, by its vault.
    pub moves: BTreeMap<String, MoveEntry>,
    /// Sweeps that are announced, by their vault.
    pub sweeps: BTreeMap<String, SweepEntry>,
    /// Grants, by the party that gave them.
    pub grants: BTreeMap<String, GrantEntry>,
    /// The upgrade gate, on a chain that has it.
    pub upgrade_gate: Option<GateEntry>,
    /// Reward trees, by their NCN.
    pub reward_trees: BTreeMap<String, TreeEntry>,
    /// Bond pools, by their vault.
    pub bond_pools: BTreeMap<String, PoolEntry>,
    /// Tables of weights, by their NCN.
    pub stake_tables: BTreeMap<String, TableEntry>,
    /// Price oracles, by their NCN.
    pub oracles: BTreeMap<String, OracleEntry>,
    /// Validators, on a chain with native stake.
    pub validators: BTreeMap<String, ValidatorEntry>,
    /// Stake accounts.
    pub stake_accounts: BTreeMap<String, StakeAccountEntry>,
    /// The program of liquid restaking, on a chain that has it.
    pub liquid_program: Option<String>,
    /// Stake pools.
    pub stake_pools: BTreeMap<String, StakePoolEntry>,
    /// Liquid pools.
    pub liquid_pools: BTreeMap<String, LiquidPoolEntry>,
    /// Requests in the queue of a liquid pool.
    pub queued_exits: BTreeMap<String, QueuedExitEntry>,
    /// Parts of exits from vaults that leavers in kind have.
    pub exit_parts: BTreeMap<String, ExitPartEntry>,
}

/// A signer.
#[derive(Clone, Debug, Serialize)]
pub struct PersonEntry {
    pub address: String,
    /// What it is in the example.
    pub is: String,
    /// The keypair file.
    pub keypair: String,
}

/// The protocol's roles and fee.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProtocolEntry {
    /// The config's admin.
    pub admin: String,
    /// Raises pauses of all vaults.
    pub guardian: String,
    /// Receives its fees.
    pub fee_wallet: String,
    /// Its part of rewards in vaults' assets, in basis points.
    pub fee_bps: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct MintEntry {
    pub address: String,
    pub decimals: u8,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VaultEntry {
    pub address: String,
    /// The asset's mint.
    pub asset: String,
    /// The mint of its shares.
    pub vrt_mint: String,
    /// The token account of its assets.
    pub asset_account: String,
    /// Its admin and curator.
    pub admin: String,
    /// Sets its fees.
    pub fee_admin: String,
    /// Receives them.
    pub fee_wallet: String,
    /// Raises its pauses; none if the role is empty.
    pub guardian: Option<String>,
    /// The length of its epochs.
    pub epoch_seconds: u64,
}

/// Rewards in a vault's own asset.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IncomeEntry {
    /// What has been paid, in smallest units, with what operators, the vault and the protocol got of it.
    pub paid: u64,
    /// When all paid rewards will have streamed.
    pub streams_until: i64,
}

/// A pause that is in force.
#[derive(Clone, Debug, Serialize)]
pub struct PauseEntry {
    /// What does not happen meanwhile.
    pub kinds: Vec<String>,
    /// The first second in which it does again.
    pub until: i64,
}

/// An exit ticket.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketEntry {
    pub address: String,
    pub vault: String,
    pub owner: String,
    pub bucket: String,
    /// The bucket's epoch.
    pub epoch: u64,
    /// The first second in which it can be claimed.
    pub claimable_from: i64,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SlashEntry {
    pub address: String,
    pub vault: String,
    pub operator: String,
    pub ncn: String,
    /// What it took, in smallest units of the vault's asset.
    pub stake: u64,
    /// The vault's epoch when it was proposed.
    pub epoch: u64,
    /// The first second in which it can be vetoed no longer.
    pub final_from: i64,
}

/// A pledge.
#[derive(Clone, Debug, Serialize)]
pub struct PledgeEntry {
    pub address: String,
    pub slash: String,
    pub pledger: String,
    /// In smallest units of the vault's asset.
    pub amount: u64,
}

/// A move of stake.
#[derive(Clone, Debug, Serialize)]
pub struct MoveEntry {
    /// The delegation that the stake leaves.
    pub address: String,
    pub vault: String,
    pub from: String,
    pub to: String,
    /// How many of the vault's units move.
    pub units: u64,
}

/// A sweep that is announced.
#[derive(Clone, Debug, Serialize)]
pub struct SweepEntry {
    /// The notice.
    pub address: String,
    pub vault: String,
    pub mint: String,
    /// What goes to the vault's fee wallet, in smallest units.
    pub amount: u64,
    /// The first second in which it can.
    pub due: i64,
}

/// A grant.
#[derive(Clone, Debug, Serialize)]
pub struct GrantEntry {
    pub address: String,
    pub holder: String,
    /// The first second in which it opens nothing.
    pub until: i64,
}

/// An upgrade gate with an upgrade that is announced.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GateEntry {
    pub address: String,
    /// The gate program.
    pub program: String,
    /// Since when the gate knows the code that runs.
    pub code_since: i64,
    /// The first second in which the announced code can run.
    pub executable_from: i64,
    /// The SHA-256 of the announced code, in hexadecimal.
    pub code_hash: String,
}

/// A reward tree.
#[derive(Clone, Debug, Serialize)]
pub struct TreeEntry {
    pub address: String,
    pub ncn: String,
    pub mint: String,
    /// The token account of what it pays out of.
    pub treasury: String,
    /// What has been published, in its order.
    pub roots: Vec<RootEntry>,
}

/// A list that a root was published of.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootEntry {
    /// What all have earned.
    pub total: u64,
    /// The time from which it is active.
    pub counts_from: i64,
    /// The earners and their totals.
    pub list: Vec<Earning>,
}

/// An earner in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Earning {
    pub earner: String,
    pub address: String,
    /// How much it has earned from the beginning on.
    pub cumulative: u64,
}

/// A bond pool.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolEntry {
    pub address: String,
    pub vault: String,
    /// The token account of the bonded shares.
    pub bonded_account: String,
    /// The mints that it pays in, by their places.
    pub rewards: Vec<String>,
}

/// A table of weights.
#[derive(Clone, Debug, Serialize)]
pub struct TableEntry {
    pub address: String,
    pub ncn: String,
}

/// A price oracle.
#[derive(Clone, Debug, Serialize)]
pub struct OracleEntry {
    pub address: String,
    /// The program that it is of.
    pub program: String,
    pub feeds: BTreeMap<String, FeedEntry>,
}

/// A feed of a price oracle.
#[derive(Clone, Debug, Serialize)]
pub struct FeedEntry {
    pub address: String,
    /// The kind of its votes.
    pub number: u8,
}

/// A validator.
#[derive(Clone, Debug, Serialize)]
pub struct ValidatorEntry {
    /// The vote account.
    pub address: String,
    /// The token of its pool, if it has one.
    pub token: Option<String>,
}

/// A stake account.
#[derive(Clone, Debug, Serialize)]
pub struct StakeAccountEntry {
    /// The address.
    pub address: String,
    /// The owner.
    pub owner: String,
    /// The validator that it is delegated to.
    pub validator: String,
}

/// A stake pool.
#[derive(Clone, Debug, Serialize)]
pub struct StakePoolEntry {
    pub address: String,
    /// Its token.
    pub token: String,
}

/// A liquid pool.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LiquidPoolEntry {
    pub address: String,
    /// The mint of its shares.
    pub lrt_mint: String,
    pub admin: String,
    pub curator: String,
    pub guardian: String,
    pub fee_wallet: String,
    /// Its assets, by place.
    pub assets: Vec<String>,
    /// The vaults of its placements, by place.
    pub vaults: Vec<String>,
}

/// A request in a queue.
#[derive(Clone, Debug, Serialize)]
pub struct QueuedExitEntry {
    pub address: String,
    /// The liquid pool.
    pub pool: String,
    pub owner: String,
    /// The number that its owner gave it.
    pub nonce: u64,
    pub batch: String,
    /// The asset that it is paid in.
    pub asset: String,
}

/// A part of an exit from a vault.
#[derive(Clone, Debug, Serialize)]
pub struct ExitPartEntry {
    pub address: String,
    /// The liquid pool.
    pub pool: String,
    pub owner: String,
    /// The ticket that the exit had.
    pub ticket: String,
    /// The vault that it was from.
    pub vault: String,
}

impl Manifest {
    /// A manifest of nothing yet, on the node that answers at `rpc` and `ws`.
    pub fn new(rpc: String, ws: String) -> Self {
        Self {
            rpc,
            ws,
            program: ID.to_string(),
            config: pda::config().to_string(),
            protocol: ProtocolEntry::default(),
            now: 0,
            people: BTreeMap::new(),
            mints: BTreeMap::new(),
            vaults: BTreeMap::new(),
            operators: BTreeMap::new(),
            operator_wallets: BTreeMap::new(),
            ncns: BTreeMap::new(),
            income: BTreeMap::new(),
            pauses: BTreeMap::new(),
            tickets: BTreeMap::new(),
            slashes: BTreeMap::new(),
            pledges: BTreeMap::new(),
            moves: BTreeMap::new(),
            sweeps: BTreeMap::new(),
            grants: BTreeMap::new(),
            upgrade_gate: None,
            reward_trees: BTreeMap::new(),
            bond_pools: BTreeMap::new(),
            stake_tables: BTreeMap::new(),
            oracles: BTreeMap::new(),
            validators: BTreeMap::new(),
            stake_accounts: BTreeMap::new(),
            liquid_program: None,
            stake_pools: BTreeMap::new(),
            liquid_pools: BTreeMap::new(),
            queued_exits: BTreeMap::new(),
            exit_parts: BTreeMap::new(),
        }
    }

    pub fn add_mint(&mut self, plan: &MintPlan) {
        let entry = MintEntry { address: address(plan.name).to_string(), decimals: plan.decimals };
        self.mints.insert(plan.name.into(), entry);
    }

    pub fn add_vault(&mut self, plan: &VaultPlan, vault: &Vault) {
        let entry = VaultEntry {
            address: vault.address.to_string(),
            asset: plan.mint.into(),
            vrt_mint: vault.vrt_mint.to_string(),
            asset_account: vault.asset_account.to_string(),
            admin: plan.admin.into(),
            fee_admin: plan.fee_admin().into(),
            fee_wallet: plan.fee_admin().into(),
            guardian: plan.guardian.map(Into::into),
            epoch_seconds: plan.epoch_seconds,
        };
        self.vaults.insert(plan.name.into(), entry);
    }

    pub fn add_operator(&mut self, name: &str, operator: &Pubkey) {
        self.operators.insert(name.into(), operator.to_string());
    }

    pub fn add_ncn(&mut self, name: &str, ncn: &Pubkey) {
        self.ncns.insert(name.into(), ncn.to_string());
    }
}

impl Display for Manifest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut row = |kind: &str, name: &str, address: &str, what: &str| {
            writeln!(f, "  {kind:<12} {name:<13} {address:<45} {what}").map(drop)
        };
        row("program", "", &self.program, "")?;
        for (name, mint) in &self.mints {
            row("mint", name, &mint.address, &format!("{} decimals", mint.decimals))?;
        }
        for (name, vault) in &self.vaults {
            let what = format!("{}, epochs of {}, {}'s", vault.asset, span(vault.epoch_seconds), vault.admin);
            row("vault", name, &vault.address, &what)?;
        }
        for (name, address) in &self.operators {
            row("operator", name, address, "")?;
        }
        for (name, address) in &self.ncns {
            row("NCN", name, address, "")?;
        }
        for (name, income) in &self.income {
            row("income", name, &self.vaults[name].address, &self.until(income.streams_until, "all out"))?;
        }
        for (name, pause) in &self.pauses {
            let what = format!("{}, {}", pause.kinds.join(", "), self.until(pause.until, "over"));
            row("pause", name, &self.vaults[name].address, &what)?;
        }
        for (name, ticket) in &self.tickets {
            let when = self.until(ticket.claimable_from, "claimable");
            row("exit ticket", name, &ticket.address, &format!("{}'s, {}, {when}", ticket.owner, ticket.vault))?;
        }
        for (name, slash) in &self.slashes {
            let when = self.until(slash.final_from, "final");
            let what = format!("{} of {} in {}, {when}", slash.ncn, slash.operator, slash.vault);
            row("slash", name, &slash.address, &what)?;
        }
        for (name, pledge) in &self.pledges {
            row("pledge", name, &pledge.address, &format!("for the slash {}", pledge.slash))?;
        }
        for (name, moving) in &self.moves {
            row("move", name, &moving.address, &format!("from {} to {}", moving.from, moving.to))?;
        }
        for (name, sweep) in &self.sweeps {
            let what = format!("{}, {}", sweep.mint, self.until(sweep.due, "due"));
            row("sweep", name, &sweep.address, &what)?;
        }
        for (name, grant) in &self.grants {
            let what = format!("to {}, {}", grant.holder, self.until(grant.until, "over"));
            row("grant", name, &grant.address, &what)?;
        }
        if let Some(gate) = &self.upgrade_gate {
            row("upgrade gate", "", &gate.address, &self.until(gate.executable_from, "other code"))?;
        }
        for (name, tree) in &self.reward_trees {
            row("reward tree", name, &tree.address, &format!("{}, {} roots", tree.mint, tree.roots.len()))?;
        }
        for (name, pool) in &self.bond_pools {
            row("bond pool", name, &pool.address, &pool.rewards.join(", "))?;
        }
        for (name, table) in &self.stake_tables {
            row("stake table", name, &table.address, "")?;
        }
        for (name, oracle) in &self.oracles {
            row("oracle", name, &oracle.address, "")?;
            for (feed, entry) in &oracle.feeds {
                row("feed", feed, &entry.address, &format!("number {} of {name}", entry.number))?;
            }
        }
        for (name, validator) in &self.validators {
            row("validator", name, &validator.address, validator.token.as_deref().unwrap_or("no pool"))?;
        }
        for (name, account) in &self.stake_accounts {
            let what = format!("{}'s, {}", account.owner, account.validator);
            row("stake", name, &account.address, &what)?;
        }
        for (name, pool) in &self.stake_pools {
            row("stake pool", name, &pool.address, &pool.token)?;
        }
        for (name, pool) in &self.liquid_pools {
            row("liquid pool", name, &pool.address, &pool.vaults.join(", "))?;
        }
        for (name, exit) in &self.queued_exits {
            row("queued exit", name, &exit.address, &format!("{}'s, {}", exit.owner, exit.asset))?;
        }
        for (name, part) in &self.exit_parts {
            row("exit part", name, &part.address, &format!("{}'s, {}", part.owner, part.vault))?;
        }
        for (name, person) in &self.people {
            row("key", name, &person.address, &person.is)?;
        }
        Ok(())
    }
}

impl Manifest {
    fn until(&self, time: i64, what: &str) -> String {
        if time <= self.now {
            return what.into();
        }
        format!("{what} in {}", span((time - self.now).unsigned_abs()))
    }
}

/// A time to read, of at most two units.
fn span(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let parts = [(days, "d"), (hours, "h"), (minutes, "min")];
    let shown: Vec<_> = parts.into_iter().filter(|(count, _)| *count > 0).take(2).collect();
    if shown.is_empty() {
        return format!("{seconds} s");
    }
    shown.into_iter().map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
}
