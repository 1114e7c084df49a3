//! Liquid restaking: one token, the LRT, over many assets and vaults of the core.
//!
//! Instructions check accounts and move tokens; every number comes from the `liquid_ledger` crate. Each instruction that needs a value
//! reads all sources itself: nothing is stored, and nobody has to keep a price up to date. Discriminators are one byte, explicit, and
//! never reused.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;
use liquid_ledger::ASSETS;

// Embeds this program's address, as the core does.
#[path = "../../restaking/src/built_for.rs"]
pub mod built_for;
pub mod choice;
pub mod custody;
pub mod error;
pub mod event;
pub mod instructions;
// Shared by all programs.
#[cfg(not(feature = "no-entrypoint"))]
#[path = "../../restaking/src/security.rs"]
pub mod security;
pub mod source;
pub mod state;

use choice::PoolRole;
use instructions::asset::*;
use instructions::deposit_asset::*;
use instructions::deposit_vrt::*;
use instructions::exit::*;
use instructions::placement::*;
use instructions::pool::*;
use instructions::reward::*;
use restaking::metaplex::Texts;
use state::{AssetTermsArgs, BandTermsArgs, FeesArgs, GuardsArgs};

// The address for local chains, with a public key pair. `cargo xtask build` builds for another address.
declare_id!("5PubxQUSKrxaLnLHJ9kbPAxSh2QM93vGbZvnALBdyKPg");

/// The core's address.
pub(crate) const fn program_of_core() -> Address {
    restaking::ID
}

#[program]
pub mod liquid {
    use super::*;

    /// Creates a pool with its LRT mint. Values are in lamports.
    #[discrim = 0]
    pub fn initialize_pool(
        ctx: &mut Context<InitializePool>,
        index: u64,
        band: BandTermsArgs,
        batch_seconds: u64,
        stream_seconds: u64,
        notice_seconds: u64,
    ) -> Result<()> {
        ctx.accounts.initialize_pool(&ctx.bumps, index, band, batch_seconds, stream_seconds, notice_seconds)
    }

    /// Adds an asset with its reserve: wrapped SOL, or the token of a stake pool, of a single-validator pool or of Marinade.
    #[discrim = 1]
    pub fn add_asset(ctx: &mut Context<AddAsset>, limits: AssetTermsArgs) -> Result<()> {
        let more = ctx.remaining_accounts()?;
        ctx.accounts.add_asset(&more, ctx.bumps.reserve, limits)
    }

    /// Sets the limits of an asset, and whether it takes deposits.
    #[discrim = 2]
    pub fn set_asset(ctx: &mut Context<SetAsset>, place: u64, limits: AssetTermsArgs) -> Result<()> {
        ctx.accounts.set_asset(place, limits)
    }

    /// Sets what part of the pool each asset should be, in basis points by place.
    #[discrim = 3]
    pub fn set_targets(ctx: &mut Context<SetTargets>, targets_bps: [u64; ASSETS]) -> Result<()> {
        ctx.accounts.set_targets(targets_bps)
    }

    /// Adds a vault of the core in which an asset may be placed.
    #[discrim = 4]
    pub fn add_placement(ctx: &mut Context<AddPlacement>, asset: u64, target_bps: u64) -> Result<()> {
        ctx.accounts.add_placement(asset, target_bps)
    }

    /// Sets what part of its asset a placement should have.
    #[discrim = 5]
    pub fn set_placement(ctx: &mut Context<SetPlacement>, place: u64, target_bps: u64) -> Result<()> {
        ctx.accounts.set_placement(place, target_bps)
    }

    /// Removes a placement that has no shares and no exits on their way.
    #[discrim = 6]
    pub fn remove_placement(ctx: &mut Context<RemovePlacement>, place: u64) -> Result<()> {
        ctx.accounts.remove_placement(place)
    }

    /// Sets a pool's limits. What lets more leave or lose takes effect after the notice.
    #[discrim = 7]
    pub fn set_guards(ctx: &mut Context<SetGuards>, guards: GuardsArgs) -> Result<()> {
        ctx.accounts.set_guards(guards)
    }

    /// Sets a pool's fees. Each falls at once and rises after the notice.
    #[discrim = 8]
    pub fn set_pool_fees(ctx: &mut Context<SetPoolFees>, fees: FeesArgs) -> Result<()> {
        ctx.accounts.set_pool_fees(fees)
    }

    /// Gives a role of a pool to another key. A new price reporter waits for the notice.
    #[discrim = 9]
    pub fn set_pool_role(ctx: &mut Context<SetPoolRole>, role: PoolRole, holder: Address) -> Result<()> {
        ctx.accounts.set_pool_role(role, holder)
    }

    /// Proposes another admin of a pool; the zero address withdraws the proposal.
    #[discrim = 10]
    pub fn propose_pool_admin(ctx: &mut Context<ProposePoolAdmin>, new_admin: Address) -> Result<()> {
        ctx.accounts.propose_pool_admin(new_admin)
    }

    /// Accepts a proposal and becomes a pool's admin.
    #[discrim = 11]
    pub fn accept_pool_admin(ctx: &mut Context<AcceptPoolAdmin>) -> Result<()> {
        ctx.accounts.accept_pool_admin()
    }

    /// Accepts the suspect rate of an asset, as the guardian saw it.
    #[discrim = 12]
    pub fn accept_rate(ctx: &mut Context<AcceptRate>, place: u64, value: u64, tokens: u64) -> Result<()> {
        ctx.accounts.accept_rate(place, value, tokens)
    }

    /// Acknowledges the code of a source's program that was deployed in `slot`.
    #[discrim = 13]
    pub fn acknowledge_upgrade(ctx: &mut Context<AcknowledgeUpgrade>, place: u64, slot: u64) -> Result<()> {
        ctx.accounts.acknowledge_upgrade(place, slot)
    }

    /// Deposits tokens of an asset and mints shares.
    #[discrim = 14]
    pub fn deposit_asset(ctx: &mut Context<DepositAsset>, tokens: u64, min_shares: u64) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.deposit_asset(&sources, tokens, min_shares)
    }

    /// Burns shares for a part of everything. Always open. Tokens of assets in `set_aside`, a bit each, stay in the reserve for the
    /// owner.
    #[discrim = 15]
    pub fn leave_in_kind(ctx: &mut Context<LeaveInKind>, shares: u64, set_aside: u64) -> Result<()> {
        let accounts = ctx.remaining_accounts()?;
        ctx.accounts.leave_in_kind(&accounts, shares, set_aside)
    }

    /// Pays tokens of an asset's free reserve at once, for at most `max_shares`.
    #[discrim = 16]
    pub fn leave_instantly(ctx: &mut Context<LeaveInstantly>, tokens: u64, max_shares: u64) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.leave_instantly(&sources, tokens, max_shares)
    }

    /// Asks to leave by the queue of the asset at `place`.
    #[discrim = 17]
    pub fn queue_exit(ctx: &mut Context<QueueExit>, nonce: u64, place: u64, shares: u64) -> Result<()> {
        let _ = nonce;
        ctx.accounts.queue_exit(ctx.bumps.queued_exit, place, shares)
    }

    /// Takes back what is not filled of a request, and pays what is. Always open.
    #[discrim = 18]
    pub fn cancel_queued_exit(ctx: &mut Context<CancelQueuedExit>) -> Result<()> {
        ctx.accounts.cancel_queued_exit()
    }

    /// Fills the first batch of an asset's queue, as far as its reserve can pay. Permissionless.
    #[discrim = 19]
    pub fn fill_batch(ctx: &mut Context<FillBatch>) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.fill_batch(&sources)
    }

    /// Pays a request its part of what its batch brought.
    #[discrim = 20]
    pub fn claim_queued_exit(ctx: &mut Context<ClaimQueuedExit>) -> Result<()> {
        ctx.accounts.claim_queued_exit()
    }

    /// Closes a batch that no request needs. Permissionless.
    #[discrim = 21]
    pub fn close_batch(ctx: &mut Context<CloseBatch>) -> Result<()> {
        ctx.accounts.close_batch()
    }

    /// Places tokens of a reserve in a vault. Anyone may place what the placement is below its target.
    #[discrim = 22]
    pub fn place(ctx: &mut Context<Place>, place: u64, tokens: u64, max_risk_version: u64) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.place(&sources, place, tokens, max_risk_version)
    }

    /// Requests an exit from a vault. Anyone may request what the asset's queue waits for.
    #[discrim = 23]
    pub fn unplace(ctx: &mut Context<Unplace>, place: u64, shares: u64, min_assets: u64) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.unplace(&sources, place, shares, min_assets)
    }

    /// Collects a matured exit from a vault. Permissionless.
    #[discrim = 24]
    pub fn collect_exit(ctx: &mut Context<CollectExit>, place: u64, slot: u64) -> Result<()> {
        ctx.accounts.collect_exit(place, slot)
    }

    /// Pays a leaver its part of a collected exit.
    #[discrim = 25]
    pub fn claim_exit_part(ctx: &mut Context<ClaimExitPart>) -> Result<()> {
        ctx.accounts.claim_exit_part()
    }

    /// Pays a leaver the tokens of an asset that were set aside.
    #[discrim = 26]
    pub fn claim_set_aside(ctx: &mut Context<ClaimSetAside>) -> Result<()> {
        ctx.accounts.claim_set_aside()
    }

    /// Mints the shares of the fees to the fee wallet. Permissionless.
    #[discrim = 27]
    pub fn collect_pool_fees(ctx: &mut Context<CollectPoolFees>) -> Result<()> {
        ctx.accounts.collect_pool_fees()
    }

    /// Pauses deposits, instant exits or placing for at most seven days. No seconds end a pause.
    #[discrim = 28]
    pub fn pause_pool(ctx: &mut Context<PausePool>, flags: u64, seconds: u64) -> Result<()> {
        ctx.accounts.pause_pool(flags, seconds)
    }

    /// Swaps tokens of one asset's reserve for tokens of another's. The pool's lower value may not fall.
    #[discrim = 29]
    pub fn swap_assets(ctx: &mut Context<SwapAssets>, out: u64, back: u64) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.swap_assets(&sources, out, back)
    }

    /// Opens the auction of the rewards in a mint, with its treasury. Permissionless.
    #[discrim = 30]
    pub fn open_auction(ctx: &mut Context<OpenAuction>) -> Result<()> {
        ctx.accounts.open_auction(&ctx.bumps)
    }

    /// Claims the pool's rewards of a reward tree into a token account of the pool. Permissionless.
    #[discrim = 31]
    pub fn claim_pool_reward(ctx: &mut Context<ClaimPoolReward>, cumulative: u64, proof: Vec<[u8; 32]>) -> Result<()> {
        ctx.accounts.claim_pool_reward(cumulative, proof)
    }

    /// Moves tokens that were sent to a pool to the treasury of their auction, or into the stream of their asset. Permissionless.
    #[discrim = 32]
    pub fn collect_airdrop(ctx: &mut Context<CollectAirdrop>) -> Result<()> {
        ctx.accounts.collect_airdrop()
    }

    /// Begins a lot of all that a treasury holds. Permissionless.
    #[discrim = 33]
    pub fn begin_lot(ctx: &mut Context<BeginLot>) -> Result<()> {
        ctx.accounts.begin_lot()
    }

    /// Sells tokens of a lot to the signer for at most `max_cost`, which streams to the holders. Permissionless.
    #[discrim = 34]
    pub fn sell_reward(ctx: &mut Context<SellReward>, tokens: u64, max_cost: u64) -> Result<()> {
        ctx.accounts.sell_reward(tokens, max_cost)
    }

    /// Lets a pool look at its sources, so that the quarantine of a rate begins. Permissionless.
    #[discrim = 35]
    pub fn observe_rates(ctx: &mut Context<ObserveRates>) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.observe_rates(&sources)
    }

    /// Adds an asset with its reserve and its first reported price: it has no source on this chain.
    #[discrim = 36]
    pub fn add_reported_asset(
        ctx: &mut Context<AddReportedAsset>,
        limits: AssetTermsArgs,
        value: u64,
        tokens: u64,
        max_age_seconds: u64,
    ) -> Result<()> {
        ctx.accounts.add_reported_asset(&ctx.bumps, limits, value, tokens, max_age_seconds)
    }

    /// Reports the price of an asset that has no source on this chain: `value` lamports for `tokens`.
    #[discrim = 37]
    pub fn report_price(ctx: &mut Context<ReportPrice>, value: u64, tokens: u64) -> Result<()> {
        ctx.accounts.report_price(value, tokens)
    }

    /// Deposits shares of a placement's vault and mints shares of the pool. The placement stays within its target.
    #[discrim = 38]
    pub fn deposit_vrt(ctx: &mut Context<DepositVrt>, place: u64, vault_shares: u64, min_shares: u64) -> Result<()> {
        let sources = ctx.remaining_accounts()?;
        ctx.accounts.deposit_vrt(&sources, place, vault_shares, min_shares)
    }

    /// Creates the metadata of a pool's LRT with the Metaplex Token Metadata program, so that wallets show its name. The payer also
    /// pays that program's fee.
    #[discrim = 39]
    pub fn create_lrt_metadata(
        ctx: &mut Context<CreateLrtMetadata>,
        name: String,
        symbol: String,
        uri: String,
    ) -> Result<()> {
        ctx.accounts.create_lrt_metadata(&Texts { name: &name, symbol: &symbol, uri: &uri })
    }

    /// Sets the name, symbol and URI of an LRT with metadata.
    #[discrim = 40]
    pub fn update_lrt_metadata(
        ctx: &mut Context<UpdateLrtMetadata>,
        name: String,
        symbol: String,
        uri: String,
    ) -> Result<()> {
        ctx.accounts.update_lrt_metadata(&Texts { name: &name, symbol: &symbol, uri: &uri })
    }

    /// Transfers a request of the queue to another owner.
    #[discrim = 41]
    pub fn transfer_queued_exit(
        ctx: &mut Context<TransferQueuedExit>,
        new_owner: Address,
        batch: Address,
        shares: u64,
        taken: u64,
    ) -> Result<()> {
        ctx.accounts.transfer_queued_exit(new_owner, batch, shares, taken)
    }
}
