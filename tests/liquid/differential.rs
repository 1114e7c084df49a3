//! Random transactions on the compiled program, each compared with the ledger compiled for the host: the pool's books to the byte, the refusal
//! with its rule, and every token account against the books. `LIQUID_TRANSACTIONS` sets how many there are.

mod rewards;
mod slashes;

use std::collections::BTreeMap;

use harness::liquid::{
    Collection, Figures, LIQUID, LiquidPool, SOL, STAKE_POOLS, native_account, program_data, program_data_of,
    stake_pool,
};
use harness::{Split, Svm, Vault, key, liquid, token};
use liquid_ledger::error::{LedgerError, Rule};
use liquid_ledger::state::batch::{Batch, Request};
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::{Fraction, Quote, Rate};
use liquid_ledger::transition::touch::Values;
use liquid_ledger::{PLACEMENTS, transition};
use restaking_client::ledger::state::exit_bucket::Bucket;
use restaking_client::ledger::state::exit_ticket::Ticket;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::liquid::{
    AddReportedAssetInstructionArgs, ExitBatch, InitializePoolInstructionArgs, LiquidError, Pool, PoolRole, QueuedExit,
    SetGuardsInstructionArgs, SetPoolFeesInstructionArgs,
};
use restaking_client::{ExitBucket, ExitTicket, Program};
use restaking_tests::{EPOCH, id};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::scene::{BAND, GUARDS, NOTICE, OPEN};

const WEALTH: u64 = 1 << 50;

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// Up to `most`, small amounts as often as large ones.
    fn amount(&mut self, most: u64) -> u64 {
        let shift = self.below(64 - u64::from(most.leading_zeros()));
        self.below((most >> shift).saturating_add(1))
    }
}

struct Life {
    svm: Svm,
    pool: LiquidPool,
    vault: Vault,
    /// What slashes take from.
    split: Split,
    /// The slashes that are open, by their incidents, and the number of incidents so far.
    proposals: Vec<u64>,
    incidents: u64,
    mints: [Pubkey; 3],
    source: Pubkey,
    figures: Figures,
    is_fresh: bool,
    /// The requests that are open: nonce, place and batch.
    asked: Vec<(u64, u64, Pubkey)>,
    nonce: u64,
    luck: Luck,
    done: BTreeMap<&'static str, u64>,
    refused: BTreeMap<String, u64>,
}

/// What a transaction should do: the books after it, or the rule that it breaks. None where the core has a say that is not predicted here.
type Expected = Option<Result<PoolLedger, LedgerError>>;

impl Life {
    fn new(seed: u64) -> Self {
        let mut svm = Svm::new().expect("the program, built with `cargo xtask build`");
        for (at, account) in liquid::program(|bytes| svm.rent(bytes)) {
            svm.put(at, account);
        }
        let (mint, reported, source) = (id("staked"), id("reported"), id("source"));
        svm.put(SOL, token::mint_account(9, Pubkey::default(), None, 0));
        for mint in [mint, reported, rewards::reward()] {
            svm.put(mint, token::mint_account(9, id("creator"), None, 1 << 60));
        }
        svm.put(program_data_of(&STAKE_POOLS), program_data(3));
        let pool = LiquidPool::new(id("creator"), seed);
        let vault = Vault::new(id("creator"), seed, mint);
        for name in ["creator", "alice"] {
            let owner = id(name);
            svm.fund(&owner);
            svm.put(token::address(&owner, &SOL), native_account(owner, WEALTH));
            for mint in [mint, reported, rewards::reward()] {
                svm.put(token::address(&owner, &mint), token::token_account(mint, owner, WEALTH));
            }
            svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));
            svm.put(pool.shares_of(&owner), token::token_account(pool.lrt_mint, owner, 0));
        }
        let figures = Figures { lamports: 1_234_567_890_123, supply: 1_111_111_111_111, fee: [1_000, seed % 3, 0, 0] };
        let mut life = Self {
            svm,
            pool,
            vault,
            split: slashes::of(vault, seed),
            proposals: Vec::new(),
            incidents: 0,
            mints: [SOL, mint, reported],
            source,
            figures,
            is_fresh: true,
            asked: Vec::new(),
            nonce: 0,
            luck: Luck(seed),
            done: BTreeMap::new(),
            refused: BTreeMap::new(),
        };
        life.say();
        life.open();
        life
    }

    fn open(&mut self) {
        let deployer = self.svm.deployer.insecure_clone();
        let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30);
        self.svm.send(&[config], &[&deployer]).expect("a config");
        let seed = self.pool.index;
        let args = InitializePoolInstructionArgs {
            index: seed,
            band: BAND,
            batch_seconds: EPOCH,
            stream_seconds: EPOCH,
            notice_seconds: NOTICE,
        };
        let fees = SetPoolFeesInstructionArgs {
            management_bps: seed % 2 * 100,
            performance_bps: seed % 3 * 500,
            instant_bps: 50,
            imbalance_bps: seed % 2 * 300,
        };
        let guards = SetGuardsInstructionArgs { outflow_capacity: 1 << 42, watermark_bps: 100, ..GUARDS };
        let report = AddReportedAssetInstructionArgs {
            limits: OPEN,
            value: 1_500_000_000,
            tokens: 1_000_000_000,
            max_age_seconds: BAND.period_seconds,
        };
        for instruction in [
            self.pool.initialize(args),
            self.pool.add_asset(&SOL, None, OPEN),
            self.pool.add_asset(&self.mints[1], Some(self.source), OPEN),
            self.pool.add_reported_asset(&self.mints[2], report),
            self.pool.set_role(PoolRole::PriceReporter, id("creator")),
            self.pool.open_auction(&id("creator"), &rewards::reward()),
            self.pool.set_targets([4_000, 4_000, 2_000, 0, 0, 0, 0, 0]),
            self.vault.initialize(EPOCH, restaking_tests::OPEN),
            self.pool.add_placement(&self.vault.address, 1, 5_000),
            self.pool.set_guards(guards),
            self.pool.set_fees(fees),
        ] {
            self.svm.send(&[instruction], &[&key("creator")]).expect("the pool opens");
        }
        slashes::expose(&mut self.svm, &self.split, seed);
        let enter = self.vault.deposit(&id("alice"), 1 << 38, 1, false);
        self.svm.send(&[enter], &[&key("alice")]).expect("alice enters the vault");
        self.report_price();
    }

    /// Has the stake pool say its figures.
    fn say(&mut self) {
        let epoch = if self.is_fresh { 0 } else { 7 };
        self.svm.put(self.source, stake_pool(&STAKE_POOLS, &self.mints[1], self.figures, epoch));
    }

    fn read(&self) -> Pool {
        Pool::from_bytes(&self.svm.account(&self.pool.address).expect("a pool").data).expect("a pool")
    }

    fn books(&self) -> PoolLedger {
        pod(&self.read().ledger)
    }

    fn vault_ledger(&self) -> VaultLedger {
        (&self.svm.read::<restaking_client::Vault>(&self.vault.address).expect("a vault").ledger).into()
    }

    fn sources(&self) -> Vec<AccountMeta> {
        let epoch_of = |ticket: &Pubkey| self.svm.read::<ExitTicket>(ticket).map_or(0, |account| account.ticket.epoch);
        self.read().sources(&Program::LOCAL, epoch_of)
    }

    /// The pool brought to the present, as the program should bring it.
    fn touched(&self) -> Result<(PoolLedger, Values), LedgerError> {
        let (mut books, now) = (self.books(), self.svm.now());
        let Figures { lamports, supply, fee: [denominator, numerator, ..] } = self.figures;
        let rate = Rate { value: lamports, tokens: supply };
        let staked = Quote::new(rate, Fraction { numerator, denominator }, self.is_fresh);
        let mut holdings = [Holding::default(); PLACEMENTS];
        let placed = books.placements[0];
        let mut holding = Holding::of_shares(&self.vault_ledger(), placed.shares, now)?;
        for (slot, exit) in placed.open_exits() {
            let account: ExitTicket = self.svm.read(&self.read().placements[0].tickets[slot]).expect("a ticket");
            let ticket = Ticket::from(&account.ticket);
            let bucket = self.svm.read::<ExitBucket>(&self.vault.bucket(ticket.epoch));
            let bucket = bucket.map(|account| Bucket::from(&account.bucket));
            holding = holding.with(exit.holding(&ticket, bucket.as_ref())?)?;
        }
        holdings[0] = holding;
        let values = books.touch(&[Quote::PAR, staked, self.report().quote(now)], &holdings, now)?;
        Ok((books, values))
    }

    /// What a transition makes of the pool brought to the present.
    fn after<T>(&self, change: impl FnOnce(&mut PoolLedger, &Values) -> Result<T, LedgerError>) -> Expected {
        Some(self.touched().and_then(|(mut books, values)| change(&mut books, &values).map(|_| books)))
    }

    /// Runs `instruction`, and compares what it did with what is expected.
    fn run(&mut self, kind: &'static str, instruction: Instruction, signers: &[&Keypair], expected: Expected) -> bool {
        let before = self.books();
        match (self.svm.send(&[instruction], signers), expected) {
            (Ok(_), Some(Ok(books))) => {
                assert!(self.books() == books, "{kind}: {:#?} for {books:#?}", self.books());
                *self.done.entry(kind).or_default() += 1;
                true
            }
            (Ok(_), None) => {
                *self.done.entry(kind).or_default() += 1;
                true
            }
            (Err(failure), Some(Err(error))) => {
                assert!(self.books() == before, "{kind}: a refusal changed the books");
                let found = failure.code().and_then(<LiquidError as num_traits::FromPrimitive>::from_u32);
                let name = if error.rule == Rule::Core { "CoreRefused".into() } else { format!("{:?}", error.rule) };
                assert_eq!(found.map(|found| format!("{found:?}")), Some(name.clone()), "{kind}: {:#?}", failure.logs);
                *self.refused.entry(name).or_default() += 1;
                false
            }
            (Err(failure), None) => {
                *self.refused.entry(format!("{kind}: {failure}")).or_default() += 1;
                false
            }
            (Ok(_), Some(Err(error))) => panic!("{kind}: not refused: {error:?}"),
            (Err(failure), Some(Ok(_))) => panic!("{kind}: refused: {failure}: {:#?}", failure.logs),
        }
    }

    /// Every token account holds what the books say, and no unit more.
    fn check(&self) {
        let (pool, books) = (self.read(), self.books());
        books.invariant().expect("the books are true");
        for (place, accounts) in pool.known_assets().enumerate() {
            assert_eq!(self.svm.balance(&accounts.reserve), books.assets[place].held(), "reserve {place}");
        }
        assert_eq!(self.svm.balance(&pool.placements[0].vrt_account), Some(books.placements[0].shares));
        let minted = token::supply(&self.svm.account(&pool.lrt_mint).expect("a mint").data);
        assert_eq!(minted + books.fee_shares, books.supply, "the shares");
        let queued = books.assets.iter().take(3).map(|asset| asset.queued()).sum();
        assert_eq!(self.svm.balance(&pool.escrow), Some(queued), "the escrow");
    }

    fn step(&mut self) {
        let (alice, creator, me) = (key("alice"), key("creator"), id("alice"));
        let place = self.luck.below(3);
        let mint = self.mints[place as usize];
        let at = place as usize;
        match self.luck.below(132) {
            0..18 => {
                let tokens = self.luck.amount(1 << 38);
                let expected = self.after(|books, values| books.deposit(values, at, tokens, 0));
                let deposit = self.pool.deposit(&me, &mint, [tokens, 0], &self.sources());
                self.run("deposit", deposit, &[&alice], expected);
            }
            18..30 => {
                let tokens = self.luck.amount(self.books().assets[at].idle.saturating_add(2));
                let held = self.shares();
                let expected = self.after(|books, values| books.exit_instantly(values, at, tokens, held));
                let leave = self.pool.leave_instantly(&me, &mint, [tokens, held], &self.sources());
                self.run("leave instantly", leave, &[&alice], expected);
            }
            30..40 => {
                let (held, aside) = (self.shares(), self.luck.below(6) / 5);
                let shares = self.luck.amount(held);
                let (mut books, now) = (self.books(), self.svm.now());
                let expected = Some(books.leave_in_kind(shares, aside, now).map(|_| books));
                let leave = self.pool.leave_in_kind(&me, [shares, aside], &self.read());
                self.run("leave in kind", leave, &[&alice], expected);
            }
            40..52 => self.queue(place),
            52..60 => self.fill(),
            60..68 => self.claim(),
            68..76 => self.place(&creator),
            76..82 => self.unplace(&creator),
            82..88 => self.collect(&creator),
            88..90 => {
                let expected = {
                    let mut books = self.books();
                    Some(books.collect_fees().map(|_| books))
                };
                self.run("collect fees", self.pool.collect_fees(&creator.pubkey()), &[&alice], expected);
            }
            90..92 => {
                let owed = self.books().assets[0].owed;
                if owed > 0 && self.svm.account(&LIQUID.set_aside(&self.pool.address, &me)).is_some() {
                    self.run("claim set aside", self.pool.claim_set_aside(&me, &SOL), &[&alice], None);
                }
            }
            92..96 => {
                let bps = [0, 2, 4, 30, 120][self.luck.below(5) as usize];
                let by = self.figures.lamports / 10_000 * bps;
                let falls = self.luck.below(3) == 0;
                self.figures.lamports = if falls { self.figures.lamports - by } else { self.figures.lamports + by };
                self.is_fresh = self.luck.below(12) > 0;
                self.say();
            }
            96..100 => {
                let seconds = [7, EPOCH / 2, EPOCH, 2 * EPOCH, 86_400 * 3][self.luck.below(5) as usize];
                self.svm.warp(self.svm.now() + seconds as i64);
                if self.luck.below(4) > 0 {
                    self.report_price();
                }
            }
            100..106 => self.slash(),
            106..110 => self.report_price(),
            110..122 => self.reward(),
            122..130 => self.deposit_vrt(),
            _ => self.observe(),
        }
        self.check();
    }

    fn shares(&self) -> u64 {
        self.svm.balance(&self.pool.shares_of(&id("alice"))).expect("an account")
    }

    fn batch(&self, at: &Pubkey) -> Batch {
        let account = self.svm.account(at);
        account
            .map_or_else(Batch::default, |account| pod(&ExitBatch::from_bytes(&account.data).expect("a batch").batch))
    }

    fn queue(&mut self, place: u64) {
        let now = self.svm.now();
        let (period, shares) = (self.books().period_at(now), self.luck.amount(self.shares()));
        let at = LIQUID.batch(&self.pool.address, place, period);
        let mut batch = Batch { period, ..self.batch(&at) };
        let mut books = self.books();
        let expected = Some(books.request(place as usize, &mut batch, shares, now).map(|_| books));
        let queue = self.pool.queue_exit(&id("alice"), self.nonce, [place, shares, period]);
        if self.run("queue", queue, &[&key("alice")], expected) {
            assert!(self.batch(&at) == batch, "the batch");
            self.asked.push((self.nonce, place, at));
            self.nonce += 1;
        }
    }

    fn fill(&mut self) {
        let Some((_, place, at)) = self.pick() else { return };
        let mut batch = self.batch(&at);
        let expected = self.after(|books, values| books.fill(values, place as usize, &mut batch));
        let fill = self.pool.fill_batch(&at, &self.sources());
        if self.run("fill", fill, &[&key("creator")], expected) {
            assert!(self.batch(&at) == batch, "the batch");
        }
    }

    fn pick(&mut self) -> Option<(u64, u64, Pubkey)> {
        // The oldest as a rule, because batches are filled in order.
        let last = self.asked.len() as u64;
        let index = if self.luck.below(3) > 0 { 0 } else { self.luck.below(last) };
        self.asked.get(index as usize).copied()
    }

    fn claim(&mut self) {
        let Some((nonce, place, at)) = self.pick() else { return };
        let me = id("alice");
        let request_at = LIQUID.queued_exit(&self.pool.address, &me, nonce);
        let account =
            QueuedExit::from_bytes(&self.svm.account(&request_at).expect("a request").data).expect("a request");
        let (mut batch, mut request): (Batch, Request) = (self.batch(&at), pod(&account.request));
        let mut books = self.books();
        if self.luck.below(4) == 0 {
            let result = books.cancel_request(place as usize, &mut batch, &mut request);
            let cancel = self.pool.cancel_queued_exit(&me, nonce, &self.mints[place as usize], &at);
            if self.run("cancel", cancel, &[&key("alice")], Some(result.map(|_| books))) {
                self.asked.retain(|(other, ..)| *other != nonce);
            }
            return;
        }
        let result = books.claim(place as usize, &mut batch, &mut request);
        let is_done = matches!(result, Ok((_, true)));
        let claim = self.pool.claim_queued_exit(&me, nonce, &self.mints[place as usize], &at);
        if self.run("claim", claim, &[&key("alice")], Some(result.map(|_| books))) && is_done {
            self.asked.retain(|(other, ..)| *other != nonce);
            if batch.requests == 0 {
                let mut books = self.books();
                let expected = books.close_batch(place as usize, &mut batch, self.svm.now()).map(|_| books);
                self.run("close batch", self.pool.close_batch(&at, &me), &[&key("alice")], Some(expected));
            }
        }
    }

    fn place(&mut self, creator: &Keypair) {
        let tokens = self.luck.amount(self.books().assets[1].idle);
        let now = self.svm.now();
        let mut vault = self.vault_ledger();
        let held = self.books().placements[0].shares;
        let worth = |vault: &VaultLedger, shares| Holding::of_shares(vault, shares, now).map(|holding| holding.low);
        let before = worth(&vault, held);
        let expected = vault.deposit(tokens, 1, now).ok().and_then(|deposit| {
            let shares = deposit.flow.shares_minted;
            let gain = worth(&vault, held + shares).ok()?.saturating_sub(before.ok()?);
            self.after(|books, values| books.place(values, 0, tokens, shares, gain))
        });
        let place = self.pool.place(&creator.pubkey(), &self.vault, [0, tokens], &self.sources());
        self.run("place", place, &[creator], expected);
    }

    fn unplace(&mut self, creator: &Keypair) {
        let shares = self.luck.amount(self.books().placements[0].shares);
        let epoch = self.vault_ledger().epoch_at(self.svm.now()) + 1;
        let (mut books, nonce) = (self.books(), self.read().tickets);
        let mut vault = self.vault_ledger();
        let bucket = self.svm.read::<ExitBucket>(&self.vault.bucket(epoch));
        let mut bucket = bucket.map_or_else(|| Bucket::new(epoch), |account| Bucket::from(&account.bucket));
        let exit = vault.request_exit(&mut bucket, shares, 0, self.svm.now());
        let expected = exit.ok().map(|exit| books.unplace(0, shares, exit.ticket.shares).map(|_| books));
        let unplace = self.pool.unplace(&creator.pubkey(), &self.vault, [0, shares], [nonce, epoch], &[]);
        self.run("unplace", unplace, &[creator], expected);
    }

    fn collect(&mut self, creator: &Keypair) {
        let slot = self.luck.below(3);
        let at = self.read().placements[0].tickets[slot as usize];
        if at == Pubkey::default() {
            return;
        }
        let account: ExitTicket = self.svm.read(&at).expect("a ticket");
        let (mut vault, mut ticket) = (self.vault_ledger(), Ticket::from(&account.ticket));
        let bucket_epoch = ticket.epoch;
        let stored: ExitBucket = self.svm.read(&self.vault.bucket(bucket_epoch)).expect("a bucket");
        let claim = vault.claim_exit(&mut Bucket::from(&stored.bucket), &mut ticket, self.svm.now());
        let mut books = self.books();
        let expected = claim.ok().map(|claim| {
            books
                .collect(0, slot as usize, claim.flow.assets_out, claim.closes)
                .map(|_: transition::place::Collected| books)
        });
        let nonce =
            (0..self.read().tickets).find(|nonce| self.pool.ticket(&self.vault, *nonce) == at).expect("a nonce");
        let me = creator.pubkey();
        let collection = Collection { payer: me, rent_payer: me, place: 0, slot, nonce, bucket_epoch };
        let had_parts = self.books().placements[0].exits[slot as usize].given > 0;
        if self.run("collect", self.pool.collect_exit(&self.vault, collection), &[creator], expected) && had_parts {
            let part = self.pool.claim_exit_part(&id("alice"), &self.vault, nonce, &me);
            let given = self.books().assets[1].owed;
            assert!(self.run("claim part", part, &[&key("alice")], None), "a part of {given}");
        }
    }
}

/// An account's part as the ledger has it.
fn pod<T: bytemuck::AnyBitPattern>(value: &impl borsh::BorshSerialize) -> T {
    bytemuck::pod_read_unaligned(&borsh::to_vec(value).expect("memory"))
}

#[test]
fn the_program_does_what_the_ledger_says() {
    let all: u64 = std::env::var("LIQUID_TRANSACTIONS").map_or(6_000, |count| count.parse().expect("a number"));
    let (mut done, mut refused) = (BTreeMap::new(), BTreeMap::new());
    for seed in 0..6 {
        let mut life = Life::new(seed);
        for _ in 0..all / 6 {
            life.step();
        }
        for (kind, count) in life.done {
            *done.entry(kind).or_insert(0) += count;
        }
        for (rule, count) in life.refused {
            *refused.entry(rule).or_insert(0) += count;
        }
    }
    println!("{done:#?}\n{refused:#?}");
    for kind in [
        "deposit",
        "leave instantly",
        "leave in kind",
        "queue",
        "cancel",
        "fill",
        "claim",
        "close batch",
        "place",
        "unplace",
        "collect",
        "claim part",
        "claim set aside",
        "collect fees",
        "observe rates",
        "report price",
        "collect airdrop",
        "begin lot",
        "sell reward",
        "deposit vrt",
        "propose slash",
        "veto slash",
        "execute slash",
        "execute slash, wiping",
    ] {
        assert!(done.contains_key(kind), "never done: {kind}");
    }
    for rule in [
        "Zero",
        "StaleSource",
        "RateRejected",
        "ExitContested",
        "NotNext",
        "PeriodRuns",
        "OverReserve",
        "BelowWatermark",
        "NothingToPay",
        "ReportTooSoon",
        "LotForSale",
        "OverTarget",
        "VaultContested",
    ] {
        assert!(refused.contains_key(rule), "never refused: {rule}");
    }
}
