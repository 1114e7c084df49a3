//! One token over two assets and two vaults: deposits, yield, a slash, a veto and the three ways out, on SPL's real stake pool program.
//! After every step all tokens are counted, to the unit.

use std::collections::BTreeMap;

use harness::liquid::{Collection, LIQUID, LiquidPool, SOL, native_account};
use harness::{
    Split, StakePool, Svm, Vault, deploy, entity, key, liquid_path, slash, split as build, stake_pool, token,
};
use restaking_client::liquid::value::{self, AccountRef, Valued};
use restaking_client::liquid::{self as client, AssetTermsArgs, BandTermsArgs, Pool};
use restaking_client::{ExitTicket, LimitsArgs, Program, ProposeSlashInstructionArgs, SlashProposal, pda};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_system_interface::instruction::transfer;

use crate::show::Show;

/// One SOL, or one staked token.
const ONE: u64 = 1_000_000_000;

const HOUR: u64 = 3_600;

/// The seconds between two slashes of one operator.
const COOLDOWN: u64 = 60;

/// The longest epoch, of which opt-ins take three to take effect.
const LONGEST: u64 = 86_400;

/// What each person begins with, of each asset.
const WEALTH: u64 = 40 * ONE;

/// What others stake in the stake pool.
const OTHERS: u64 = 9_000 * ONE;

const PEOPLE: [&str; 8] = ["alice", "bob", "carol", "keeper", "steward", "reporter", "insurance", "harmed"];

/// The vaults, and their places in the pool.
const VAULTS: [&str; 2] = ["calm", "rough"];

/// The chain, and what stands on it.
struct Tide {
    svm: Svm,
    show: Show,
    stake_pool: StakePool,
    split: Split,
    pool: LiquidPool,
    /// The compute units of each step.
    units: Vec<(String, u64)>,
    /// All wrapped SOL and all staked tokens at the start.
    began: [u64; 2],
    /// The stake pool's manager's tokens then: it is paid a part of what the stake pool earns.
    fees_began: u64,
    burned: u64,
}

/// Tells the story.
///
/// # Errors
/// A sentence, where something did not go as the design says.
pub fn tell() -> Result<(), String> {
    let show = Show::new();
    show.chapter("One token over wrapped SOL and a stake pool's token, placed in a calm vault and in a rough one");
    let mut tide = Tide::new(show)?;
    println!(
        "  {:<62} {:>12} {:>12} {:>10} {:>12} {:>12}",
        "", "leaving", "entering", "LRT", "in reserves", "in vaults"
    );
    tide.deposit("alice", SOL, 10 * ONE)?;
    tide.deposit("bob", tide.stake_pool.mint, 10 * ONE)?;
    tide.deposit("carol", tide.stake_pool.mint, 6 * ONE)?;
    for place in 0..2 {
        let tokens = tide.shortfall(place)?;
        let instruction = tide.pool.place(&address("keeper"), &tide.vault(place), [place, tokens], &tide.sources()?);
        tide.act("keeper", &format!("anyone places {} in {}", shown(tokens), VAULTS[place as usize]), instruction)?;
    }

    tide.show.chapter("The stake pool earns, and the token with it; then an NCN slashes the rough vault");
    tide.earn(4 * ONE)?;
    tide.slash(0, 40)?;
    let worth = tide.value()?;
    if worth.values.total_low >= worth.values.total_high {
        return Err("an open slash makes no difference between entering and leaving".into());
    }
    println!(
        "  while it is open, leaving counts it as executed, and entering as vetoed: nobody gains by knowing first"
    );
    tide.veto(0)?;
    tide.pass(2 * COOLDOWN)?;
    tide.slash(1, 40)?;
    tide.execute(1)?;

    tide.show.chapter("Three ways out: in kind with an exit on its way, at once, and by the queue");
    tide.unplace(1, 2 * ONE)?;
    let shares = tide.balance(&tide.pool.shares_of(&address("carol")));
    let state = tide.read()?;
    tide.act(
        "carol",
        "carol leaves in kind with all that she has",
        tide.pool.leave_in_kind(&address("carol"), [shares, 0], &state),
    )?;
    let exit = tide.pool.leave_instantly(&address("alice"), &SOL, [2 * ONE, u64::MAX], &tide.sources()?);
    tide.act("alice", "alice leaves at once with 2 SOL", exit)?;
    let period = tide.svm.now() as u64 / HOUR;
    let queue = tide.pool.queue_exit(&address("bob"), 0, [1, 9 * ONE, period]);
    tide.act("bob", "bob asks to leave with 9 LRT by the queue of the staked token", queue)?;
    tide.pass(3 * HOUR)?;
    let mut nonce = 0;
    tide.collect(1, nonce)?;
    tide.act(
        "carol",
        "carol takes her part of that exit",
        tide.pool.claim_exit_part(&address("carol"), &tide.vault(1), nonce, &address("keeper")),
    )?;
    // Anyone requests what the queue waits for from the calm vault.
    let batch = LIQUID.batch(&tide.pool.address, 1, period);
    nonce += 1;
    let missing = tide.missing(0)?;
    if missing > 0 {
        tide.unplace(0, missing)?;
        tide.pass(3 * HOUR)?;
        tide.collect(0, nonce)?;
    }
    let fill = tide.pool.fill_batch(&batch, &tide.sources()?);
    tide.act("keeper", "anyone fills the batch", fill)?;
    let mint = tide.stake_pool.mint;
    tide.act("bob", "bob claims what it brought", tide.pool.claim_queued_exit(&address("bob"), 0, &mint, &batch))?;
    tide.act("keeper", "anyone closes the batch", tide.pool.close_batch(&batch, &address("bob")))?;
    for name in ["alice", "bob"] {
        let shares = tide.balance(&tide.pool.shares_of(&address(name)));
        let exit = tide.pool.leave_in_kind(&address(name), [shares, 0], &tide.read()?);
        tide.act(name, &format!("{name} leaves in kind with the rest"), exit)?;
    }
    let left = tide.read()?.ledger.supply;
    if left != 0 {
        return Err(format!("{left} shares are left"));
    }
    tide.count()
}

fn address(name: &str) -> Pubkey {
    key(name).pubkey()
}

fn shown(units: u64) -> String {
    format!("{}.{:03}", units / ONE, units % ONE / 1_000_000)
}

impl Tide {
    /// The chain, with both programs, the stake pool, the vaults, their operator and NCN, and the pool without holders.
    fn new(show: Show) -> Result<Self, String> {
        let mut svm = Svm::new()?;
        let read = |path: std::path::PathBuf| {
            std::fs::read(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
        };
        let elf = read(liquid_path())?;
        read(harness::stake_pool_path())?;
        let own = ["list", "stake reserve", "staked"].map(address);
        let stake = StakePool::new(address("stake pool"), own, address("manager"));
        let rent = |bytes: usize| svm.rent(bytes);
        let mut accounts: Vec<(Pubkey, Account)> = deploy::founded(&elf, &LIQUID, None, rent).to_vec();
        accounts.extend(stake_pool::program(rent));
        accounts.extend(stake.accounts(rent));
        accounts.push((SOL, token::mint_account(9, Pubkey::default(), None, 0)));
        accounts.into_iter().for_each(|(at, account)| svm.put(at, account));
        let admin = address("steward");
        let vaults = [0, 1].map(|index| Vault::new(admin, index, stake.mint));
        let split = Split { vault: vaults[1], operator: pda::operator(&admin, 0), ncn: pda::ncn(&admin, 0) };
        let pool = LiquidPool::new(admin, 0);
        let mut tide =
            Self { svm, show, stake_pool: stake, split, pool, units: vec![], began: [0; 2], fees_began: 0, burned: 0 };
        tide.people()?;
        tide.core(&vaults)?;
        tide.found(&vaults)?;
        tide.began = tide.tokens()?;
        tide.fees_began = tide.balance(&tide.stake_pool.fees);
        Ok(tide)
    }

    fn people(&mut self) -> Result<(), String> {
        self.svm.fund(&address("manager"));
        self.send("manager", &[self.stake_pool.initialize(0)])?;
        // Others' stake: what a slash burns of the token lifts its rate by little.
        for _ in 0..10 {
            self.svm.fund(&address("manager"));
            self.send("manager", &[self.stake_pool.deposit_sol(&address("manager"), OTHERS / 10)])?;
        }
        for name in PEOPLE {
            let owner = address(name);
            self.svm.fund(&owner);
            self.svm.put(token::address(&owner, &SOL), native_account(owner, WEALTH));
            let empty = [self.stake_pool.mint, self.pool.lrt_mint];
            let vrt = [0, 1].map(|place| self.vault(place).vrt_mint);
            for mint in empty.into_iter().chain(vrt) {
                self.svm.put(token::address(&owner, &mint), token::token_account(mint, owner, 0));
            }
            self.send(name, &[self.stake_pool.deposit_sol(&owner, WEALTH)])?;
        }
        Ok(())
    }

    /// The vaults, and who stands behind the rough one. Opt-ins take effect after three of the longest epochs.
    fn core(&mut self, vaults: &[Vault; 2]) -> Result<(), String> {
        let deployer = self.svm.deployer.insecure_clone();
        let config = harness::vault::initialize_config(&deployer.pubkey(), 60, LONGEST);
        self.svm.send(&[config], &[&deployer]).map_err(|failure| failure.to_string())?;
        let limits = LimitsArgs {
            deposit_cap: u64::MAX,
            instant_fee_bps: 0,
            instant_capacity: 0,
            instant_refill_seconds: HOUR,
            restricted: false,
        };
        let (admin, split) = (address("steward"), self.split);
        let policy = restaking_client::PolicyArgs {
            max_fraction: slash::WHOLE,
            cooldown_seconds: COOLDOWN,
            ..slash::policy(&admin, &admin, &address("insurance"), HOUR)
        };
        let mut all: Vec<Instruction> = vaults.iter().map(|vault| vault.initialize(HOUR, limits.clone())).collect();
        all.extend([
            build::set_exposure(&split.vault, 9_000, 9_000, 1),
            slash::set_breaker(&split.vault, 10_000, 10_000),
            entity::register_operator(&admin, 0, &admin, 0),
            entity::register_ncn_with(&admin, 0, u64::MAX, policy),
            entity::open_record(&admin, &split.ncn, &split.operator),
        ]);
        for (left, right) in split.opt_ins() {
            all.push(build::open_opt_in(&admin, &left, &right));
            all.extend(build::Side::ALL.map(|side| build::join_opt_in(&admin, &left, &right, side)));
        }
        all.push(build::set_loss_limits(&admin, &split.vault.address, &split.ncn, 10_000, 10_000));
        for instruction in all {
            self.send("steward", &[instruction])?;
        }
        self.svm.warp(self.svm.now() + 3 * LONGEST as i64 + 1);
        for instruction in [
            split.open_delegation(&admin),
            split.delegate_bps(&admin, 8_000),
            split.open_allocation(&admin),
            split.allocate(&admin, slash::WHOLE),
        ] {
            self.send("steward", &[instruction])?;
        }
        self.svm.warp(self.svm.now() + 3 * LONGEST as i64 + 1);
        self.send("keeper", &[self.stake_pool.update()])
    }

    fn found(&mut self, vaults: &[Vault; 2]) -> Result<(), String> {
        let day = 86_400;
        let band = BandTermsArgs {
            rise_bps: 25,
            reject_bps: 100,
            fall_bps: 50,
            period_seconds: 2 * day,
            quarantine_seconds: 7 * day,
        };
        let limits = AssetTermsArgs { max_bps: 10_000, deposit_cap: u64::MAX, is_open: true };
        let guards = client::SetGuardsInstructionArgs {
            band: band.clone(),
            outflow_capacity: 100 * ONE,
            outflow_refill_seconds: day,
            watermark_bps: 0,
            place_loss_bps: 5,
        };
        let first = client::InitializePoolInstructionArgs {
            index: 0,
            band,
            batch_seconds: HOUR,
            stream_seconds: HOUR,
            notice_seconds: day,
        };
        let fees = client::SetPoolFeesInstructionArgs {
            management_bps: 0,
            performance_bps: 0,
            instant_bps: 50,
            imbalance_bps: 0,
        };
        let pool = self.pool;
        let mut all = vec![
            pool.initialize(first),
            pool.add_asset(&SOL, None, limits.clone()),
            pool.add_asset(&self.stake_pool.mint, Some(self.stake_pool.address), limits),
            pool.set_targets([4_000, 6_000, 0, 0, 0, 0, 0, 0]),
            pool.set_guards(guards),
            pool.set_fees(fees),
        ];
        all.extend(vaults.iter().map(|vault| pool.add_placement(&vault.address, 1, 4_000)));
        all.into_iter().try_for_each(|instruction| self.send("steward", &[instruction]))
    }

    fn vault(&self, place: u64) -> Vault {
        Vault::new(address("steward"), place, self.stake_pool.mint)
    }

    fn send(&mut self, who: &str, instructions: &[Instruction]) -> Result<(), String> {
        self.svm.send(instructions, &[&key(who)]).map(drop).map_err(|failure| failure.to_string())
    }

    /// Runs an instruction that must succeed, prints what it did and cost, and counts.
    fn act(&mut self, who: &str, text: &str, instruction: Instruction) -> Result<(), String> {
        let name = client_name(&instruction);
        let done = self.svm.send(&[instruction], &[&key(who)]).map_err(|failure| format!("{text}: {failure}"))?;
        self.units.push((name, done.compute));
        self.line(text, done.compute)?;
        self.audit()
    }

    fn line(&self, text: &str, compute: u64) -> Result<(), String> {
        let Valued { ledger, values, .. } = self.value()?;
        let idle: u64 = ledger.assets().iter().map(|asset| asset.idle).sum();
        let placed: u64 = values.holdings.iter().map(|holding| holding.low).sum();
        let figures = [values.total_low, values.total_high, ledger.supply, idle, placed].map(shown);
        let [low, high, supply, idle, placed] = figures;
        println!("  {text:<62} {low:>12} {high:>12} {supply:>10} {idle:>12} {placed:>12}  ({compute} CU)");
        Ok(())
    }

    fn read(&self) -> Result<Pool, String> {
        let account = self.svm.account(&self.pool.address).ok_or("there is no pool")?;
        Pool::from_bytes(&account.data).map_err(|error| error.to_string())
    }

    fn epoch_of(&self, ticket: &Pubkey) -> u64 {
        self.svm.read::<ExitTicket>(ticket).map_or(0, |account| account.ticket.epoch)
    }

    fn sources(&self) -> Result<Vec<solana_program::instruction::AccountMeta>, String> {
        Ok(self.read()?.sources(&Program::LOCAL, |ticket| self.epoch_of(ticket)))
    }

    /// The pool's value, computed by the client as the program does.
    fn value(&self) -> Result<Valued, String> {
        let (pool, mut accounts) = (self.read()?, BTreeMap::new());
        for at in value::needed(&pool) {
            accounts.extend(self.svm.account(&at).map(|account| (at, account)));
        }
        let buckets = value::buckets(&Program::LOCAL, &pool, |at| accounts.get(at).map(|account| &account.data[..]));
        for at in buckets {
            accounts.extend(self.svm.account(&at).map(|account| (at, account)));
        }
        let read = |at: &Pubkey| {
            let account = accounts.get(at)?;
            Some(AccountRef { lamports: account.lamports, data: &account.data })
        };
        Valued::new(&Program::LOCAL, &pool, read, self.svm.now(), self.cluster_epoch())
            .map_err(|error| format!("the pool has no value: {error:?}"))
    }

    /// The epoch of the cluster, which the stake pool was last updated in.
    fn cluster_epoch(&self) -> u64 {
        let account = self.svm.account(&self.stake_pool.address).expect("a stake pool");
        client::stake_pool::StakePool::decode(&account.data).expect("a stake pool").updated_in
    }

    fn balance(&self, account: &Pubkey) -> u64 {
        self.svm.balance(account).unwrap_or_default()
    }

    fn deposit(&mut self, who: &str, mint: Pubkey, tokens: u64) -> Result<(), String> {
        let instruction = self.pool.deposit(&address(who), &mint, [tokens, 1], &self.sources()?);
        let what = if mint == SOL { "wrapped SOL" } else { "of the stake pool's token" };
        self.act(who, &format!("{who} deposits {} {what}", shown(tokens)), instruction)
    }

    /// What anyone may place by the placement at `place`.
    fn shortfall(&self, place: u64) -> Result<u64, String> {
        let Valued { ledger, values, .. } = self.value()?;
        ledger.shortfall(&values, place as usize).map_err(|error| format!("{error:?}"))
    }

    /// The VRT that anyone may leave the vault at `place` with: what the queue waits for.
    fn missing(&self, place: u64) -> Result<u64, String> {
        let Valued { ledger, values, on_the_way, .. } = self.value()?;
        let tokens = ledger.missing(&values, 1, on_the_way[1]).map_err(|error| format!("{error:?}"))?;
        // The calm vault was never slashed: a share of it is a token.
        Ok(tokens.min(ledger.placements[place as usize].shares))
    }

    /// The stake pool earns `lamports`, and anyone updates it.
    fn earn(&mut self, lamports: u64) -> Result<(), String> {
        self.send("manager", &[transfer(&address("manager"), &self.stake_pool.reserve, lamports)])?;
        let text = format!("the stake pool earns {} SOL", shown(lamports));
        self.act("keeper", &text, self.stake_pool.update())
    }

    fn epoch(&self, place: u64) -> Result<u64, String> {
        let read = self.svm.read::<restaking_client::Vault>(&self.vault(place).address);
        let ledger = read.ok_or("there is no vault")?.ledger;
        Ok((self.svm.now() - ledger.genesis) as u64 / ledger.epoch_seconds)
    }

    fn slash(&mut self, incident: u64, hundredths: u64) -> Result<(), String> {
        let cause = ProposeSlashInstructionArgs {
            incident,
            ..slash::args(slash::WHOLE / 100 * hundredths, self.svm.now() - 60, &address("reporter"))
        };
        let epoch = self.epoch(1)?;
        let propose = self.split.propose_slash(&address("steward"), epoch, cause);
        self.act("steward", "an NCN slashes the operator behind the rough vault", propose)
    }

    fn veto(&mut self, incident: u64) -> Result<(), String> {
        let (at, epoch) = (self.split.proposal(incident), self.epoch(1)?);
        let veto = self.split.veto_slash(&address("steward"), &at, epoch);
        self.act("steward", "the resolver vetoes it: all is as before", veto)
    }

    fn execute(&mut self, incident: u64) -> Result<(), String> {
        let (at, epoch) = (self.split.proposal(incident), self.epoch(1)?);
        let burn = self.svm.read::<SlashProposal>(&at).ok_or("there is no slash")?.burn;
        self.pass(HOUR + 60)?;
        self.burned += burn;
        let recipients = ["reporter", "insurance", "harmed"].map(address);
        let execute = self.split.execute_slash(&at, epoch, recipients);
        self.act("keeper", "the next one is executed: holders bear it", execute)
    }

    fn unplace(&mut self, place: u64, shares: u64) -> Result<(), String> {
        let (nonce, epoch) = (self.read()?.tickets, self.epoch(place)? + 1);
        let who = if place == 0 { "keeper" } else { "steward" };
        let vault = self.vault(place);
        let unplace = self.pool.unplace(&address(who), &vault, [place, shares], [nonce, epoch], &self.sources()?);
        let text = format!("{who} requests an exit of {} VRT from {}", shown(shares), VAULTS[place as usize]);
        self.act(who, &text, unplace)
    }

    fn collect(&mut self, place: u64, nonce: u64) -> Result<(), String> {
        let vault = self.vault(place);
        let bucket_epoch = self.epoch_of(&self.pool.ticket(&vault, nonce));
        let rent_payer = address(if place == 0 { "keeper" } else { "steward" });
        let collection = Collection { payer: address("keeper"), rent_payer, place, slot: 0, nonce, bucket_epoch };
        self.act("keeper", "anyone collects that exit", self.pool.collect_exit(&vault, collection))
    }

    /// Lets `seconds` pass.
    fn pass(&mut self, seconds: u64) -> Result<(), String> {
        self.svm.warp(self.svm.now() + seconds as i64);
        self.send("keeper", &[self.stake_pool.update()])
    }

    /// All wrapped SOL and all staked tokens: of the people, of the pool and of the vaults.
    fn tokens(&self) -> Result<[u64; 2], String> {
        let mut sums = [SOL, self.stake_pool.mint].map(|mint| {
            let people = PEOPLE.iter().map(|name| self.balance(&token::address(&address(name), &mint)));
            people.sum::<u64>() + self.balance(&self.pool.reserve(&mint))
        });
        sums[1] += (0..2).map(|place| self.balance(&self.vault(place).asset_account)).sum::<u64>();
        sums[1] += self.balance(&self.stake_pool.fees);
        Ok(sums)
    }

    /// Every token is somewhere, the books of the pool are covered, and the stake pool's supply is what it says.
    fn audit(&self) -> Result<(), String> {
        let [sol, staked] = self.tokens()?;
        equal("wrapped SOL", sol, self.began[0])?;
        let mint = self.svm.account(&self.stake_pool.mint).ok_or("there is no mint")?;
        equal("staked tokens, all that the stake pool minted", staked, token::supply(&mint.data))?;
        let pool = self.read()?;
        for (place, asset) in pool.known_assets().enumerate() {
            let state = &pool.ledger.assets[place];
            let held = state.idle + state.owed + state.stream.left;
            equal("a reserve against its books", self.balance(&asset.reserve), held)?;
        }
        let holders: u64 = PEOPLE.iter().map(|name| self.balance(&self.pool.shares_of(&address(name)))).sum();
        let escrow = self.balance(&pool.escrow);
        equal(
            "shares of holders, of the queue and of fees",
            holders + escrow + pool.ledger.fee_shares,
            pool.ledger.supply,
        )?;
        for (place, placed) in pool.ledger.placements.iter().enumerate().take(2) {
            let vrt = self.balance(&pool.placements[place].vrt_account);
            equal("a placement's shares", vrt, placed.shares)?;
        }
        Ok(())
    }

    /// Counts once more at the end, with what slashes burned, and prints what each instruction took.
    fn count(&self) -> Result<(), String> {
        let [sol, staked] = self.tokens()?;
        equal("wrapped SOL", sol, self.began[0])?;
        let fees = self.balance(&self.stake_pool.fees) - self.fees_began;
        equal("staked tokens and what was burned", staked + self.burned, self.began[1] + fees)?;
        println!(
            "\n  no token is missing: {} wrapped SOL and {} staked tokens, of which slashes burned {}",
            shown(sol),
            shown(self.began[1]),
            shown(self.burned)
        );
        let mut most: BTreeMap<&str, u64> = BTreeMap::new();
        for (name, units) in &self.units {
            let entry = most.entry(name).or_default();
            *entry = (*entry).max(*units);
        }
        let told: Vec<String> = most.iter().map(|(name, units)| format!("{name} {units}")).collect();
        println!("  compute units at the most, with two assets and two vaults: {}", told.join(", "));
        Ok(())
    }
}

/// What an instruction is called: by its program, and by its number where it is one of liquid restaking.
fn client_name(instruction: &Instruction) -> String {
    const NAMES: [(u8, &str); 13] = [
        (14, "deposit"),
        (15, "in kind"),
        (16, "at once"),
        (17, "queue"),
        (19, "fill"),
        (20, "claim"),
        (21, "close batch"),
        (22, "place"),
        (23, "unplace"),
        (24, "collect"),
        (25, "claim a part"),
        (26, "claim set aside"),
        (27, "collect fees"),
    ];
    if instruction.program_id == LIQUID.address() {
        let found = NAMES.iter().find(|(number, _)| instruction.data.first() == Some(number));
        return found.map_or("another", |(_, name)| name).to_owned();
    }
    if instruction.program_id == restaking_client::ID { "a slash's step" } else { "stake pool update" }.to_owned()
}

fn equal(what: &str, found: u64, expected: u64) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found}, not {expected}")) }
}
