//! A liquid pool's accounts, and a builder for each instruction that touches it, with the accounts in their usual places. The creator has
//! all roles unless a name says otherwise.

use restaking_client::liquid::{self as client, AssetTermsArgs, LiquidProgram, Pool, PoolRole};
pub use restaking_client::liquid::{source::MARINADE, stake_pool::STAKE_POOLS};
/// The program of single-validator pools, and what their accounts are: for tests that write them by hand and need no such program.
pub use restaking_client::native_stake::{
    POOL_BYTES, SINGLE_POOL_PROGRAM, STAKE_ACCOUNT_BYTES, STAKE_PROGRAM, SinglePool,
};
use restaking_client::{ID, metadata, pda};
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::program_option::COption;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use spl_token_interface::state::{Account as TokenAccount, AccountState};

use crate::deploy::{self, LOADER};
use crate::metadata::Texts;
use crate::{Vault, liquid_path, token};

/// The program.
pub const LIQUID: LiquidProgram = LiquidProgram::LOCAL;

/// The mint of wrapped SOL.
pub const SOL: Pubkey = solana_program::pubkey!("So11111111111111111111111111111111111111112");

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The program's accounts, as a chain begins with them.
///
/// # Panics
/// If it has not been built.
pub fn program(rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    deploy::from_file(&liquid_path(), &LIQUID, "build it with `cargo xtask build`", rent)
}

/// The addresses of one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiquidPool {
    /// The pool.
    pub address: Pubkey,
    /// The creator.
    pub creator: Pubkey,
    /// Which of its creator's pools it is.
    pub index: u64,
    /// The mint of its shares.
    pub lrt_mint: Pubkey,
}

/// Who is paid for an exit that is collected, and who paid for its ticket.
#[derive(Clone, Copy, Debug)]
pub struct Collection {
    /// Pays for the account of leavers' tokens.
    pub payer: Pubkey,
    /// Paid for the ticket.
    pub rent_payer: Pubkey,
    /// The placement.
    pub place: u64,
    /// The exit's slot of it.
    pub slot: u64,
    /// The number of the ticket.
    pub nonce: u64,
    /// The epoch of the ticket's bucket.
    pub bucket_epoch: u64,
}

impl LiquidPool {
    /// The addresses of pool `index` of `creator`.
    pub fn new(creator: Pubkey, index: u64) -> Self {
        let address = LIQUID.pool(&creator, index);
        Self { address, creator, index, lrt_mint: LIQUID.lrt_mint(&address) }
    }

    /// `owner`'s account of the shares.
    pub fn shares_of(&self, owner: &Pubkey) -> Pubkey {
        token::address(owner, &self.lrt_mint)
    }

    /// The reserve of the asset of `mint`.
    pub fn reserve(&self, mint: &Pubkey) -> Pubkey {
        LIQUID.reserve(&self.address, mint)
    }

    /// The ticket of the pool's exit number `nonce` from `vault`.
    pub fn ticket(&self, vault: &Vault, nonce: u64) -> Pubkey {
        vault.ticket(&self.address, nonce)
    }

    /// Makes the pool.
    pub fn initialize(&self, args: client::InitializePoolInstructionArgs) -> Instruction {
        client::InitializePool {
            payer: self.creator,
            creator: self.creator,
            pool: self.address,
            lrt_mint: self.lrt_mint,
            escrow: LIQUID.escrow(&self.address),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(args)
    }

    /// Adds the asset of `mint`, with its stake pool unless it is wrapped SOL.
    pub fn add_asset(&self, mint: &Pubkey, source: Option<Pubkey>, limits: AssetTermsArgs) -> Instruction {
        self.add(mint, source.map(|source| (source, STAKE_POOLS)), limits, &[])
    }

    /// Adds the asset of a single-validator pool's token.
    pub fn add_single_pool(&self, single: &SinglePool, limits: AssetTermsArgs) -> Instruction {
        self.add(&single.mint, Some((single.pool, SINGLE_POOL_PROGRAM)), limits, &[single.stake, single.on_ramp])
    }

    /// Adds the asset of Marinade's token.
    pub fn add_marinade(&self, mint: &Pubkey, state: Pubkey, limits: AssetTermsArgs) -> Instruction {
        self.add(mint, Some((state, MARINADE)), limits, &[])
    }

    /// Adds an asset with its source and the source's program.
    fn add(
        &self,
        mint: &Pubkey,
        source: Option<(Pubkey, Pubkey)>,
        limits: AssetTermsArgs,
        more: &[Pubkey],
    ) -> Instruction {
        let more: Vec<_> = more.iter().map(|address| AccountMeta::new_readonly(*address, false)).collect();
        client::AddAsset {
            payer: self.creator,
            admin: self.creator,
            pool: self.address,
            mint: *mint,
            reserve: self.reserve(mint),
            source: source.map(|(address, _)| address),
            program_data: source.map(|(_, program)| program_data_of(&program)),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction_with_remaining_accounts(client::AddAssetInstructionArgs { limits }, &more)
    }

    /// Adds the asset of `mint` with a reported price.
    pub fn add_reported_asset(&self, mint: &Pubkey, args: client::AddReportedAssetInstructionArgs) -> Instruction {
        client::AddReportedAsset {
            payer: self.creator,
            admin: self.creator,
            pool: self.address,
            mint: *mint,
            reserve: self.reserve(mint),
            report: LIQUID.report(&self.address, mint),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(args)
    }

    /// Reports the price of `mint`.
    pub fn report_price(&self, reporter: &Pubkey, mint: &Pubkey, [value, tokens]: [u64; 2]) -> Instruction {
        let report = LIQUID.report(&self.address, mint);
        client::ReportPrice { reporter: *reporter, pool: self.address, report }
            .instruction(client::ReportPriceInstructionArgs { value, tokens })
    }

    /// Has the pool look at its sources.
    pub fn observe_rates(&self, sources: &[AccountMeta]) -> Instruction {
        client::ObserveRates { pool: self.address }.instruction_with_remaining_accounts(sources)
    }

    /// Sets an asset's limits.
    pub fn set_asset(&self, place: u64, limits: AssetTermsArgs) -> Instruction {
        client::SetAsset { admin: self.creator, pool: self.address }
            .instruction(client::SetAssetInstructionArgs { place, limits })
    }

    /// Sets the targets.
    pub fn set_targets(&self, targets_bps: [u64; 8]) -> Instruction {
        client::SetTargets { admin: self.creator, pool: self.address }
            .instruction(client::SetTargetsInstructionArgs { targets_bps })
    }

    /// Adds a placement of the asset at `asset`.
    pub fn add_placement(&self, vault: &Pubkey, asset: u64, target_bps: u64) -> Instruction {
        client::AddPlacement {
            payer: self.creator,
            admin: self.creator,
            pool: self.address,
            vault: *vault,
            vrt_mint: pda::vrt_mint(vault),
            vrt_account: LIQUID.vrt_account(&self.address, vault),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::AddPlacementInstructionArgs { asset, target_bps })
    }

    /// Sets a placement's target.
    pub fn set_placement(&self, place: u64, target_bps: u64) -> Instruction {
        client::SetPlacement { admin: self.creator, pool: self.address }
            .instruction(client::SetPlacementInstructionArgs { place, target_bps })
    }

    /// Removes a placement.
    pub fn remove_placement(&self, place: u64) -> Instruction {
        client::RemovePlacement { admin: self.creator, pool: self.address }
            .instruction(client::RemovePlacementInstructionArgs { place })
    }

    /// Sets the limits.
    pub fn set_guards(&self, guards: client::SetGuardsInstructionArgs) -> Instruction {
        client::SetGuards { admin: self.creator, pool: self.address }.instruction(guards)
    }

    /// Sets the fees.
    pub fn set_fees(&self, fees: client::SetPoolFeesInstructionArgs) -> Instruction {
        client::SetPoolFees { admin: self.creator, pool: self.address }.instruction(fees)
    }

    /// Gives a role to `holder`.
    pub fn set_role(&self, role: PoolRole, holder: Pubkey) -> Instruction {
        client::SetPoolRole { admin: self.creator, pool: self.address }
            .instruction(client::SetPoolRoleInstructionArgs { role, holder })
    }

    /// Proposes an admin.
    pub fn propose_admin(&self, new_admin: Pubkey) -> Instruction {
        client::ProposePoolAdmin { admin: self.creator, pool: self.address }
            .instruction(client::ProposePoolAdminInstructionArgs { new_admin })
    }

    /// Accepts the proposal.
    pub fn accept_admin(&self, new_admin: &Pubkey) -> Instruction {
        client::AcceptPoolAdmin { new_admin: *new_admin, pool: self.address }.instruction()
    }

    /// Gives the LRT metadata. `admin` signs, and `payer` pays.
    pub fn create_metadata(&self, payer: &Pubkey, admin: &Pubkey, texts: Texts<'_>) -> Instruction {
        let Texts { name, symbol, uri } = texts;
        client::CreateLrtMetadata {
            payer: *payer,
            admin: *admin,
            pool: self.address,
            lrt_mint: self.lrt_mint,
            metadata: metadata::address(&self.lrt_mint),
            token_metadata_program: metadata::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::CreateLrtMetadataInstructionArgs {
            name: name.into(),
            symbol: symbol.into(),
            uri: uri.into(),
        })
    }

    /// Changes the texts of the LRT. `admin` signs.
    pub fn update_metadata(&self, admin: &Pubkey, texts: Texts<'_>) -> Instruction {
        let Texts { name, symbol, uri } = texts;
        client::UpdateLrtMetadata {
            admin: *admin,
            pool: self.address,
            metadata: metadata::address(&self.lrt_mint),
            token_metadata_program: metadata::PROGRAM,
        }
        .instruction(client::UpdateLrtMetadataInstructionArgs {
            name: name.into(),
            symbol: symbol.into(),
            uri: uri.into(),
        })
    }

    /// Gives a request to `new_owner`, with its batch, its shares and what it was paid.
    pub fn transfer_queued_exit(
        &self,
        owner: &Pubkey,
        queued_exit: &Pubkey,
        new_owner: Pubkey,
        (batch, [shares, taken]): (&Pubkey, [u64; 2]),
    ) -> Instruction {
        client::TransferQueuedExit { owner: *owner, pool: self.address, queued_exit: *queued_exit }
            .instruction(client::TransferQueuedExitInstructionArgs { new_owner, batch: *batch, shares, taken })
    }

    /// Accepts a suspect rate.
    pub fn accept_rate(&self, guardian: &Pubkey, place: u64, [value, tokens]: [u64; 2]) -> Instruction {
        client::AcceptRate { guardian: *guardian, pool: self.address }.instruction(client::AcceptRateInstructionArgs {
            place,
            value,
            tokens,
        })
    }

    /// Acknowledges the stake pools' program as of `slot`.
    pub fn acknowledge_upgrade(&self, guardian: &Pubkey, place: u64, slot: u64) -> Instruction {
        let program_data = program_data_of(&STAKE_POOLS);
        client::AcknowledgeUpgrade { guardian: *guardian, pool: self.address, program_data }
            .instruction(client::AcknowledgeUpgradeInstructionArgs { place, slot })
    }

    /// Pauses, or ends a pause.
    pub fn pause(&self, guardian: &Pubkey, flags: u64, seconds: u64) -> Instruction {
        client::PausePool { guardian: *guardian, pool: self.address }
            .instruction(client::PausePoolInstructionArgs { flags, seconds })
    }

    /// Deposits `tokens` of `mint`.
    pub fn deposit(
        &self,
        depositor: &Pubkey,
        mint: &Pubkey,
        [tokens, min_shares]: [u64; 2],
        sources: &[AccountMeta],
    ) -> Instruction {
        client::DepositAsset {
            depositor: *depositor,
            pool: self.address,
            reserve: self.reserve(mint),
            lrt_mint: self.lrt_mint,
            depositor_tokens: token::address(depositor, mint),
            depositor_shares: self.shares_of(depositor),
            token_program: token::PROGRAM,
        }
        .instruction_with_remaining_accounts(client::DepositAssetInstructionArgs { tokens, min_shares }, sources)
    }

    /// Deposits `vault_shares` of `vault`, the placement at `place`, for at least `min_shares`.
    pub fn deposit_vrt(
        &self,
        depositor: &Pubkey,
        vault: &Vault,
        [place, vault_shares, min_shares]: [u64; 3],
        sources: &[AccountMeta],
    ) -> Instruction {
        client::DepositVrt {
            depositor: *depositor,
            pool: self.address,
            vault: vault.address,
            config: pda::config(),
            vrt_account: LIQUID.vrt_account(&self.address, &vault.address),
            lrt_mint: self.lrt_mint,
            depositor_vrt: vault.shares_of(depositor),
            depositor_shares: self.shares_of(depositor),
            token_program: token::PROGRAM,
        }
        .instruction_with_remaining_accounts(
            client::DepositVrtInstructionArgs { place, vault_shares, min_shares },
            sources,
        )
    }

    /// Opens the auction of rewards in `mint`.
    pub fn open_auction(&self, payer: &Pubkey, mint: &Pubkey) -> Instruction {
        client::OpenAuction {
            payer: *payer,
            pool: self.address,
            mint: *mint,
            auction: LIQUID.auction(&self.address, mint),
            treasury: LIQUID.treasury(&self.address, mint),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction()
    }

    /// Claims the pool's rewards of `tree` into `to`.
    pub fn claim_reward(&self, payer: &Pubkey, tree: &Pubkey, to: &Pubkey, cumulative: u64) -> Instruction {
        client::ClaimPoolReward {
            payer: *payer,
            pool: self.address,
            tree: *tree,
            tree_treasury: pda::treasury(tree),
            to: *to,
            claim: pda::reward_claim(tree, &self.address),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction(client::ClaimPoolRewardInstructionArgs { cumulative, proof: vec![] })
    }

    /// Moves what is in `found` to `to`.
    pub fn collect_airdrop(&self, found: &Pubkey, to: &Pubkey) -> Instruction {
        client::CollectAirdrop { pool: self.address, found: *found, to: *to, token_program: token::PROGRAM }
            .instruction()
    }

    /// Begins a lot of `mint`.
    pub fn begin_lot(&self, mint: &Pubkey) -> Instruction {
        client::BeginLot {
            pool: self.address,
            auction: LIQUID.auction(&self.address, mint),
            treasury: LIQUID.treasury(&self.address, mint),
        }
        .instruction()
    }

    /// Sells `tokens` of the first mint to `buyer` for at most `max_cost` of the second.
    pub fn sell_reward(
        &self,
        buyer: &Pubkey,
        [mint, asset]: [&Pubkey; 2],
        [tokens, max_cost]: [u64; 2],
    ) -> Instruction {
        client::SellReward {
            buyer: *buyer,
            pool: self.address,
            auction: LIQUID.auction(&self.address, mint),
            treasury: LIQUID.treasury(&self.address, mint),
            reserve: self.reserve(asset),
            buyer_pays: token::address(buyer, asset),
            buyer_receives: token::address(buyer, mint),
            token_program: token::PROGRAM,
        }
        .instruction(client::SellRewardInstructionArgs { tokens, max_cost })
    }

    /// Leaves at once with `tokens` of `mint`.
    pub fn leave_instantly(
        &self,
        owner: &Pubkey,
        mint: &Pubkey,
        [tokens, max_shares]: [u64; 2],
        sources: &[AccountMeta],
    ) -> Instruction {
        client::LeaveInstantly {
            owner: *owner,
            pool: self.address,
            reserve: self.reserve(mint),
            lrt_mint: self.lrt_mint,
            owner_shares: self.shares_of(owner),
            owner_tokens: token::address(owner, mint),
            token_program: token::PROGRAM,
        }
        .instruction_with_remaining_accounts(client::LeaveInstantlyInstructionArgs { tokens, max_shares }, sources)
    }

    /// Leaves in kind with `shares` of what `state`, the pool, holds.
    pub fn leave_in_kind(&self, owner: &Pubkey, [shares, set_aside]: [u64; 2], state: &Pool) -> Instruction {
        let accounts = state.kinds(&LIQUID, &self.address, owner, set_aside, |mint| token::address(owner, mint));
        client::LeaveInKind {
            payer: *owner,
            owner: *owner,
            pool: self.address,
            lrt_mint: self.lrt_mint,
            owner_shares: self.shares_of(owner),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction_with_remaining_accounts(client::LeaveInKindInstructionArgs { shares, set_aside }, &accounts)
    }

    /// Asks to leave by the queue of the asset at `place`, in the batch of `period`.
    pub fn queue_exit(&self, owner: &Pubkey, nonce: u64, [place, shares, period]: [u64; 3]) -> Instruction {
        client::QueueExit {
            payer: *owner,
            owner: *owner,
            pool: self.address,
            escrow: LIQUID.escrow(&self.address),
            owner_shares: self.shares_of(owner),
            batch: LIQUID.batch(&self.address, place, period),
            queued_exit: LIQUID.queued_exit(&self.address, owner, nonce),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::QueueExitInstructionArgs { nonce, place, shares })
    }

    /// Takes a request for tokens of `mint` back.
    pub fn cancel_queued_exit(&self, owner: &Pubkey, nonce: u64, mint: &Pubkey, batch: &Pubkey) -> Instruction {
        client::CancelQueuedExit {
            owner: *owner,
            pool: self.address,
            escrow: LIQUID.escrow(&self.address),
            owner_shares: self.shares_of(owner),
            reserve: self.reserve(mint),
            owner_tokens: token::address(owner, mint),
            batch: *batch,
            queued_exit: LIQUID.queued_exit(&self.address, owner, nonce),
            rent_payer: *owner,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Fills a batch.
    pub fn fill_batch(&self, batch: &Pubkey, sources: &[AccountMeta]) -> Instruction {
        client::FillBatch {
            pool: self.address,
            escrow: LIQUID.escrow(&self.address),
            lrt_mint: self.lrt_mint,
            batch: *batch,
            token_program: token::PROGRAM,
        }
        .instruction_with_remaining_accounts(sources)
    }

    /// Pays a request in tokens of `mint`.
    pub fn claim_queued_exit(&self, owner: &Pubkey, nonce: u64, mint: &Pubkey, batch: &Pubkey) -> Instruction {
        client::ClaimQueuedExit {
            owner: *owner,
            pool: self.address,
            reserve: self.reserve(mint),
            owner_tokens: token::address(owner, mint),
            batch: *batch,
            queued_exit: LIQUID.queued_exit(&self.address, owner, nonce),
            rent_payer: *owner,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Closes a batch.
    pub fn close_batch(&self, batch: &Pubkey, rent_payer: &Pubkey) -> Instruction {
        client::CloseBatch { pool: self.address, batch: *batch, rent_payer: *rent_payer }.instruction()
    }

    /// Places `tokens` in `vault`, the placement at `place`.
    pub fn place(
        &self,
        mover: &Pubkey,
        vault: &Vault,
        [place, tokens]: [u64; 2],
        sources: &[AccountMeta],
    ) -> Instruction {
        client::Place {
            mover: *mover,
            pool: self.address,
            reserve: self.reserve(&vault.asset_mint),
            vault: vault.address,
            asset_account: vault.asset_account,
            vrt_mint: vault.vrt_mint,
            vrt_account: LIQUID.vrt_account(&self.address, &vault.address),
            config: pda::config(),
            token_program: token::PROGRAM,
            restaking_program: ID,
        }
        .instruction_with_remaining_accounts(
            client::PlaceInstructionArgs { place, tokens, max_risk_version: u64::MAX },
            sources,
        )
    }

    /// Requests the exit number `nonce` of the pool, of `shares` of `vault`, the placement at `place`, into the bucket of an epoch.
    pub fn unplace(
        &self,
        mover: &Pubkey,
        vault: &Vault,
        [place, shares]: [u64; 2],
        [nonce, bucket_epoch]: [u64; 2],
        sources: &[AccountMeta],
    ) -> Instruction {
        client::Unplace {
            payer: *mover,
            mover: *mover,
            pool: self.address,
            vault: vault.address,
            vrt_mint: vault.vrt_mint,
            vrt_account: LIQUID.vrt_account(&self.address, &vault.address),
            bucket: vault.bucket(bucket_epoch),
            ticket: self.ticket(vault, nonce),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction_with_remaining_accounts(client::UnplaceInstructionArgs { place, shares, min_assets: 0 }, sources)
    }

    /// Collects an exit from `vault`.
    pub fn collect_exit(&self, vault: &Vault, collection: Collection) -> Instruction {
        let Collection { payer, rent_payer, place, slot, nonce, bucket_epoch } = collection;
        let ticket = self.ticket(vault, nonce);
        client::CollectExit {
            payer,
            pool: self.address,
            reserve: self.reserve(&vault.asset_mint),
            vault: vault.address,
            asset_account: vault.asset_account,
            bucket: vault.bucket(bucket_epoch),
            ticket,
            rent_payer,
            collected: LIQUID.collected_exit(&ticket),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction(client::CollectExitInstructionArgs { place, slot })
    }

    /// Takes `owner`'s part of a collected exit; `collector` paid for the collection.
    pub fn claim_exit_part(&self, owner: &Pubkey, vault: &Vault, nonce: u64, collector: &Pubkey) -> Instruction {
        let (ticket, mint) = (self.ticket(vault, nonce), vault.asset_mint);
        client::ClaimExitPart {
            owner: *owner,
            pool: self.address,
            reserve: self.reserve(&mint),
            owner_tokens: token::address(owner, &mint),
            collected: LIQUID.collected_exit(&ticket),
            exit_part: LIQUID.exit_part(&ticket, owner),
            part_rent_payer: *owner,
            collected_rent_payer: *collector,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Takes what is set aside of `mint` for `owner`.
    pub fn claim_set_aside(&self, owner: &Pubkey, mint: &Pubkey) -> Instruction {
        client::ClaimSetAside {
            owner: *owner,
            pool: self.address,
            reserve: self.reserve(mint),
            owner_tokens: token::address(owner, mint),
            aside: LIQUID.set_aside(&self.address, owner),
            rent_payer: *owner,
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Mints the fees to `wallet`.
    pub fn collect_fees(&self, wallet: &Pubkey) -> Instruction {
        client::CollectPoolFees {
            pool: self.address,
            lrt_mint: self.lrt_mint,
            fee_shares: self.shares_of(wallet),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    /// Swaps with `trader`: `out` tokens of the first mint for `back` of the second.
    pub fn swap(
        &self,
        [curator, trader]: [&Pubkey; 2],
        [from, to]: [&Pubkey; 2],
        [out, back]: [u64; 2],
        sources: &[AccountMeta],
    ) -> Instruction {
        client::SwapAssets {
            curator: *curator,
            trader: *trader,
            pool: self.address,
            out_reserve: self.reserve(from),
            back_reserve: self.reserve(to),
            trader_gives: token::address(trader, to),
            trader_receives: token::address(trader, from),
            token_program: token::PROGRAM,
        }
        .instruction_with_remaining_accounts(client::SwapAssetsInstructionArgs { out, back }, sources)
    }
}

/// The data account of a program.
pub fn program_data_of(program: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[program.as_ref()], &LOADER).0
}

/// The data account of a program that was deployed in `slot`.
pub fn program_data(slot: u64) -> Account {
    let mut data = vec![3, 0, 0, 0];
    data.extend_from_slice(&slot.to_le_bytes());
    data.resize(45, 0);
    Account { lamports: 1 << 40, data, owner: LOADER, ..Account::default() }
}

/// What a stake pool says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// The lamports of the pool.
    pub lamports: u64,
    /// Its tokens.
    pub supply: u64,
    /// The withdrawal fee, denominator and numerator, and the announced one.
    pub fee: [u64; 4],
}

/// A stake pool as `program` writes it (`spl-stake-pool` 2.2.0, `src/state.rs`): 611 bytes, with options of varying length before the
/// withdrawal fees.
pub fn stake_pool(program: &Pubkey, mint: &Pubkey, figures: Figures, epoch: u64) -> Account {
    let Figures { lamports, supply, fee: [denominator, numerator, next_denominator, next_numerator] } = figures;
    let mut data = vec![1];
    data.resize(1 + 3 * 32 + 1 + 2 * 32, 7);
    data.extend_from_slice(mint.as_ref());
    data.extend_from_slice(&[9; 32]);
    data.extend_from_slice(token::PROGRAM.as_ref());
    for figure in [lamports, supply, epoch] {
        data.extend_from_slice(&figure.to_le_bytes());
    }
    data.extend_from_slice(&[0; 48]); // The lockup.
    data.extend_from_slice(&[1; 16]); // The epoch fee.
    data.push(1); // The next one, of the next epoch.
    data.extend_from_slice(&[5; 16]);
    data.push(0); // No preferred validator for deposits,
    data.push(1); // but one for withdrawals.
    data.extend_from_slice(&[3; 32]);
    data.extend_from_slice(&[0; 16]); // The deposit fee.
    for figure in [denominator, numerator] {
        data.extend_from_slice(&figure.to_le_bytes());
    }
    if next_denominator > 0 {
        data.push(2); // Two epochs from now.
        for figure in [next_denominator, next_numerator] {
            data.extend_from_slice(&figure.to_le_bytes());
        }
    } else {
        data.push(0);
    }
    data.resize(611, 0);
    Account { lamports: 1 << 40, data, owner: *program, ..Account::default() }
}

/// What Marinade says of itself.
#[derive(Clone, Copy, Debug)]
pub struct MarinadeFigures {
    /// Lamports in active stakes.
    pub active: u64,
    /// Those that cool down for tickets, and in an emergency.
    pub cooling_down: [u64; 2],
    /// Those in the reserve.
    pub reserve: u64,
    /// Those that tickets are owed.
    pub tickets: u64,
    /// The tokens.
    pub supply: u64,
    /// The fee of the delayed exit, in hundredths of a basis point.
    pub exit_fee: u32,
    /// Whether it is paused.
    pub is_paused: bool,
}

/// Marinade's state, field by field as in `marinade_calculator_interface` of `igneous-labs/S` (`src/typedefs.rs`). Written by hand: no
/// package has the program.
pub fn marinade_state(mint: &Pubkey, figures: MarinadeFigures) -> Account {
    let MarinadeFigures { active, cooling_down, reserve, tickets, supply, exit_fee, is_paused } = figures;
    let mut data = vec![216, 146, 107, 94, 104, 75, 182, 177];
    let mut put = |bytes: &[u8]| data.extend_from_slice(bytes);
    put(mint.as_ref());
    put(&[11; 3 * 32]); // The admin, the operational account, the treasury.
    put(&[1; 2]); // Two bumps.
    put(&[2; 8]); // The rent of a token account.
    put(&[3; 4]); // The fee on rewards.
    put(&[4; 32 + 4 + 4 + 32 + 4]); // The list of stakes.
    put(&cooling_down[0].to_le_bytes());
    put(&[5; 2]); // Two bumps.
    put(&[6; 8 + 8 + 8 + 4]); // Slots, the last epoch, the least stake, extra runs.
    put(&[7; 32 + 4 + 4 + 32 + 4]); // The list of validators.
    put(&[8; 32 + 4]); // Their manager, their score.
    put(&active.to_le_bytes());
    put(&[1]); // Whether validators are added.
    put(&[9; 32 + 3 + 32 + 8 + 3 * 4 + 3 * 8]); // The liquidity pool.
    put(&reserve.to_le_bytes());
    put(&supply.to_le_bytes());
    put(&[10; 8]); // A price, for display.
    put(&[12; 8]); // The count of tickets.
    put(&tickets.to_le_bytes());
    put(&[13; 4 * 8]); // What is lent, two least amounts, a cap.
    put(&cooling_down[1].to_le_bytes());
    put(&[14; 32]); // The pauser.
    put(&[u8::from(is_paused)]);
    put(&exit_fee.to_le_bytes());
    put(&[15; 4 + 1 + 8 + 8 + 4]); // The fee of whole stakes, and what moves of them.
    Account { lamports: 1 << 40, data, owner: MARINADE, ..Account::default() }
}

/// An account of wrapped SOL with `amount`.
pub fn native_account(owner: Pubkey, amount: u64) -> Account {
    let rent = Rent::default().minimum_balance(TokenAccount::LEN);
    let state = TokenAccount {
        mint: SOL,
        owner,
        amount,
        state: AccountState::Initialized,
        is_native: COption::Some(rent),
        ..TokenAccount::default()
    };
    let mut data = vec![0; TokenAccount::LEN];
    state.pack_into_slice(&mut data);
    Account { lamports: rent + amount, data, owner: token::PROGRAM, ..Account::default() }
}
