//! What a scene sends: the harness's builders with the scene's accounts, and the accounts that value its pool.

use harness::liquid::{Collection, LiquidPool};
use restaking_client::ExitTicket;
use restaking_client::liquid::{AssetTermsArgs, InitializePoolInstructionArgs, PoolRole};
use restaking_tests::{EPOCH, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{BAND, FeesArgs, GuardsArgs, LIQUID, NOTICE, SOL, Scene};

/// `instruction` with `address` in `slot`.
pub fn with(instruction: &Instruction, slot: usize, address: Pubkey) -> Instruction {
    let mut changed = instruction.clone();
    changed.accounts[slot].pubkey = address;
    changed
}

impl Scene {
    pub fn at(&self) -> LiquidPool {
        LiquidPool::new(id("creator"), self.index)
    }

    pub fn add_asset(&self, mint: Pubkey, limits: AssetTermsArgs) -> Instruction {
        self.at().add_asset(&mint, (mint != SOL).then(|| self.source()), limits)
    }

    pub fn set_asset(&self, place: u64, limits: AssetTermsArgs) -> Instruction {
        self.at().set_asset(place, limits)
    }

    pub fn set_targets(&self, targets_bps: [u64; 8]) -> Instruction {
        self.at().set_targets(targets_bps)
    }

    pub fn add_placement(&self, vault: &Pubkey, asset: u64, target_bps: u64) -> Instruction {
        self.at().add_placement(vault, asset, target_bps)
    }

    pub fn set_placement(&self, place: u64, target_bps: u64) -> Instruction {
        self.at().set_placement(place, target_bps)
    }

    pub fn remove_placement(&self, place: u64) -> Instruction {
        self.at().remove_placement(place)
    }

    pub fn set_guards(&self, guards: GuardsArgs) -> Instruction {
        self.at().set_guards(guards)
    }

    pub fn set_fees(&self, fees: FeesArgs) -> Instruction {
        self.at().set_fees(fees)
    }

    pub fn set_role(&self, role: PoolRole, holder: Pubkey) -> Instruction {
        self.at().set_role(role, holder)
    }

    pub fn accept_rate(&self, guardian: &str, place: u64, rate: [u64; 2]) -> Instruction {
        self.at().accept_rate(&id(guardian), place, rate)
    }

    pub fn acknowledge(&self, guardian: &str, place: u64, slot: u64) -> Instruction {
        self.at().acknowledge_upgrade(&id(guardian), place, slot)
    }

    pub fn pause(&self, guardian: &str, flags: u64, seconds: u64) -> Instruction {
        self.at().pause(&id(guardian), flags, seconds)
    }

    pub async fn deposit(&mut self, name: &str, place: u64, tokens: u64, min_shares: u64) -> Instruction {
        let sources = self.sources().await;
        self.at().deposit(&id(name), &self.mint(place), [tokens, min_shares], &sources)
    }

    pub async fn leave_instantly(&mut self, name: &str, place: u64, tokens: u64, max_shares: u64) -> Instruction {
        let sources = self.sources().await;
        self.at().leave_instantly(&id(name), &self.mint(place), [tokens, max_shares], &sources)
    }

    pub async fn leave_in_kind(&mut self, name: &str, shares: u64, set_aside: u64) -> Instruction {
        let pool = self.read().await;
        self.at().leave_in_kind(&id(name), [shares, set_aside], &pool)
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
        let period = self.period().await;
        self.at().queue_exit(&id(name), nonce, [place, shares, period])
    }

    pub fn cancel_queued_exit(&self, name: &str, nonce: u64, place: u64, batch: Pubkey) -> Instruction {
        self.at().cancel_queued_exit(&id(name), nonce, &self.mint(place), &batch)
    }

    pub async fn fill_batch(&mut self, batch: Pubkey) -> Instruction {
        let sources = self.sources().await;
        self.at().fill_batch(&batch, &sources)
    }

    pub fn claim_queued_exit(&self, name: &str, nonce: u64, place: u64, batch: Pubkey) -> Instruction {
        self.at().claim_queued_exit(&id(name), nonce, &self.mint(place), &batch)
    }

    pub fn close_batch(&self, batch: Pubkey, rent_payer: &str) -> Instruction {
        self.at().close_batch(&batch, &id(rent_payer))
    }

    pub async fn place(&mut self, mover: &str, tokens: u64) -> Instruction {
        let sources = self.sources().await;
        self.at().place(&id(mover), &self.split.vault, [0, tokens], &sources)
    }

    pub async fn unplace(&mut self, mover: &str, shares: u64) -> Instruction {
        let (sources, nonce) = (self.sources().await, self.read().await.tickets);
        let bucket_epoch = self.bank.epoch().await + 1;
        self.at().unplace(&id(mover), &self.split.vault, [0, shares], [nonce, bucket_epoch], &sources)
    }

    /// The collection of the exit with ticket number `nonce`, in `slot`, which `rent_payer` paid for.
    pub async fn collect_exit(&mut self, name: &str, slot: u64, nonce: u64, rent_payer: &str) -> Instruction {
        let ticket = self.at().ticket(&self.split.vault, nonce);
        let bucket_epoch = self.bank.read::<ExitTicket>(&ticket).await.map_or(0, |account| account.ticket.epoch);
        let (payer, rent_payer) = (id(name), id(rent_payer));
        let collection = Collection { payer, rent_payer, place: 0, slot, nonce, bucket_epoch };
        self.at().collect_exit(&self.split.vault, collection)
    }

    pub fn claim_exit_part(&self, name: &str, nonce: u64, collector: &str) -> Instruction {
        self.at().claim_exit_part(&id(name), &self.split.vault, nonce, &id(collector))
    }

    pub fn claim_set_aside(&self, name: &str, place: u64) -> Instruction {
        self.at().claim_set_aside(&id(name), &self.mint(place))
    }

    pub fn collect_fees(&self) -> Instruction {
        self.at().collect_fees(&id("fees"))
    }

    /// A swap by the curator, with `trader`, of `out` tokens of the asset at `from` for `back` of the other.
    pub async fn swap(&mut self, trader: &str, from: u64, amounts: [u64; 2]) -> Instruction {
        let sources = self.sources().await;
        let mints = [&self.mint(from), &self.mint(1 - from)];
        self.at().swap([&id("curator"), &id(trader)], mints, amounts, &sources)
    }
}

/// Makes pool `index` of "creator".
pub fn initialize(index: u64) -> Instruction {
    LiquidPool::new(id("creator"), index).initialize(InitializePoolInstructionArgs {
        index,
        band: BAND,
        batch_seconds: EPOCH,
        stream_seconds: EPOCH,
        notice_seconds: NOTICE,
    })
}
