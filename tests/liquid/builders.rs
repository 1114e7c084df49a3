//! A builder for each instruction, with the accounts in their usual places.

use harness::token;
use restaking_client::liquid::{self as client, AssetArgs};
use restaking_client::{ExitTicket, ID, pda};
use restaking_tests::{EPOCH, id};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::scene::{BAND, FeesArgs, GuardsArgs, LIQUID, NOTICE, SOL, STAKED, Scene};
use crate::source::{STAKE_POOLS, data_of};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

impl Scene {
    pub fn add_asset(&self, mint: Pubkey, limits: AssetArgs) -> Instruction {
        let is_sol = mint == SOL;
        client::AddAsset {
            payer: id("creator"),
            admin: id("creator"),
            pool: self.pool,
            mint,
            reserve: LIQUID.reserve(&self.pool, &mint),
            source: (!is_sol).then(|| self.source()),
            program_data: (!is_sol).then(|| data_of(&STAKE_POOLS)),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::AddAssetInstructionArgs { limits })
    }

    pub fn set_asset(&self, place: u64, limits: AssetArgs) -> Instruction {
        client::SetAsset { admin: id("creator"), pool: self.pool }
            .instruction(client::SetAssetInstructionArgs { place, limits })
    }

    pub fn set_targets(&self, targets_bps: [u64; 8]) -> Instruction {
        client::SetTargets { admin: id("creator"), pool: self.pool }
            .instruction(client::SetTargetsInstructionArgs { targets_bps })
    }

    pub fn add_placement(&self, vault: &Pubkey, asset: u64, target_bps: u64) -> Instruction {
        client::AddPlacement {
            payer: id("creator"),
            admin: id("creator"),
            pool: self.pool,
            vault: *vault,
            vrt_mint: pda::vrt_mint(vault),
            vrt_account: LIQUID.vrt_account(&self.pool, vault),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::AddPlacementInstructionArgs { asset, target_bps })
    }

    pub fn set_placement(&self, place: u64, target_bps: u64) -> Instruction {
        client::SetPlacement { admin: id("creator"), pool: self.pool }
            .instruction(client::SetPlacementInstructionArgs { place, target_bps })
    }

    pub fn remove_placement(&self, place: u64) -> Instruction {
        client::RemovePlacement { admin: id("creator"), pool: self.pool }
            .instruction(client::RemovePlacementInstructionArgs { place })
    }

    pub fn set_guards(&self, guards: GuardsArgs) -> Instruction {
        client::SetGuards { admin: id("creator"), pool: self.pool }.instruction(guards)
    }

    pub fn set_fees(&self, fees: FeesArgs) -> Instruction {
        client::SetPoolFees { admin: id("creator"), pool: self.pool }.instruction(fees)
    }

    pub fn set_role(&self, role: client::PoolRole, holder: Pubkey) -> Instruction {
        client::SetPoolRole { admin: id("creator"), pool: self.pool }
            .instruction(client::SetPoolRoleInstructionArgs { role, holder })
    }

    pub fn accept_rate(&self, guardian: &str, place: u64, [value, tokens]: [u64; 2]) -> Instruction {
        client::AcceptRate { guardian: id(guardian), pool: self.pool }.instruction(client::AcceptRateInstructionArgs {
            place,
            value,
            tokens,
        })
    }

    pub fn acknowledge(&self, guardian: &str, place: u64, slot: u64) -> Instruction {
        client::AcknowledgeUpgrade { guardian: id(guardian), pool: self.pool, program_data: data_of(&STAKE_POOLS) }
            .instruction(client::AcknowledgeUpgradeInstructionArgs { place, slot })
    }

    pub fn pause(&self, guardian: &str, flags: u64, seconds: u64) -> Instruction {
        client::PausePool { guardian: id(guardian), pool: self.pool }
            .instruction(client::PausePoolInstructionArgs { flags, seconds })
    }

    pub async fn deposit(&mut self, name: &str, place: u64, tokens: u64, min_shares: u64) -> Instruction {
        let deposit = client::DepositAsset {
            depositor: id(name),
            pool: self.pool,
            reserve: self.reserve(place),
            lrt_mint: self.lrt,
            depositor_tokens: self.tokens_of(name, place),
            depositor_shares: self.lrt_of(name),
            token_program: token::PROGRAM,
        };
        self.valued(deposit.instruction(client::DepositAssetInstructionArgs { tokens, min_shares })).await
    }

    pub async fn exit_instantly(&mut self, name: &str, place: u64, tokens: u64, max_shares: u64) -> Instruction {
        let exit = client::ExitInstantly {
            owner: id(name),
            pool: self.pool,
            reserve: self.reserve(place),
            lrt_mint: self.lrt,
            owner_shares: self.lrt_of(name),
            owner_tokens: self.tokens_of(name, place),
            token_program: token::PROGRAM,
        };
        self.valued(exit.instruction(client::ExitInstantlyInstructionArgs { tokens, max_shares })).await
    }

    /// An exit in kind, with all the accounts that it can ask for: tokens of both assets, shares of the vault, parts of its exits, and
    /// what is set aside.
    pub async fn exit_in_kind(&mut self, name: &str, shares: u64, set_aside: u64) -> Instruction {
        let pool = self.read().await;
        let mut exit = client::ExitInKind {
            payer: id(name),
            owner: id(name),
            pool: self.pool,
            lrt_mint: self.lrt,
            owner_shares: self.lrt_of(name),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::ExitInKindInstructionArgs { shares, set_aside });
        let mut add = |address| exit.accounts.push(AccountMeta::new(address, false));
        for place in 0..pool.ledger.asset_count {
            if pool.ledger.assets[place as usize].idle > 0 && set_aside >> place & 1 == 0 {
                add(self.reserve(place));
                add(self.tokens_of(name, place));
            }
        }
        for (accounts, placed) in pool.placements.iter().zip(&pool.ledger.placements) {
            if placed.shares > 0 {
                add(accounts.vrt_account);
                add(self.vrt_of(name));
            }
        }
        for ticket in pool.placements.iter().flat_map(|placement| placement.tickets) {
            if ticket != Pubkey::default() {
                add(LIQUID.exit_part(&ticket, &id(name)));
            }
        }
        if set_aside > 0 {
            add(LIQUID.set_aside(&self.pool, &id(name)));
        }
        exit
    }

    /// The period of batches now.
    pub async fn period(&mut self) -> u64 {
        self.bank.now().await as u64 / EPOCH
    }

    /// The batch of this period for the asset at `place`.
    pub async fn batch(&mut self, place: u64) -> Pubkey {
        let period = self.period().await;
        LIQUID.batch(&self.pool, place, period)
    }

    pub async fn queue_exit(&mut self, name: &str, nonce: u64, place: u64, shares: u64) -> Instruction {
        let batch = self.batch(place).await;
        client::QueueExit {
            payer: id(name),
            owner: id(name),
            pool: self.pool,
            escrow: LIQUID.escrow(&self.pool),
            owner_shares: self.lrt_of(name),
            batch,
            queued_exit: LIQUID.queued_exit(&self.pool, &id(name), nonce),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
        }
        .instruction(client::QueueExitInstructionArgs { nonce, place, shares })
    }

    pub fn cancel_queued_exit(&self, name: &str, nonce: u64, batch: Pubkey) -> Instruction {
        client::CancelQueuedExit {
            owner: id(name),
            pool: self.pool,
            escrow: LIQUID.escrow(&self.pool),
            owner_shares: self.lrt_of(name),
            batch,
            queued_exit: LIQUID.queued_exit(&self.pool, &id(name), nonce),
            rent_payer: id(name),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    pub async fn fill_batch(&mut self, batch: Pubkey) -> Instruction {
        let fill = client::FillBatch {
            pool: self.pool,
            escrow: LIQUID.escrow(&self.pool),
            lrt_mint: self.lrt,
            batch,
            token_program: token::PROGRAM,
        };
        self.valued(fill.instruction()).await
    }

    pub fn claim_queued_exit(&self, name: &str, nonce: u64, place: u64, batch: Pubkey) -> Instruction {
        client::ClaimQueuedExit {
            owner: id(name),
            pool: self.pool,
            reserve: self.reserve(place),
            owner_tokens: self.tokens_of(name, place),
            batch,
            queued_exit: LIQUID.queued_exit(&self.pool, &id(name), nonce),
            rent_payer: id(name),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    pub fn close_batch(&self, batch: Pubkey, rent_payer: &str) -> Instruction {
        client::CloseBatch { pool: self.pool, batch, rent_payer: id(rent_payer) }.instruction()
    }

    pub async fn place(&mut self, mover: &str, tokens: u64) -> Instruction {
        let vault = self.split.vault;
        let place = client::Place {
            mover: id(mover),
            pool: self.pool,
            reserve: self.reserve(STAKED),
            vault: vault.address,
            asset_account: vault.asset_account,
            vrt_mint: vault.vrt_mint,
            vrt_account: LIQUID.vrt_account(&self.pool, &vault.address),
            config: pda::config(),
            token_program: token::PROGRAM,
            restaking_program: ID,
        };
        let args = client::PlaceInstructionArgs { place: 0, tokens, max_risk_version: u64::MAX };
        self.valued(place.instruction(args)).await
    }

    pub async fn unplace(&mut self, mover: &str, shares: u64) -> Instruction {
        let (vault, nonce) = (self.split.vault, self.read().await.tickets);
        let bucket = vault.bucket(self.bank.epoch().await + 1);
        let unplace = client::Unplace {
            payer: id(mover),
            mover: id(mover),
            pool: self.pool,
            vault: vault.address,
            vrt_mint: vault.vrt_mint,
            vrt_account: LIQUID.vrt_account(&self.pool, &vault.address),
            bucket,
            ticket: vault.ticket(&self.pool, nonce),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
            restaking_program: ID,
        };
        self.valued(unplace.instruction(client::UnplaceInstructionArgs { place: 0, shares, min_assets: 0 })).await
    }

    /// The collection of the exit with ticket number `nonce`, in `slot`, which `rent_payer` paid for.
    pub async fn collect_exit(&mut self, name: &str, slot: u64, nonce: u64, rent_payer: &str) -> Instruction {
        let vault = self.split.vault;
        let ticket = vault.ticket(&self.pool, nonce);
        let epoch = self.bank.read::<ExitTicket>(&ticket).await.map_or(0, |account| account.ticket.epoch);
        client::CollectExit {
            payer: id(name),
            pool: self.pool,
            reserve: self.reserve(STAKED),
            vault: vault.address,
            asset_account: vault.asset_account,
            bucket: vault.bucket(epoch),
            ticket,
            rent_payer: id(rent_payer),
            collected: LIQUID.collected_exit(&ticket),
            token_program: token::PROGRAM,
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction(client::CollectExitInstructionArgs { place: 0, slot })
    }

    pub fn claim_exit_part(&self, name: &str, nonce: u64, collector: &str) -> Instruction {
        let ticket = self.split.vault.ticket(&self.pool, nonce);
        client::ClaimExitPart {
            owner: id(name),
            pool: self.pool,
            reserve: self.reserve(STAKED),
            owner_tokens: self.tokens_of(name, STAKED),
            collected: LIQUID.collected_exit(&ticket),
            exit_part: LIQUID.exit_part(&ticket, &id(name)),
            part_rent_payer: id(name),
            collected_rent_payer: id(collector),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    pub fn claim_set_aside(&self, name: &str, place: u64) -> Instruction {
        client::ClaimSetAside {
            owner: id(name),
            pool: self.pool,
            reserve: self.reserve(place),
            owner_tokens: self.tokens_of(name, place),
            aside: LIQUID.set_aside(&self.pool, &id(name)),
            rent_payer: id(name),
            token_program: token::PROGRAM,
        }
        .instruction()
    }

    pub fn collect_fees(&self) -> Instruction {
        client::CollectPoolFees {
            pool: self.pool,
            lrt_mint: self.lrt,
            fee_shares: self.lrt_of("fees"),
            token_program: token::PROGRAM,
        }
        .instruction()
    }
}

/// Makes pool `index` of "creator".
pub fn initialize(index: u64) -> Instruction {
    let pool = LIQUID.pool(&id("creator"), index);
    client::InitializePool {
        payer: id("creator"),
        creator: id("creator"),
        pool,
        lrt_mint: LIQUID.lrt_mint(&pool),
        escrow: LIQUID.escrow(&pool),
        token_program: token::PROGRAM,
        system_program: SYSTEM,
    }
    .instruction(client::InitializePoolInstructionArgs {
        index,
        band: BAND,
        batch_seconds: EPOCH,
        stream_seconds: EPOCH,
        notice_seconds: NOTICE,
    })
}
