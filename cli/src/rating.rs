//! Ratings of NCNs and operators, from what the chain has of them.

use std::collections::BTreeMap;

use restaking_client::rating::{
    Authority, Backing, Code, Dated, NcnAccounts, NcnFacts, OperatorAccounts, OperatorFacts, PolicyRoles, Role,
    Signing, latest_table, policies, signing,
};
use restaking_client::{
    Config, Ncn, Operator, OperatorDelegation, OperatorKey, OperatorRecord, OptIn, Program, RewardOffer, SlashPolicy,
    SlashProposal, StakeTable, Vault, VaultPosition, table,
};
use solana_account::Account;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::pubkey::Pubkey;
use solana_sdk_ids::bpf_loader_upgradeable;

use crate::accounts::{self, token, token_address};
use crate::chain::Chain;
use crate::command::common::TOKEN;
use crate::deployment::Deployed;
use crate::deployment::gate::{Keeper, Own};
use crate::error::{Error, Result};
use crate::view::facts::Reader;

/// An NCN with its facts, and what its offers are compared by.
pub struct RatedNcn {
    /// The facts.
    pub facts: NcnFacts,
    /// The roles of the active policy.
    pub roles: PolicyRoles,
    /// The weight in its latest final table.
    pub total_weight: u64,
    /// Its reward offers.
    pub offers: Vec<(Pubkey, RewardOffer)>,
}

/// Reads what the NCN at `address` is rated by.
pub fn ncn(reader: &Reader, chain: &dyn Chain, address: &Pubkey, ncn: &Ncn) -> Result<RatedNcn> {
    let config: Config = accounts::load(chain, &chain.program().config())?;
    let opt_ins = values(accounts::all::<OptIn>(chain, &[("right", address)])?);
    let keys = values(accounts::all::<OperatorKey>(chain, &[("ncn", address)])?);
    let slashes = values(accounts::all::<SlashProposal>(chain, &[("ncn", address)])?);
    let records = values(accounts::all::<OperatorRecord>(chain, &[("ncn", address)])?);
    let tables: Vec<(Pubkey, StakeTable)> = accounts::all(chain, &[("ncn", address)])?;
    let offers: Vec<(Pubkey, RewardOffer)> = accounts::all(chain, &[("ncn", address)])?;
    let entries = match latest_table(&tables, reader.now) {
        Some((at, _)) => chain.account(at)?.and_then(|account| table::entries(&account.data)).unwrap_or_default(),
        None => vec![],
    };
    reader.prefetch(entries.iter().map(|entry| entry.operator).collect())?;
    let mut operators = BTreeMap::new();
    for entry in &entries {
        operators.insert(entry.operator, reader.load::<Operator>(&entry.operator)?);
    }
    let (active, announced) = policies(ncn, reader.now);
    let roles = policy_roles(chain, active)?;
    let accounts = NcnAccounts {
        ncn,
        roles,
        announced: announced.map(|policy| policy_roles(chain, policy)).transpose()?,
        config: &config,
        dated: Dated { opt_ins: &opt_ins, keys: &keys, slashes: &slashes },
        records: &records,
        entries: &entries,
        operators: &operators,
        offers: &offers.iter().map(|(_, offer)| offer.clone()).collect::<Vec<_>>(),
    };
    Ok(RatedNcn { facts: accounts.facts(reader.now), roles, total_weight: accounts.total_weight(), offers })
}

/// Reads what the operator at `address` is rated by.
pub fn operator(reader: &Reader, chain: &dyn Chain, address: &Pubkey, operator: &Operator) -> Result<OperatorFacts> {
    let mut opt_ins = values(accounts::all::<OptIn>(chain, &[("right", address)])?);
    opt_ins.extend(values(accounts::all::<OptIn>(chain, &[("left", address)])?));
    let keys = values(accounts::all::<OperatorKey>(chain, &[("operator", address)])?);
    let slashes = values(accounts::all::<SlashProposal>(chain, &[("operator", address)])?);
    let records = values(accounts::all::<OperatorRecord>(chain, &[("operator", address)])?);
    let delegations = values(accounts::all::<OperatorDelegation>(chain, &[("operator", address)])?);
    let positions = values(accounts::all::<VaultPosition>(chain, &[("owner", &operator.admin)])?);
    let program = chain.program();
    let held = |vault: &Pubkey| token_address(&operator.admin, &program.vrt_mint(vault), &TOKEN);
    let places = delegations.iter().flat_map(|each| [each.vault, held(&each.vault)]);
    reader.prefetch(places.collect())?;
    let mut vaults = vec![];
    for delegation in &delegations {
        let account = reader.account(&held(&delegation.vault))?;
        let balance = token(account.as_ref())
            .filter(|found| found.mint == program.vrt_mint(&delegation.vault) && found.owner == operator.admin)
            .map_or(0, |found| found.amount);
        let pool = program.bond_pool(&delegation.vault);
        let bonded: u64 = positions.iter().filter(|each| each.pool == pool).map(|each| each.position.bonded).sum();
        vaults.push((reader.load::<Vault>(&delegation.vault)?, balance.saturating_add(bonded)));
    }
    let backing: Vec<Backing> = delegations
        .iter()
        .zip(&vaults)
        .map(|(delegation, (vault, own_shares))| Backing { vault, delegation, own_shares: *own_shares })
        .collect();
    let dated = Dated { opt_ins: &opt_ins, keys: &keys, slashes: &slashes };
    let accounts = OperatorAccounts { operator, dated, records: &records, backing: &backing };
    accounts.facts(reader.now).map_err(|refusal| {
        Error::new(format!("the stake behind {address} cannot be read: {} against {}", refusal.value, refusal.limit))
    })
}

fn values<T>(found: Vec<(Pubkey, T)>) -> Vec<T> {
    found.into_iter().map(|(_, value)| value).collect()
}

fn policy_roles(chain: &dyn Chain, policy: &SlashPolicy) -> Result<PolicyRoles> {
    Ok(PolicyRoles { slasher: role(chain, &policy.slasher)?, resolver: role(chain, &policy.resolver)? })
}

/// What acts at `address`; none for a vacant role.
fn role(chain: &dyn Chain, address: &Pubkey) -> Result<Option<Role>> {
    if *address == Pubkey::default() {
        return Ok(None);
    }
    let account = chain.account(address)?;
    let program = match signing(address, account.as_ref().map(|account| (&account.owner, &account.data[..]))) {
        Signing::Key => return Ok(Some(Role::plain(Authority::Key))),
        Signing::Unknown => return Ok(Some(Role::plain(Authority::Unknown))),
        Signing::Program(program) => program,
    };
    let deployed = if is_upgradeable(chain, &program)? { Deployed::at(chain, &program)? } else { None };
    let Some(deployed) = deployed else { return Ok(Some(Role::plain(Authority::Unknown))) };
    let by = |key: Pubkey| if key.is_on_curve() { Code::Key } else { Code::Program };
    let code = match Keeper::of(chain, &program, deployed.authority)? {
        Keeper::Nobody => Code::Final,
        Keeper::Key(key) => by(key),
        Keeper::Gate(gated) => match (gated.notice(), &gated.own) {
            (Some(notice), _) => Code::Gate { notice },
            (None, Own::Key(key)) => by(*key),
            (None, _) => Code::Key,
        },
    };
    Ok(Some(Role {
        authority: Authority::Program(code),
        program: Some(program),
        upgrade_authority: deployed.authority,
    }))
}

/// Whether a program of the upgradeable loader is at `address`. A program of another loader, or a closed one, says nothing of its code.
fn is_upgradeable(chain: &dyn Chain, address: &Pubkey) -> Result<bool> {
    let data = Program::at(*address).program_data();
    let [program, data] = [chain.account(address)?, chain.account(&data)?];
    let is_of_loader = |account: &Account| account.owner == bpf_loader_upgradeable::ID;
    let head = State::size_of_programdata_metadata();
    Ok(program.is_some_and(|account| account.executable && is_of_loader(&account))
        && data.is_some_and(|account| is_of_loader(&account) && account.data.len() >= head))
}
