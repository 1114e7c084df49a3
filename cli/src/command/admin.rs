//! Admins and other roles, and the config.

use clap::{Subcommand, ValueEnum};
use restaking_client::{self as client, Config, Ncn, Operator, Program, RewardTree, Vault};
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;

use super::common::{AddressOrNone, SYSTEM, as_bps};
use super::grant::{self, SetGrant};
use crate::accounts;
use crate::amount::{Fraction, percent};
use crate::cluster::check_min_epoch;
use crate::error::Result;
use crate::idl::IDL;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::Span;

/// Admins.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Propose another admin of a vault, an operator, an NCN or the config; `none` withdraws the proposal
    Propose {
        /// The vault, operator, NCN or config
        governed: Pubkey,
        /// The new admin
        new_admin: AddressOrNone,
    },
    /// Accept a proposal and become the admin
    Accept {
        /// The vault, operator, NCN or config
        governed: Pubkey,
        /// Take over the lesser roles that the previous admin holds; an NCN's take effect as its policy does
        #[arg(long)]
        reset_roles: bool,
    },
    /// Leave a vault, an operator or an NCN without an admin, permanently
    Renounce {
        /// The vault, operator, NCN or config
        governed: Pubkey,
    },
    /// Give a lesser role of a vault, an operator or the config to another address
    SetRole {
        /// The vault, operator, NCN or config
        governed: Pubkey,
        /// The role
        role: Role,
        /// The new holder; `none` for no holder
        holder: AddressOrNone,
    },
    /// Lets another key do kinds of acts in the admin's place for a time; the same key again: with other terms
    Grant(SetGrant),
    /// Closes a grant; for the admin and the holder, and for anyone where it is void or over
    RevokeGrant {
        /// The vault, operator or NCN
        entity: Pubkey,
        /// The key that it is for [default: the signer's]
        holder: Option<Pubkey>,
    },
    /// Voids all grants of a vault, an operator or an NCN
    VoidGrants {
        /// The vault, operator or NCN
        entity: Pubkey,
    },
}

/// Lesser roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Raises pauses.
    Guardian,
    /// Sets the fees.
    FeeAdmin,
    /// Receives the fees.
    FeeWallet,
    /// Signs every deposit into a vault beside its depositor.
    DepositGate,
}

impl From<Role> for client::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Guardian => Self::Guardian,
            Role::FeeAdmin => Self::FeeAdmin,
            Role::FeeWallet => Self::FeeWallet,
            Role::DepositGate => Self::DepositGate,
        }
    }
}

impl AdminCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Propose { governed, new_admin } => {
                let new_admin = new_admin.0;
                let what = match new_admin {
                    SYSTEM => format!("Withdraw the proposal of an admin of {governed}"),
                    _ => format!("Propose {new_admin} as admin of {governed}"),
                };
                let accounts = client::ProposeAdmin { admin: me, governed };
                let args = client::ProposeAdminInstructionArgs { new_admin };
                check_governed(session, &governed)?;
                let mut plan = Plan::new(what);
                session.check_named(&mut plan, [&new_admin])?;
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Accept { governed, reset_roles } => accept(session, governed, reset_roles),
            Self::Renounce { governed } => {
                check_governed(session, &governed)?;
                let accounts = client::RenounceAdmin { admin: me, governed };
                let what = format!("Leave {governed} without an admin, permanently: nobody will ever change it again");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Grant(set) => set.run(session),
            Self::RevokeGrant { entity, holder } => grant::revoke(session, entity, holder),
            Self::VoidGrants { entity } => grant::void(session, entity),
            Self::SetRole { governed, role, holder } => {
                check_governed(session, &governed)?;
                let accounts = client::SetRole { admin: me, governed };
                let args = client::SetRoleInstructionArgs { role: role.into(), new_holder: holder.0 };
                let mut plan = Plan::new(format!("Make {} the {} of {governed}", holder.0, args.role.name()));
                session.check_named(&mut plan, [&holder.0])?;
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
        }
    }
}

/// Becomes the admin, and says which lesser roles stay with the admin before.
fn accept(session: &mut Session, governed: Pubkey, reset_roles: bool) -> Result<()> {
    check_governed(session, &governed)?;
    let kind = session.chain.account(&governed)?.and_then(|account| IDL.kind(&account.data).map(ToOwned::to_owned));
    let is_ncn = kind.as_deref() == Some("Ncn");
    let (before, held) = roles(session, &governed, kind.as_deref().unwrap_or_default())?;
    let mut what = format!("Become the admin of {governed}");
    if !held.is_empty() {
        let held = held.join(", ");
        what += &match reset_roles {
            true => format!(", and take over from {before}: {held}"),
            false => format!(". {before} STAYS: {held}. --reset-roles takes these over"),
        };
    }
    let config = (is_ncn && reset_roles).then(|| session.program().config());
    let accounts = client::AcceptAdmin { pending_admin: session.me(), governed, config };
    let args = client::AcceptAdminInstructionArgs { reset_roles };
    let mut plan = Plan::new(what).with(accounts.instruction_at(&session.program(), args));
    if is_ncn {
        let trees: Vec<(Pubkey, RewardTree)> = accounts::all(session.chain, &[("ncn", &governed)])?;
        for (tree, found) in trees {
            let roles = [("publisher", found.publisher), ("disputer", found.next_disputer)];
            let held: Vec<&str> = roles.iter().filter(|(_, who)| *who == before).map(|(name, _)| *name).collect();
            if !held.is_empty() {
                plan.what += &format!(
                    ". {before} stays {} of reward tree {tree}: `restake rewards tree set-roles`",
                    held.join(" and ")
                );
            }
        }
    }
    session.carry_out(plan)
}

/// The admin of `governed`, and the names of the lesser roles that it holds.
fn roles(session: &Session, governed: &Pubkey, kind: &str) -> Result<(Pubkey, Vec<&'static str>)> {
    let (admin, all): (Pubkey, Vec<(&str, Pubkey)>) = match kind {
        "Vault" => {
            let vault: Vault = session.load(governed)?;
            let fees = [("fee admin", vault.fee_admin), ("fee wallet", vault.fee_wallet)];
            let roles =
                [("curator", vault.curator), ("guardian", vault.guardian), ("deposit gate", vault.deposit_gate)];
            (vault.admin, roles.into_iter().chain(fees).collect())
        }
        "Operator" => {
            let operator: Operator = session.load(governed)?;
            (operator.admin, vec![("allocator", operator.allocator), ("fee wallet", operator.fee_wallet)])
        }
        "Ncn" => {
            let ncn: Ncn = session.load(governed)?;
            let policy = ncn.next_policy;
            let paid = [("insurance", policy.insurance), ("redistribution", policy.redistribution)];
            let roles = [("slasher", policy.slasher), ("resolver", policy.resolver)];
            (ncn.admin, roles.into_iter().chain(paid).collect())
        }
        _ => {
            let config: Config = session.load(governed)?;
            (config.admin, vec![("guardian", config.guardian), ("fee wallet", config.fee_wallet)])
        }
    };
    Ok((admin, all.into_iter().filter(|(_, who)| *who == admin).map(|(name, _)| name).collect()))
}

/// Refuses what has no admin.
pub fn check_governed(session: &Session, governed: &Pubkey) -> Result<()> {
    let account = session.chain.account(governed)?;
    match account.as_ref().and_then(|account| IDL.kind(&account.data)) {
        Some("Vault" | "Operator" | "Ncn" | "Config") => Ok(()),
        _ => refuse!("there is no vault, operator, NCN or config at {governed} on this cluster"),
    }
}

/// The config.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Create the config, once; for the program's upgrade authority
    Init {
        /// Set the shortest epoch of a vault; two days at the least on mainnet
        #[arg(long, value_name = "SPAN", default_value = "1h")]
        min_epoch: Span,
        /// Set the longest epoch of a vault: operators' and NCNs' changes take effect after three times as long
        #[arg(long, value_name = "SPAN", default_value = "14d")]
        max_epoch: Span,
    },
    /// Show the config
    Show {
        /// Show all fields as the account stores them, too
        #[arg(long)]
        raw: bool,
    },
    /// Set the protocol's part of rewards in vaults' assets; for the config's admin
    SetProtocolFee {
        /// The part, as in 2%
        part: Fraction,
    },
}

impl ConfigCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Init { min_epoch, max_epoch } => {
                let genesis = session.chain.genesis()?;
                session.carry_out(init(session.program(), &genesis, session.me(), min_epoch.0, max_epoch.0)?)
            }
            Self::Show { raw } => super::show::show(session, session.program().config(), raw),
            Self::SetProtocolFee { part } => {
                let accounts = client::SetProtocolFee { admin: session.me(), config: session.program().config() };
                let args = client::SetProtocolFeeInstructionArgs { bps: as_bps(part)? };
                let what = format!("Set the protocol's part of rewards to {}", percent(part.0));
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
        }
    }
}

/// What makes the config on the cluster that begins with `genesis`, by the program's upgrade authority.
pub fn init(
    program: Program,
    genesis: &Hash,
    authority: Pubkey,
    min_epoch_seconds: u64,
    max_epoch_seconds: u64,
) -> Result<Plan> {
    check_min_epoch(genesis, min_epoch_seconds)?;
    let accounts = client::InitializeConfig {
        authority,
        config: program.config(),
        program_data: program.program_data(),
        system_program: SYSTEM,
    };
    let args = client::InitializeConfigInstructionArgs {
        genesis_hash: genesis.to_bytes(),
        min_epoch_seconds,
        max_epoch_seconds,
    };
    Ok(Plan::new(format!("Make the config {}", program.config())).with(accounts.instruction_at(&program, args)))
}
