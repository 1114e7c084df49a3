//! The reference oracle: five operators that report, and a round of 209, the most that Jito's template was measured with.

use harness::oracle::{ORACLE, PriceOracle, RULES};
use harness::{
    Signatures, Split, Svm, Vault, deploy, entity, key, keys, oracle_path, slash, split, table as tables, token,
};
use restaking_client::oracle::{self as client, PriceOffense, PriceRound, RuleFigures};
use restaking_client::{PolicyArgs, StakeTable, pda};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_signer::Signer;

use crate::scene::{EPOCH, LIMITS};
use crate::table::Table;

/// The operators of the large round.
const CROWD: usize = 209;

/// The seconds between heights.
const HEIGHT: i64 = 60;

const PRICE: i64 = 15_000_000_000;

/// The size of an entry of a stake table, and of a report.
const WEIGHT_BYTES: usize = 88;
const REPORT_BYTES: usize = 24;

struct Scene<'a> {
    svm: Svm,
    runner: Keypair,
    oracle: PriceOracle,
    seed: u32,
    rows: &'a mut Table,
}

/// Adds the figures of an oracle.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(seed: u32, rows: &mut Table) -> Result<(), String> {
    let (mut svm, runner) = (Svm::new()?, key(&format!("oracle {seed}")));
    let path = oracle_path();
    let elf = std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    for (at, account) in deploy::founded(&elf, &ORACLE, None, |bytes| svm.rent(bytes)) {
        svm.put(at, account);
    }
    svm.fund(&runner.pubkey());
    let deployer = svm.deployer.insecure_clone();
    let config = harness::vault::initialize_config(&deployer.pubkey(), 60, 86_400 * 30);
    svm.send(&[config], &[&deployer]).map_err(|failure| failure.to_string())?;
    let owner = runner.pubkey();
    let oracle = PriceOracle::new(pda::ncn(&owner, 0), owner, 0, 4);
    let mut scene = Scene { svm, runner, oracle, seed, rows };
    let (splits, voters) = scene.open()?;
    scene.life(&splits, &voters)
}

impl Scene<'_> {
    fn act(&mut self, instructions: &[Instruction]) -> Result<u64, String> {
        let done = self.svm.send(instructions, &[&self.runner]);
        Ok(done.map_err(|failure| format!("oracle, seed {}: {failure}", self.seed))?.compute)
    }

    fn row(&mut self, name: &'static str, instructions: &[Instruction]) -> Result<(), String> {
        let units = self.act(instructions)?;
        self.rows.add(name, units);
        Ok(())
    }

    /// Five operators with a part of a vault each, and their oracle.
    fn open(&mut self) -> Result<(Vec<Split>, Vec<Keypair>), String> {
        let (owner, oracle) = (self.runner.pubkey(), self.oracle);
        let mint = key(&format!("oracle asset {}", self.seed)).pubkey();
        self.svm.put(mint, token::mint_account(9, owner, None, 1 << 62));
        let vault = Vault::new(owner, 0, mint);
        self.svm.put(vault.assets_of(&owner), token::token_account(mint, owner, 1 << 60));
        self.svm.put(vault.shares_of(&owner), token::token_account(vault.vrt_mint, owner, 0));
        self.act(&[vault.initialize(EPOCH, LIMITS)])?;
        let policy = slash::policy(&oracle.address, &owner, &owner, 7 * 86_400);
        let policy = PolicyArgs { height_millis: HEIGHT as u64 * 1_000, ..slash::with_rule(policy, slash::WHOLE, 0) };
        self.act(&[entity::register_ncn_with(&owner, 0, u64::MAX, policy)])?;
        self.act(&[entity::set_ncn_asset(&owner, &oracle.ncn, &mint, 1_000_000_000)])?;
        let mut splits = vec![];
        for index in 0..5 {
            let split = Split { vault, operator: pda::operator(&owner, index), ncn: oracle.ncn };
            self.act(&[entity::register_operator(&owner, index, &owner, 0)])?;
            self.act(&[split.open_delegation(&owner)])?;
            self.act(&[split.delegate(&owner, slash::WHOLE / 5)])?;
            self.act(&[split.open_allocation(&owner)])?;
            self.act(&[split.allocate(&owner, slash::WHOLE)])?;
            self.act(&[entity::open_record(&owner, &oracle.ncn, &split.operator)])?;
            for (left, right) in split.opt_ins() {
                if self.svm.account(&pda::opt_in(&left, &right)).is_none() {
                    self.act(&[split::open_opt_in(&owner, &left, &right)])?;
                    self.act(&[split::join_opt_in(&owner, &left, &right, split::Side::Left)])?;
                    self.act(&[split::join_opt_in(&owner, &left, &right, split::Side::Right)])?;
                }
            }
            splits.push(split);
        }
        self.act(&[split::set_loss_limits(&owner, &vault.address, &oracle.ncn, 10_000, 10_000)])?;
        self.svm.warp(self.svm.now() + 90 * 86_400);
        self.act(&[vault.deposit(&owner, 123_456_789_012_345, 1, false)])?;
        splits.sort_by_key(|split| split.operator);
        let voters: Vec<Keypair> = (0..5).map(|number| key(&format!("voter {number} {}", self.seed))).collect();
        for (voter, split) in voters.iter().zip(&splits) {
            let possession = Signatures::possession(voter, &oracle.ncn, &split.operator).instruction();
            let public = voter.pubkey().to_bytes();
            let register = keys::register_key(&owner, &owner, &oracle.ncn, &split.operator, &public, None);
            self.act(&[possession, register])?;
        }
        Ok((splits, voters))
    }

    fn life(&mut self, splits: &[Split], voters: &[Keypair]) -> Result<(), String> {
        let (owner, oracle) = (self.runner.pubkey(), self.oracle);
        let rules = RuleFigures { absent_times: 1, ..RULES };
        self.row("open_oracle", &[oracle.open(rules.clone())])?;
        self.row("open_feed", &[oracle.open_feed()])?;
        for slot in 0..oracle.rounds {
            self.row("open_round", &[oracle.open_round(&owner, slot)])?;
        }
        for split in splits {
            self.row("open_score", &[oracle.open_score(&owner, &split.operator)])?;
        }
        let table = pda::stake_table(&oracle.ncn, 0);
        // Until the end of the vault's next epoch.
        let epoch = (self.svm.now() - self.genesis(splits)?) as u64 / EPOCH;
        let until = self.genesis(splits)? + ((epoch + 2) * EPOCH) as i64 - 1;
        self.act(&[tables::open_certain(&owner, &owner, &oracle.ncn, 0, 100, 10, until)])?;
        self.act(&[tables::grow(&owner, &table, 109)])?;
        for split in splits {
            self.act(&[tables::capture(&owner, &table, &oracle.ncn, &split.operator, &[*split])])?;
            self.act(&[tables::enter(&table, &[pda::capture(&table, &split.operator, &owner)])])?;
        }
        self.svm.warp(self.svm.now() + 10);
        self.row("adopt_table", &[oracle.adopt_table(&table)])?;

        let height = self.next_height();
        let prices = [PRICE, PRICE + 1, PRICE - 1, PRICE, PRICE * 112 / 100];
        let now = self.svm.now();
        let votes: Vec<(&Keypair, i64, i64)> =
            voters.iter().zip(prices).map(|(voter, price)| (voter, price, now)).collect();
        self.row("report, one vote, opens the height", &oracle.report(&table, height, &votes[..1]))?;
        self.row("report, one vote", &oracle.report(&table, height, &votes[1..2]))?;
        self.row("report, three votes", &oracle.report(&table, height, &votes[2..]))?;
        let order = self.finish(height)?;
        self.row("finalize, 5 operators", &[oracle.finalize(&table, height, order)])?;
        self.row("judge", &[oracle.judge(&owner, &table, (height, 0), &splits[0].operator, false)])?;
        self.row("judge, an offense", &[oracle.judge(&owner, &table, (height, 4), &splits[4].operator, true)])?;
        let epoch = (self.svm.now() - self.genesis(splits)?) as u64 / EPOCH;
        let slashed = height;
        let offense = oracle.offense(height, &splits[4].operator);
        let offense = self.svm.account(&offense).ok_or("there is no offense")?;
        let offense = PriceOffense::from_bytes(&offense.data).map_err(|error| error.to_string())?;
        self.row("slash_offense", &[oracle.slash(&owner, &splits[4], (height, offense.incident), epoch)])?;

        let height = self.next_height();
        let now = self.svm.now();
        let present = [0, 2, 3, 4].map(|place| (&voters[place], PRICE, now));
        self.act(&oracle.report(&table, height, &present))?;
        let order = self.finish(height)?;
        self.act(&[oracle.finalize(&table, height, order)])?;
        self.row("judge, an absence", &[oracle.judge(&owner, &table, (height, 1), &splits[1].operator, false)])?;

        let height = self.next_height();
        let now = self.svm.now();
        let votes: Vec<(&Keypair, i64, i64)> = voters.iter().map(|voter| (voter, PRICE, now)).collect();
        self.row("report, five votes", &oracle.report(&table, height, &votes))?;
        self.crowd(&table, height)?;
        let order = self.finish(height)?;
        self.row("finalize, 209 operators", &[oracle.finalize(&table, height, order)])?;
        self.row("jail_absent", &[oracle.jail(&splits[1].operator)])?;
        self.svm.warp(self.svm.now() + 90 * 86_400);
        self.row("close_offense", &[oracle.close_offense(slashed, &splits[4].operator, &owner)])?;
        self.row("set_rules", &[oracle.set_rules(rules)])?;
        self.row("retire_feed", &[oracle.retire_feed()])?;
        self.svm.warp(self.svm.now() + 200 * 86_400);
        for slot in 0..oracle.rounds {
            self.row("close_round", &[oracle.close_round(slot, &owner)])?;
        }
        for split in splits {
            self.row("close_score", &[oracle.close_score(&split.operator, &owner)])?;
        }
        self.row("close_feed", &[oracle.close_feed(&owner)])
    }

    /// When the vault's epoch 0 began.
    fn genesis(&self, splits: &[Split]) -> Result<i64, String> {
        let vault: restaking_client::Vault = self.svm.read(&splits[0].vault.address).ok_or("there is no vault")?;
        Ok(vault.ledger.genesis)
    }

    /// Moves on to the next height's window.
    fn next_height(&mut self) -> u64 {
        let height = self.svm.now() / HEIGHT + 1;
        self.svm.warp(height * HEIGHT);
        height as u64
    }

    /// Ends the window, and returns the order.
    fn finish(&mut self, height: u64) -> Result<Vec<u8>, String> {
        self.svm.warp(self.svm.now() + HEIGHT);
        let account = self.svm.account(&self.oracle.round(height)).ok_or("there is no round")?;
        Ok(client::order(&client::entries(&account.data).ok_or("there is no round")?, height))
    }

    /// Fills the table and the round of `height` up to 209 operators, each with a price of its own.
    fn crowd(&mut self, table: &solana_program::pubkey::Pubkey, height: u64) -> Result<(), String> {
        let mut account = self.svm.account(table).ok_or("there is no table")?;
        let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).map_err(|error| error.to_string())?;
        let mut entries = restaking_client::table::entries(&account.data).ok_or("there is no table")?;
        let weight = head.total_weight / 5;
        for number in entries.len()..CROWD {
            let operator = key(&format!("crowd {number} {}", self.seed)).pubkey();
            entries.push(restaking_client::table::StakeEntry { operator, weight, ..entries[0] });
        }
        entries.sort_by_key(|entry| entry.operator);
        head.total_weight = entries.iter().map(|entry| entry.weight).sum();
        account.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).map_err(|error| error.to_string())?);
        let count = CROWD as u32;
        account.data[StakeTable::LEN..StakeTable::LEN + 4].copy_from_slice(&count.to_le_bytes());
        for (place, entry) in entries.iter().enumerate() {
            let from = StakeTable::LEN + 8 + place * WEIGHT_BYTES;
            account.data[from..from + 32].copy_from_slice(entry.operator.as_ref());
            account.data[from + 32..from + 40].copy_from_slice(&entry.weight.to_le_bytes());
        }
        self.svm.put(*table, account);

        let round = self.oracle.round(height);
        let mut account = self.svm.account(&round).ok_or("there is no round")?;
        let mut head = PriceRound::from_bytes(&account.data[..PriceRound::LEN]).map_err(|error| error.to_string())?;
        head.round.priced = CROWD as u64;
        account.data[..PriceRound::LEN].copy_from_slice(&borsh::to_vec(&head).map_err(|error| error.to_string())?);
        for place in 0..CROWD {
            let from = PriceRound::LEN + 8 + place * REPORT_BYTES;
            // Neither rising nor falling along the table.
            let price = PRICE + (place as i64 * 7_919) % 1_000_003;
            account.data[from..from + 8].copy_from_slice(&price.to_le_bytes());
            account.data[from + 8..from + 16].copy_from_slice(&(height + 1).to_le_bytes());
        }
        self.svm.put(round, account);
        Ok(())
    }
}
