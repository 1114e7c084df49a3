//! Restaking: vaults of one asset whose stake secures many services.
//!
//! Instructions check accounts and move tokens; every number comes from the `ledger` crate. Discriminators are one
//! byte, explicit, and never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::grant::GrantTerms;
use ledger::state::opt_in::Side;

pub mod asset;
pub mod authority;
pub mod built_for;
pub mod choice;
pub mod clock;
pub mod constants;
pub mod custody;
pub mod ed25519;
pub mod error;
pub mod event;
pub mod instructions;
pub mod merkle;
pub mod metaplex;
pub mod pause;
pub mod recipient;
#[cfg(not(feature = "no-entrypoint"))]
pub mod security;
pub mod stake;
pub mod state;

use authority::Act;
use choice::{DelegationAmount, KeyKind, OptInSide, Role, SlashRecipient};
use error::RestakingError;
use instructions::admin::*;
use instructions::allocation::*;
use instructions::bond::*;
use instructions::config::*;
use instructions::delegation::*;
use instructions::deposit::*;
use instructions::exit::*;
use instructions::key::*;
use instructions::ncn::*;
use instructions::operator::*;
use instructions::opt_in::*;
use instructions::pause::*;
use instructions::report::*;
use instructions::reward_offer::*;
use instructions::reward_tree::*;
use instructions::slash::*;
use instructions::table::*;
use instructions::vault::*;
use metaplex::Texts;
use state::{FeesArgs, LimitsArgs, PolicyArgs};

// The address for local chains, with a public key pair. `cargo xtask build --program-id` builds for another address.
declare_id!("9R8FAwsVT6wWxLyJnwJwqpUs6S8ha5viyMnpAX8dM2iv");

/// The accounts after an instruction's own, for a Token-2022 asset: that program, then the mint. Instructions on an SPL
/// Token asset ignore further accounts.
macro_rules! asset_accounts {
    ($ctx:ident) => {
        if $ctx.accounts.vault.is_token_2022() { Some(trailing($ctx)?) } else { None }
    };
}

/// Whether the signer is the entity's admin. Any other signer needs a grant of the kind after the instruction's accounts.
macro_rules! is_admin {
    ($ctx:ident, $entity:ident, $kind:ident, $stranger:ident) => {{
        let is_admin = address_eq(&$ctx.accounts.$entity.admin, $ctx.accounts.admin.address());
        if !is_admin {
            let trailing = trailing($ctx)?;
            let (entity, admin) = (&$ctx.accounts.$entity, &$ctx.accounts.admin);
            let act = Act {
                entity: entity.address(),
                generation: entity.grant_generation,
                signer: admin.address(),
                kind: GrantTerms::$kind,
                stranger: RestakingError::$stranger,
            };
            act.check(&trailing)?;
        }
        is_admin
    }};
}

/// The accounts after an instruction's own. Kept out of line, to keep other paths short.
#[cold]
#[inline(never)]
fn trailing<T: anchor_lang::Bumps>(ctx: &mut Context<T>) -> Result<Vec<AccountView>> {
    ctx.remaining_accounts()
}

#[program]
pub mod restaking {
    use super::*;

    /// Creates the config, once, by the program's upgrade authority.
    #[discrim = 0]
    pub fn initialize_config(
        ctx: &mut Context<InitializeConfig>,
        genesis_hash: [u8; 32],
        min_epoch_seconds: u64,
        max_epoch_seconds: u64,
    ) -> Result<()> {
        ctx.accounts.initialize_config(ctx.bumps.config, genesis_hash, min_epoch_seconds, max_epoch_seconds)
    }

    /// Creates a vault of one asset. With a term, its stakers stay for the whole epochs from `term_start` to
    /// `term_end`, in unix seconds; zeros mean no term.
    #[discrim = 1]
    pub fn initialize_vault(
        ctx: &mut Context<InitializeVault>,
        index: u64,
        epoch_seconds: u64,
        limits: LimitsArgs,
        term_start: i64,
        term_end: i64,
    ) -> Result<()> {
        let term = ledger::state::term::Term { start: term_start, end: term_end };
        if ctx.accounts.is_token_2022() {
            let more = trailing(ctx)?;
            ctx.accounts.check_program(&more)?;
        }
        ctx.accounts.initialize_vault(&ctx.bumps, index, epoch_seconds, limits.into(), limits.restricted, term)
    }

    /// Sets a vault's deposit cap, depositor restriction and instant-exit terms.
    #[discrim = 2]
    pub fn set_vault_limits(ctx: &mut Context<SetVaultLimits>, limits: LimitsArgs) -> Result<()> {
        let is_admin = is_admin!(ctx, vault, LIMITS, NotVaultAdmin);
        ctx.accounts.set_vault_limits(limits.into(), limits.restricted, is_admin)
    }

    /// Approves a depositor of a restricted vault.
    #[discrim = 3]
    pub fn approve_depositor(ctx: &mut Context<ApproveDepositor>, depositor: Address) -> Result<()> {
        is_admin!(ctx, vault, APPROVALS, NotVaultAdmin);
        ctx.accounts.approve_depositor(ctx.bumps.approval, depositor)
    }

    /// Revokes a depositor's approval.
    #[discrim = 4]
    pub fn revoke_depositor(ctx: &mut Context<RevokeDepositor>) -> Result<()> {
        is_admin!(ctx, vault, APPROVALS, NotVaultAdmin);
        ctx.accounts.revoke_depositor()
    }

    /// Deposits assets for shares. Fails if the vault announced a risk or charge after its version `max_risk_version`.
    /// An `amount` of 2^64 - 1 deposits all that the depositor can move from `depositor_assets`: its balance at
    /// execution, or a delegate's smaller allowance. The event states the deposited amount. A vault with a deposit gate
    /// requires the gate as an additional signer, after the other accounts.
    #[discrim = 5]
    pub fn deposit(ctx: &mut Context<Deposit>, amount: u64, min_shares: u64, max_risk_version: u64) -> Result<()> {
        let is_token_2022 = ctx.accounts.vault.is_token_2022();
        let is_gated = !state::is_zero(&ctx.accounts.vault.deposit_gate);
        // Only the few vaults with a gate or a Token-2022 asset pay for reading the further accounts.
        let trailing = if is_gated || is_token_2022 { Some(trailing(ctx)?) } else { None };
        if is_gated {
            ctx.accounts.check_gate(trailing.as_deref().unwrap_or_default())?;
        }
        let asset = trailing.as_deref().filter(|_| is_token_2022);
        ctx.accounts.deposit(asset, amount, min_shares, max_risk_version)
    }

    /// Burns shares for an exit ticket, claimable from the start of the epoch after the next.
    #[discrim = 6]
    pub fn request_exit(ctx: &mut Context<RequestExit>, nonce: u64, shares: u64, min_assets: u64) -> Result<()> {
        let _ = nonce;
        ctx.accounts.request_exit(ctx.bumps.ticket, shares, min_assets)
    }

    /// Converts an exit ticket back into shares while its bucket is live. Fails if the vault announced a risk or charge
    /// after its version `max_risk_version`.
    #[discrim = 7]
    pub fn cancel_exit(ctx: &mut Context<CancelExit>, min_shares: u64, max_risk_version: u64) -> Result<()> {
        ctx.accounts.cancel_exit(min_shares, max_risk_version)
    }

    /// Pays a matured exit ticket.
    #[discrim = 8]
    pub fn claim_exit(ctx: &mut Context<ClaimExit>) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.claim_exit(trailing.as_deref())
    }

    /// Transfers an exit ticket to another owner.
    #[discrim = 9]
    pub fn transfer_exit_ticket(ctx: &mut Context<TransferExitTicket>, new_owner: Address) -> Result<()> {
        ctx.accounts.transfer_exit_ticket(new_owner)
    }

    /// Burns shares for assets at once, from the idle stake and for a fee.
    #[discrim = 10]
    pub fn exit_instantly(ctx: &mut Context<ExitInstantly>, shares: u64, min_assets: u64) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.exit_instantly(trailing.as_deref(), shares, min_assets)
    }

    /// Closes an exit bucket that no ticket needs.
    #[discrim = 11]
    pub fn close_exit_bucket(ctx: &mut Context<CloseExitBucket>) -> Result<()> {
        ctx.accounts.close_exit_bucket()
    }

    /// Registers an operator.
    #[discrim = 12]
    pub fn register_operator(
        ctx: &mut Context<RegisterOperator>,
        index: u64,
        allocator: Address,
        commission_bps: u64,
        uri: [u8; 128],
    ) -> Result<()> {
        ctx.accounts.register_operator(ctx.bumps.operator, index, allocator, commission_bps, uri)
    }

    /// Sets an operator's terms.
    #[discrim = 13]
    pub fn update_operator(
        ctx: &mut Context<UpdateOperator>,
        allocator: Address,
        commission_bps: u64,
        uri: [u8; 128],
    ) -> Result<()> {
        let is_admin = is_admin!(ctx, operator, URI, NotOperatorAdmin);
        ctx.accounts.update_operator(allocator, commission_bps, &uri, is_admin)
    }

    /// Retires an operator: it accepts no new delegations or opt-ins.
    #[discrim = 14]
    pub fn retire_operator(ctx: &mut Context<RetireOperator>) -> Result<()> {
        ctx.accounts.retire_operator()
    }

    /// Registers an NCN.
    #[discrim = 15]
    pub fn register_ncn(
        ctx: &mut Context<RegisterNcn>,
        index: u64,
        max_operator_weight: u64,
        uri: [u8; 128],
        policy_args: PolicyArgs,
    ) -> Result<()> {
        ctx.accounts.register_ncn(ctx.bumps.ncn, index, max_operator_weight, uri, policy_args.into())
    }

    /// Sets an NCN's terms.
    #[discrim = 16]
    pub fn update_ncn(ctx: &mut Context<UpdateNcn>, max_operator_weight: u64, uri: [u8; 128]) -> Result<()> {
        let is_admin = is_admin!(ctx, ncn, URI, NotNcnAdmin);
        ctx.accounts.update_ncn(max_operator_weight, &uri, is_admin)
    }

    /// Sets an asset's weight in an NCN, and which of its flags (`ASSET_*`) the NCN accepts. A weight of zero removes
    /// the asset.
    #[discrim = 17]
    pub fn set_ncn_asset(
        ctx: &mut Context<SetNcnAsset>,
        mint: Address,
        weight: u64,
        accepted_flags: u64,
    ) -> Result<()> {
        ctx.accounts.set_ncn_asset(mint, weight, accepted_flags)
    }

    /// Retires an NCN: it accepts no new opt-ins.
    #[discrim = 18]
    pub fn retire_ncn(ctx: &mut Context<RetireNcn>) -> Result<()> {
        ctx.accounts.retire_ncn()
    }

    /// Sets a vault's curator, which delegates its stake to operators.
    #[discrim = 19]
    pub fn set_curator(ctx: &mut Context<SetCurator>, curator: Address) -> Result<()> {
        ctx.accounts.set_curator(curator)
    }

    /// Sets a vault's exposure limits.
    #[discrim = 20]
    pub fn set_exposure(
        ctx: &mut Context<SetExposure>,
        max_delegated_bps: u64,
        max_operator_bps: u64,
        leverage: u64,
    ) -> Result<()> {
        ctx.accounts.set_exposure(max_delegated_bps, max_operator_bps, leverage)
    }

    /// Opens an opt-in between two parties.
    #[discrim = 21]
    pub fn open_opt_in(ctx: &mut Context<OpenOptIn>) -> Result<()> {
        ctx.accounts.open_opt_in(ctx.bumps.opt_in)
    }

    /// Joins an opt-in, for one of its sides.
    #[discrim = 22]
    pub fn join_opt_in(ctx: &mut Context<ChangeOptIn>, side: OptInSide) -> Result<()> {
        let side = side.into();
        let parties = parties(ctx, side)?;
        ctx.accounts.join_opt_in(parties, side)
    }

    /// Leaves an opt-in, for one of its sides.
    #[discrim = 23]
    pub fn leave_opt_in(ctx: &mut Context<ChangeOptIn>, side: OptInSide) -> Result<()> {
        let side = side.into();
        let parties = parties(ctx, side)?;
        ctx.accounts.leave_opt_in(parties, side)
    }

    /// Sets a vault's loss limits for an NCN: the maximum per slash and per epoch.
    #[discrim = 24]
    pub fn set_loss_limits(ctx: &mut Context<ChangeOptIn>, incident_bps: u64, epoch_bps: u64) -> Result<()> {
        let parties = ctx.accounts.parties()?;
        // They say what stakers risk: no grant opens it.
        let is_admin = address_eq(parties.of(Side::Left).admin(), ctx.accounts.admin.address());
        require!(is_admin, RestakingError::NotPartyAdmin);
        ctx.accounts.set_loss_limits(parties, incident_bps, epoch_bps)
    }

    /// Closes an opt-in that is over.
    #[discrim = 25]
    pub fn close_opt_in(ctx: &mut Context<CloseOptIn>) -> Result<()> {
        ctx.accounts.close_opt_in()
    }

    /// Opens the account of a vault's delegation to an operator.
    #[discrim = 26]
    pub fn open_delegation(ctx: &mut Context<OpenDelegation>) -> Result<()> {
        ctx.accounts.open_delegation(ctx.bumps.delegation)
    }

    /// Delegates units of a vault to an operator.
    #[discrim = 27]
    pub fn delegate(ctx: &mut Context<Delegate>, amount: DelegationAmount) -> Result<()> {
        ctx.accounts.delegate(amount)
    }

    /// Settles a change of a delegation that is effective.
    #[discrim = 28]
    pub fn settle_delegation(ctx: &mut Context<SettleDelegation>) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.settle_delegation(&others)
    }

    /// Closes an empty delegation.
    #[discrim = 29]
    pub fn close_delegation(ctx: &mut Context<CloseDelegation>) -> Result<()> {
        ctx.accounts.close_delegation()
    }

    /// Opens the account of an operator's allocation of a delegation to an NCN.
    #[discrim = 30]
    pub fn open_allocation(ctx: &mut Context<OpenAllocation>) -> Result<()> {
        ctx.accounts.open_allocation(ctx.bumps.allocation)
    }

    /// Allocates a magnitude of a delegation to an NCN.
    #[discrim = 31]
    pub fn allocate(ctx: &mut Context<Allocate>, magnitude: u64) -> Result<()> {
        ctx.accounts.allocate(magnitude)
    }

    /// Settles a change of an allocation that is effective.
    #[discrim = 32]
    pub fn settle_allocation(ctx: &mut Context<SettleAllocation>) -> Result<()> {
        ctx.accounts.settle_allocation()
    }

    /// Closes an empty allocation.
    #[discrim = 33]
    pub fn close_allocation(ctx: &mut Context<CloseAllocation>) -> Result<()> {
        ctx.accounts.close_allocation()
    }

    /// Returns the NCN's slashable stake in each vault that delegates to an operator, and the operator's weight.
    /// `until` zero means now; otherwise the stake that is slashable at any time from now until then.
    #[discrim = 34]
    pub fn slashable_stake(ctx: &mut Context<SlashableStake>, until: i64) -> Result<StakeReport> {
        let vaults = ctx.remaining_accounts()?;
        ctx.accounts.slashable_stake(&vaults, until)
    }

    /// Opens an operator's record in an NCN.
    #[discrim = 35]
    pub fn open_record(ctx: &mut Context<OpenRecord>) -> Result<()> {
        ctx.accounts.open_record(ctx.bumps.record)
    }

    /// Announces an NCN's slashing policy.
    #[discrim = 36]
    pub fn set_slash_policy(ctx: &mut Context<SetSlashPolicy>, policy_args: PolicyArgs) -> Result<()> {
        ctx.accounts.set_slash_policy(policy_args.into())
    }

    /// Sets the vault's circuit breaker: the maximum loss per slash and per epoch across all NCNs.
    #[discrim = 37]
    pub fn set_breaker(ctx: &mut Context<SetBreaker>, incident_bps: u64, epoch_bps: u64) -> Result<()> {
        ctx.accounts.set_breaker(incident_bps, epoch_bps)
    }

    /// Slashes an operator's stake in one vault. The assets leave the books and wait in the vault's account.
    #[discrim = 38]
    pub fn propose_slash(ctx: &mut Context<ProposeSlash>, incident: u64, args: SlashArgs) -> Result<()> {
        ctx.accounts.propose_slash(incident, args)
    }

    /// Vetoes a slash during its challenge window.
    #[discrim = 39]
    pub fn veto_slash(ctx: &mut Context<VetoSlash>) -> Result<()> {
        ctx.accounts.veto_slash()
    }

    /// Executes a final slash and distributes its assets.
    #[discrim = 40]
    pub fn execute_slash(ctx: &mut Context<ExecuteSlash>) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.execute_slash(trailing)
    }

    /// Pays a recipient its unpaid share of an executed slash.
    #[discrim = 41]
    pub fn pay_slash_share(ctx: &mut Context<PaySlashShare>, share_of: SlashRecipient) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.pay_slash_share(trailing.as_deref(), share_of)
    }

    /// Jails an operator in an NCN, or releases it.
    #[discrim = 42]
    pub fn set_jail(ctx: &mut Context<SetJail>, until: i64, reason: u64) -> Result<()> {
        ctx.accounts.set_jail(until, reason)
    }

    /// Commits to evidence of an offense before it is revealed, so it cannot be front-run.
    #[discrim = 43]
    pub fn commit_report(ctx: &mut Context<CommitReport>, commitment: [u8; 32]) -> Result<()> {
        ctx.accounts.commit_report(ctx.bumps.report, commitment)
    }

    /// Proves that an operator's key signed two different votes of one kind at one height.
    #[discrim = 44]
    pub fn submit_equivocation(
        ctx: &mut Context<SubmitEquivocation>,
        kind: u8,
        height: u64,
        salt: [u8; 32],
    ) -> Result<()> {
        ctx.accounts.submit_equivocation(ctx.bumps.equivocation, kind, height, salt)
    }

    /// Slashes a proven equivocation in one vault, by the NCN's rule.
    #[discrim = 45]
    pub fn slash_equivocation(ctx: &mut Context<SlashEquivocation>) -> Result<()> {
        ctx.accounts.slash_equivocation()
    }
    /// Registers an operator's key in an NCN, replacing its current one. Only keys of kind Ed25519 are supported.
    #[discrim = 46]
    pub fn register_key(ctx: &mut Context<RegisterKey>, kind: KeyKind, key: [u8; 32]) -> Result<()> {
        is_admin!(ctx, operator, KEYS, NotOperatorAdmin);
        ctx.accounts.register_key(ctx.bumps.operator_key, kind, key)
    }

    /// Retires an operator's current key in an NCN.
    #[discrim = 47]
    pub fn retire_key(ctx: &mut Context<RetireKey>) -> Result<()> {
        is_admin!(ctx, operator, KEYS, NotOperatorAdmin);
        ctx.accounts.retire_key()
    }

    /// Opens a table of operators' weights in an NCN, with room for `capacity` entries, for a window of time. Weights
    /// are of stake guaranteed until `certain_until`; zero means the stake at each capture.
    #[discrim = 48]
    pub fn open_stake_table(
        ctx: &mut Context<OpenStakeTable>,
        index: u64,
        capacity: u64,
        window_seconds: u64,
        certain_until: i64,
    ) -> Result<()> {
        let is_admin = is_admin!(ctx, ncn, TABLES, NotNcnAdmin);
        let _ = capacity;
        ctx.accounts.open_stake_table(ctx.bumps.table, index, window_seconds, certain_until, is_admin)
    }

    /// Enlarges a table.
    #[discrim = 49]
    pub fn grow_stake_table(ctx: &mut Context<GrowStakeTable>, more: u64) -> Result<()> {
        ctx.accounts.grow_stake_table(more)
    }

    /// Adds up an operator's stake for a table, some vaults at a time. If the table can receive rewards, the capture
    /// has room for at least `room` vaults.
    #[discrim = 50]
    pub fn capture_stake(ctx: &mut Context<CaptureStake>, room: u16) -> Result<()> {
        let vaults = ctx.remaining_accounts()?;
        ctx.accounts.capture_stake(&vaults, room.into())
    }

    /// Enters captures in their table.
    #[discrim = 51]
    pub fn enter_captures(ctx: &mut Context<EnterCaptures>) -> Result<()> {
        let captures = ctx.remaining_accounts()?;
        ctx.accounts.enter_captures(&captures)
    }

    /// Closes a capture.
    #[discrim = 52]
    pub fn close_capture(ctx: &mut Context<CloseCapture>) -> Result<()> {
        ctx.accounts.close_capture()
    }

    /// Closes a table after its window.
    #[discrim = 53]
    pub fn close_stake_table(ctx: &mut Context<CloseStakeTable>) -> Result<()> {
        is_admin!(ctx, ncn, TABLES, NotNcnAdmin);
        ctx.accounts.close_stake_table()
    }

    /// Opens an NCN's reward tree for one token.
    #[discrim = 54]
    pub fn open_reward_tree(
        ctx: &mut Context<OpenRewardTree>,
        publisher: Address,
        disputer: Address,
        delay_seconds: u64,
    ) -> Result<()> {
        ctx.accounts.open_reward_tree(&ctx.bumps, publisher, disputer, delay_seconds)
    }

    /// Sets a tree's publisher, at once, and its disputer, after the delay.
    #[discrim = 55]
    pub fn set_reward_roles(ctx: &mut Context<SetRewardRoles>, publisher: Address, disputer: Address) -> Result<()> {
        ctx.accounts.set_reward_roles(publisher, disputer)
    }

    /// Pays in tokens for future roots.
    #[discrim = 56]
    pub fn fund_reward_tree(ctx: &mut Context<FundRewardTree>, amount: u64) -> Result<()> {
        ctx.accounts.fund_reward_tree(amount)
    }

    /// Publishes a cumulative root of rewards, which is active after the delay.
    #[discrim = 57]
    pub fn publish_root(ctx: &mut Context<PublishRoot>, root: [u8; 32], total: u64) -> Result<()> {
        ctx.accounts.publish_root(root, total)
    }

    /// Strikes a pending root.
    #[discrim = 58]
    pub fn strike_root(ctx: &mut Context<StrikeRoot>, root: [u8; 32]) -> Result<()> {
        ctx.accounts.strike_root(root)
    }

    /// Pays an earner its earnings by the active root, less earlier claims.
    #[discrim = 59]
    pub fn claim_reward(ctx: &mut Context<ClaimReward>, cumulative: u64, proof: Vec<[u8; 32]>) -> Result<()> {
        ctx.accounts.claim_reward(cumulative, &proof)
    }

    /// Sets an earner's claimer in a tree, which may claim in its place.
    #[discrim = 60]
    pub fn set_claimer(ctx: &mut Context<SetClaimer>, new_claimer: Address) -> Result<()> {
        ctx.accounts.set_claimer(ctx.bumps.claim, new_claimer)
    }

    /// Opens a vault's bond pool, with a streaming time for its rewards.
    #[discrim = 61]
    pub fn open_bond_pool(ctx: &mut Context<OpenBondPool>, stream_seconds: u64) -> Result<()> {
        ctx.accounts.open_bond_pool(ctx.bumps.bond_pool, stream_seconds)
    }

    /// Permanently adds a reward mint to a bond pool.
    #[discrim = 62]
    pub fn add_reward_mint(ctx: &mut Context<AddRewardMint>) -> Result<()> {
        ctx.accounts.add_reward_mint()
    }

    /// Opens a holder's position in a bond pool.
    #[discrim = 63]
    pub fn open_position(ctx: &mut Context<OpenPosition>) -> Result<()> {
        ctx.accounts.open_position(ctx.bumps.position)
    }

    /// Bonds shares in a position.
    #[discrim = 64]
    pub fn bond(ctx: &mut Context<ChangeBond>, amount: u64) -> Result<()> {
        ctx.accounts.bond(amount)
    }

    /// Withdraws bonded shares from a position.
    #[discrim = 65]
    pub fn unbond(ctx: &mut Context<ChangeBond>, amount: u64) -> Result<()> {
        ctx.accounts.unbond(amount)
    }

    /// Pays a reward to all positions of a bond pool.
    #[discrim = 66]
    pub fn pay_position_reward(ctx: &mut Context<PayPositionReward>, amount: u64) -> Result<()> {
        ctx.accounts.pay_position_reward(amount)
    }

    /// Pays a position what it is owed of one reward.
    #[discrim = 67]
    pub fn claim_position_reward(ctx: &mut Context<ClaimPositionReward>) -> Result<()> {
        ctx.accounts.claim_position_reward()
    }

    /// Closes a position without bonded shares. Its owner forfeits what it is owed of each reward, at most `forfeits`.
    #[discrim = 68]
    pub fn close_position(ctx: &mut Context<ClosePosition>, forfeits: [u64; 8]) -> Result<()> {
        ctx.accounts.close_position(forfeits)
    }

    /// Proposes another admin of the config, a vault, an operator or an NCN; the zero address withdraws the proposal.
    #[discrim = 69]
    pub fn propose_admin(ctx: &mut Context<ProposeAdmin>, new_admin: Address) -> Result<()> {
        ctx.accounts.propose_admin(new_admin)
    }

    /// Accepts a proposal and becomes the admin. With `reset_roles`, takes over the other roles of the former admin;
    /// the event lists those that it keeps.
    #[discrim = 70]
    pub fn accept_admin(ctx: &mut Context<AcceptAdmin>, reset_roles: bool) -> Result<()> {
        ctx.accounts.accept_admin(reset_roles)
    }

    /// Leaves a vault, an operator or an NCN without an admin, permanently.
    #[discrim = 71]
    pub fn renounce_admin(ctx: &mut Context<RenounceAdmin>) -> Result<()> {
        ctx.accounts.renounce_admin()
    }

    /// Reassigns a role of the config, a vault or an operator: guardian, fee admin, fee wallet or deposit gate.
    #[discrim = 72]
    pub fn set_role(ctx: &mut Context<SetRole>, role: Role, new_holder: Address) -> Result<()> {
        ctx.accounts.set_role(role, new_holder)
    }

    /// Sets a vault's fees and the streaming time of its rewards.
    #[discrim = 73]
    pub fn set_fees(ctx: &mut Context<SetFees>, fees: FeesArgs) -> Result<()> {
        ctx.accounts.set_fees(fees.into())
    }

    /// Sets the protocol's fee on rewards in vaults' assets, in basis points; at most 1,000.
    #[discrim = 74]
    pub fn set_protocol_fee(ctx: &mut Context<SetProtocolFee>, bps: u64) -> Result<()> {
        ctx.accounts.set_protocol_fee(bps)
    }

    /// Pays a reward in a vault's asset for the stake delegated to an operator.
    #[discrim = 75]
    pub fn pay_reward(ctx: &mut Context<PayReward>, amount: u64) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.pay_reward(trailing.as_deref(), amount)
    }

    /// Pays what a vault owes to its own fee wallet, the protocol's or an operator's.
    #[discrim = 76]
    pub fn collect_fees(ctx: &mut Context<CollectFees>) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.collect_fees(trailing.as_deref())
    }

    /// Pauses kinds of action (`PAUSE_*`) in one vault, or by the config in all, for at most 7 days.
    #[discrim = 77]
    pub fn raise_pause(ctx: &mut Context<RaisePause>, flags: u64, seconds: u64) -> Result<()> {
        ctx.accounts.raise_pause(flags, seconds)
    }

    /// Ends a pause early.
    #[discrim = 78]
    pub fn lift_pause(ctx: &mut Context<LiftPause>) -> Result<()> {
        ctx.accounts.lift_pause()
    }

    /// Settles matured tickets of an exit bucket, so it can be closed without them.
    #[discrim = 79]
    pub fn settle_exits(ctx: &mut Context<SettleExits>) -> Result<()> {
        let tickets = ctx.remaining_accounts()?;
        ctx.accounts.settle_exits(&tickets)
    }

    /// Announces a move of units from one operator to another, effective with the notice of an increase. `u64::MAX`
    /// units means all active ones.
    #[discrim = 80]
    pub fn announce_move(ctx: &mut Context<AnnounceMove>, units: u64) -> Result<()> {
        ctx.accounts.announce_move(units)
    }

    /// Completes an effective move of units.
    #[discrim = 81]
    pub fn complete_move(ctx: &mut Context<CompleteMove>) -> Result<()> {
        ctx.accounts.complete_move()
    }

    /// Cancels a move of units, which become idle when the first operator gives them up.
    #[discrim = 82]
    pub fn cancel_move(ctx: &mut Context<CancelMove>) -> Result<()> {
        ctx.accounts.cancel_move()
    }

    /// Pledges assets for an open slash. An execution restores the slashed sources with them; a veto returns them to
    /// the pledger.
    #[discrim = 83]
    pub fn pledge(ctx: &mut Context<Pledge>, amount: u64) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.pledge(trailing.as_deref(), amount)
    }

    /// Pays a pledge back after a veto, or closes it after an execution.
    #[discrim = 84]
    pub fn withdraw_pledge(ctx: &mut Context<WithdrawPledge>) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.withdraw_pledge(trailing.as_deref())
    }

    /// Sets the weight of one vault's asset in an NCN, and which of the asset's flags (`ASSET_*`) the NCN accepts. A
    /// weight of zero restores the mint's.
    #[discrim = 85]
    pub fn set_vault_weight(ctx: &mut Context<SetVaultWeight>, weight: u64, accepted_flags: u64) -> Result<()> {
        ctx.accounts.set_vault_weight(weight, accepted_flags)
    }

    /// Registers an operator set of an NCN, whose admin must sign.
    #[discrim = 86]
    pub fn register_set(
        ctx: &mut Context<RegisterSet>,
        index: u64,
        max_operator_weight: u64,
        uri: [u8; 128],
        policy_args: PolicyArgs,
    ) -> Result<()> {
        ctx.accounts.register_set(ctx.bumps.ncn, index, max_operator_weight, uri, policy_args.into())
    }

    /// Sets whether a vault's opt-in with an NCN covers the NCN's operator sets, within the same limits.
    #[discrim = 87]
    pub fn cover_sets(ctx: &mut Context<CoverSets>, covers: bool) -> Result<()> {
        is_admin!(ctx, vault, OPT_INS, NotVaultAdmin);
        ctx.accounts.cover_sets(covers)
    }

    /// Releases a pending decrease of an allocation early, with the NCN's consent.
    #[discrim = 88]
    pub fn release_allocation(ctx: &mut Context<ReleaseAllocation>) -> Result<()> {
        is_admin!(ctx, ncn, RELEASES, NotNcnAdmin);
        ctx.accounts.release_allocation()
    }

    /// Releases a pending leave of an opt-in early, with the NCN's consent.
    #[discrim = 89]
    pub fn release_opt_in(ctx: &mut Context<ReleaseOptIn>) -> Result<()> {
        is_admin!(ctx, ncn, RELEASES, NotNcnAdmin);
        ctx.accounts.release_opt_in()
    }

    /// Sets the losses at which a vault automatically leaves an NCN, in basis points of its stake; zero means never.
    #[discrim = 90]
    pub fn set_stop_loss(ctx: &mut Context<SetStopLoss>, bps: u64) -> Result<()> {
        ctx.accounts.set_stop_loss(bps)
    }

    /// Removes a vetoed slash from the stop-loss of its vault.
    #[discrim = 91]
    pub fn uncount_slash(ctx: &mut Context<UncountSlash>) -> Result<()> {
        ctx.accounts.uncount_slash()
    }

    /// Returns a vault's rates for deposits and exits, now or at a future time, assuming that only time passes until
    /// then.
    #[discrim = 92]
    pub fn vault_rates(ctx: &mut Context<VaultRates>, at: i64) -> Result<RateReport> {
        ctx.accounts.vault_rates(at)
    }

    /// Publishes the SHA-256 of the software release that an NCN's operators must run from `run_by` on; zeros withdraw
    /// it.
    #[discrim = 93]
    pub fn set_software(ctx: &mut Context<SetSoftware>, sha256: [u8; 32], run_by: i64) -> Result<()> {
        is_admin!(ctx, ncn, SOFTWARE, NotNcnAdmin);
        ctx.accounts.set_software(sha256, run_by)
    }

    /// Opens an NCN's reward for the stake in its tables. `amount`, funded now, accrues evenly between two times, and a
    /// share can be claimed for `claim_seconds`.
    #[discrim = 94]
    pub fn open_reward_offer(
        ctx: &mut Context<OpenRewardOffer>,
        amount: u64,
        from: i64,
        until: i64,
        claim_seconds: u64,
    ) -> Result<()> {
        is_admin!(ctx, ncn, REWARDS, NotNcnAdmin);
        ctx.accounts.open_reward_offer(&ctx.bumps, amount, [from, until], claim_seconds)
    }

    /// Attributes to a final table what a reward offer accrued until the table's close.
    #[discrim = 95]
    pub fn attribute_reward(ctx: &mut Context<AttributeReward>) -> Result<()> {
        ctx.accounts.attribute_reward()
    }

    /// Pays a vault's share of a reward in its own asset into its stream.
    #[discrim = 96]
    pub fn claim_reward_share(ctx: &mut Context<ClaimRewardShare>) -> Result<()> {
        ctx.accounts.claim_reward_share()
    }

    /// Pays a vault's share of a reward in another token into its bond pool.
    #[discrim = 97]
    pub fn claim_position_share(ctx: &mut Context<ClaimPositionShare>) -> Result<()> {
        ctx.accounts.claim_position_share()
    }

    /// Pays an operator its commission on the shares of a reward offer.
    #[discrim = 98]
    pub fn collect_reward_commission(ctx: &mut Context<CollectRewardCommission>) -> Result<()> {
        ctx.accounts.collect_reward_commission()
    }

    /// Closes a reward offer that pays nothing more. The rest returns to its funder.
    #[discrim = 99]
    pub fn close_reward_offer(ctx: &mut Context<CloseRewardOffer>) -> Result<()> {
        ctx.accounts.close_reward_offer()
    }

    /// Announces that tokens which were sent to a vault's address leave for its fee wallet, after the notice of a rise and a week at
    /// least.
    #[discrim = 100]
    pub fn announce_sweep(ctx: &mut Context<AnnounceSweep>) -> Result<()> {
        ctx.accounts.announce_sweep(ctx.bumps.notice)
    }

    /// Pays announced tokens that were sent to a vault's address to its fee wallet, and closes the notice.
    #[discrim = 101]
    pub fn sweep_to_wallet(ctx: &mut Context<SweepToWallet>) -> Result<()> {
        ctx.accounts.sweep_to_wallet()
    }

    /// Pays tokens that were sent to a vault's address, and that its bond pool pays rewards in, to the pool.
    #[discrim = 102]
    pub fn sweep_to_pool(ctx: &mut Context<SweepToPool>) -> Result<()> {
        ctx.accounts.sweep_to_pool()
    }

    /// Pays assets that were sent to a vault's address into its stream.
    #[discrim = 103]
    pub fn sweep_to_stream(ctx: &mut Context<SweepToStream>) -> Result<()> {
        let trailing = asset_accounts!(ctx);
        ctx.accounts.sweep_to_stream(trailing.as_deref())
    }

    /// Grants a key some kinds of an admin's actions (`GRANT_*`) until a time within a year. The entity is a vault, an
    /// operator or an NCN. The key signs in the admin's place and adds the grant after the instruction's accounts.
    #[discrim = 104]
    pub fn set_grant(ctx: &mut Context<SetGrant>, holder: Address, kinds: u64, until: i64) -> Result<()> {
        ctx.accounts.set_grant(holder, kinds, until)
    }

    /// Closes a grant. Its admin and its holder can at any time, anyone once it is void or over.
    #[discrim = 105]
    pub fn revoke_grant(ctx: &mut Context<RevokeGrant>) -> Result<()> {
        ctx.accounts.revoke_grant()
    }

    /// Voids all grants of a vault, an operator or an NCN.
    #[discrim = 106]
    pub fn void_grants(ctx: &mut Context<VoidGrants>) -> Result<()> {
        ctx.accounts.void_grants()
    }

    /// Creates the metadata of a vault's VRT with the Metaplex Token Metadata program, so that wallets show its name. The
    /// payer also pays that program's fee.
    #[discrim = 107]
    pub fn create_vrt_metadata(
        ctx: &mut Context<CreateVrtMetadata>,
        name: String,
        symbol: String,
        uri: String,
    ) -> Result<()> {
        is_admin!(ctx, vault, METADATA, NotVaultAdmin);
        ctx.accounts.create_vrt_metadata(&Texts { name: &name, symbol: &symbol, uri: &uri })
    }

    /// Sets the name, symbol and URI of a VRT with metadata.
    #[discrim = 108]
    pub fn update_vrt_metadata(
        ctx: &mut Context<UpdateVrtMetadata>,
        name: String,
        symbol: String,
        uri: String,
    ) -> Result<()> {
        is_admin!(ctx, vault, METADATA, NotVaultAdmin);
        ctx.accounts.update_vrt_metadata(&Texts { name: &name, symbol: &symbol, uri: &uri })
    }
}

/// Both parties of an opt-in, once the signer is that side's admin or holds a grant of opt-ins.
fn parties(ctx: &mut Context<ChangeOptIn>, side: Side) -> Result<Parties> {
    let parties = ctx.accounts.parties()?;
    let party = parties.of(side);
    if !address_eq(party.admin(), ctx.accounts.admin.address()) {
        let trailing = trailing(ctx)?;
        let accounts = &ctx.accounts;
        let act = Act {
            entity: accounts.address_of(side),
            generation: party.grant_generation(),
            signer: accounts.admin.address(),
            kind: GrantTerms::OPT_INS,
            stranger: RestakingError::NotPartyAdmin,
        };
        act.check(&trailing)?;
    }
    Ok(parties)
}
