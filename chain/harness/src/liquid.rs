//! A liquid pool's accounts, and a builder for each instruction that touches it, with the accounts in their usual places. The creator has
//! all roles unless a name says otherwise.

use restaking_client::liquid::{self as client, AssetTermsArgs, LiquidProgram, Pool, PoolRole};
use restaking_client::{ID, pda};
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::program_option::COption;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use spl_token_interface::state::{Account as TokenAccount, AccountState};

use crate::deploy::LOADER;
use crate::{Vault, token};

/// The program.
pub const LIQUID: LiquidProgram = LiquidProgram::LOCAL;

/// The mint of wrapped SOL.
pub const SOL: Pubkey = solana_program::pubkey!("So11111111111111111111111111111111111111112");

/// SPL's program of stake pools.
pub const STAKE_POOLS: Pubkey = solana_program::pubkey!("SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy");

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

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
        client::AddAsset {
            payer: self.creator,
            admin: self.creator,
            pool: self.address,
            mint: *mint,
            reserve: self.reserve(mint),
            source,
            program_data: source.map(|_| program_data_of(&STAKE_POOLS)),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::AddAssetInstructionArgs { limits })
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
