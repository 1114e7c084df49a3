//! An oracle's accounts, and a builder for each instruction that touches it.

use restaking_client::oracle::{self as client, OracleProgram, RuleFigures};
use restaking_client::{ID, pda, signing_domain, vote_message};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::keys::{GENESIS_HASH, INSTRUCTIONS, Signatures};
use crate::{Split, deploy, oracle_path};

/// The program.
pub const ORACLE: OracleProgram = OracleProgram::LOCAL;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The program's accounts, as a chain begins with them.
///
/// # Panics
/// If it has not been built.
pub fn program(rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    deploy::from_file(&oracle_path(), &ORACLE, "build it with `cargo xtask build`", rent)
}

/// The rules of the reference, with a jail for three of ten missed rounds and a short guarantee of the stake.
pub const RULES: RuleFigures = RuleFigures {
    quorum_bps: 6_667,
    min_reports: 3,
    safety_bps: 6_667,
    warning_bps: 500,
    slash_bps: 1_000,
    severe_bps: 5_000,
    severe_times: 3,
    severe_of: 10,
    slash_fraction: 100_000_000_000_000_000,
    manipulation_fraction: 1_000_000_000_000_000_000,
    window_seconds: 60,
    absent_times: 3,
    absent_of: 10,
    jail_seconds: 86_400,
    min_table_weight: 1,
    certain_seconds: 60,
    min_challenge_seconds: 604_800,
    period_seconds: 86_400,
};

/// The addresses of an oracle with one feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceOracle {
    /// The NCN.
    pub ncn: Pubkey,
    /// The admin of the NCN.
    pub admin: Pubkey,
    /// The oracle.
    pub address: Pubkey,
    /// The feed.
    pub feed: Pubkey,
    /// The feed's number.
    pub number: u8,
    /// The number of the feed's round accounts.
    pub rounds: u64,
}

impl PriceOracle {
    /// The addresses of feed `number` of the oracle of `ncn`.
    pub fn new(ncn: Pubkey, admin: Pubkey, number: u8, rounds: u64) -> Self {
        let address = ORACLE.oracle(&ncn);
        Self { ncn, admin, address, feed: ORACLE.feed(&address, number), number, rounds }
    }

    /// The round account of `height`.
    pub fn round(&self, height: u64) -> Pubkey {
        ORACLE.round(&self.feed, height % self.rounds)
    }

    /// The score of `operator`.
    pub fn score(&self, operator: &Pubkey) -> Pubkey {
        ORACLE.score(&self.feed, operator)
    }

    /// The offense of `operator` at `height`.
    pub fn offense(&self, height: u64, operator: &Pubkey) -> Pubkey {
        ORACLE.offense(&self.feed, height, operator)
    }

    /// Opens the oracle.
    pub fn open(&self, rules: RuleFigures) -> Instruction {
        let (payer, admin) = (self.admin, self.admin);
        client::OpenOracle { payer, admin, ncn: self.ncn, oracle: self.address, system_program: SYSTEM }
            .instruction(client::OpenOracleInstructionArgs { rules })
    }

    /// Announces rules.
    pub fn set_rules(&self, rules: RuleFigures) -> Instruction {
        client::SetRules { admin: self.admin, ncn: self.ncn, config: pda::config(), oracle: self.address }
            .instruction(client::SetRulesInstructionArgs { rules })
    }

    /// Opens the feed.
    pub fn open_feed(&self) -> Instruction {
        let mut name = [0; 32];
        name[..7].copy_from_slice(b"SOL/USD");
        let (payer, admin, system_program) = (self.admin, self.admin, SYSTEM);
        client::OpenFeed { payer, admin, ncn: self.ncn, oracle: self.address, feed: self.feed, system_program }
            .instruction(client::OpenFeedInstructionArgs {
                number: self.number,
                decimals: 8,
                rounds: self.rounds,
                name,
            })
    }

    /// Opens the round account in `slot`.
    pub fn open_round(&self, payer: &Pubkey, slot: u64) -> Instruction {
        let round = ORACLE.round(&self.feed, slot);
        client::OpenRound { payer: *payer, feed: self.feed, round, system_program: SYSTEM }
            .instruction(client::OpenRoundInstructionArgs { slot })
    }

    /// Opens the score of `operator`.
    pub fn open_score(&self, payer: &Pubkey, operator: &Pubkey) -> Instruction {
        let score = self.score(operator);
        client::OpenScore { payer: *payer, feed: self.feed, operator: *operator, score, system_program: SYSTEM }
            .instruction()
    }

    /// Adopts a table.
    pub fn adopt_table(&self, table: &Pubkey) -> Instruction {
        client::AdoptTable { oracle: self.address, table: *table }.instruction()
    }

    /// The message of a vote, on an embedded chain.
    pub fn vote(&self, height: u64, price: i64, time: i64) -> Vec<u8> {
        self.vote_on(&GENESIS_HASH, height, price, time)
    }

    /// The same on the cluster with this genesis hash.
    pub fn vote_on(&self, genesis_hash: &[u8; 32], height: u64, price: i64, time: i64) -> Vec<u8> {
        let domain = signing_domain(genesis_hash, &self.ncn);
        vote_message(&domain, self.number, height, &client::vote_content(price, time))
    }

    /// The votes of `votes`, each by its key, for `height`: the instruction of the Ed25519 program and the report.
    pub fn report(&self, table: &Pubkey, height: u64, votes: &[(&Keypair, i64, i64)]) -> [Instruction; 2] {
        self.report_on(&GENESIS_HASH, table, height, votes)
    }

    /// The same on the cluster with this genesis hash.
    pub fn report_on(
        &self,
        genesis_hash: &[u8; 32],
        table: &Pubkey,
        height: u64,
        votes: &[(&Keypair, i64, i64)],
    ) -> [Instruction; 2] {
        let message = |(_, price, time): &(&Keypair, i64, i64)| self.vote_on(genesis_hash, height, *price, *time);
        let messages: Vec<Vec<u8>> = votes.iter().map(message).collect();
        let signed: Vec<(&Keypair, &[u8])> =
            votes.iter().zip(&messages).map(|((key, ..), message)| (*key, message.as_slice())).collect();
        [Signatures::of(&signed).instruction(), self.carry(table, height, votes.iter().map(|vote| vote.0))]
    }

    /// The report alone: the keys' votes stand just before it.
    pub fn carry<'a>(&self, table: &Pubkey, height: u64, keys: impl Iterator<Item = &'a Keypair>) -> Instruction {
        use solana_signer::Signer;
        let account = |key: &Keypair| pda::operator_key(&self.ncn, &key.pubkey().to_bytes());
        let keys: Vec<AccountMeta> = keys.map(|key| AccountMeta::new_readonly(account(key), false)).collect();
        client::Report {
            oracle: self.address,
            ncn: self.ncn,
            feed: self.feed,
            round: self.round(height),
            table: *table,
            instructions: INSTRUCTIONS,
        }
        .instruction_with_remaining_accounts(client::ReportInstructionArgs { height }, &keys)
    }

    /// Closes the round of `height` with an order.
    pub fn finalize(&self, table: &Pubkey, height: u64, order: Vec<u8>) -> Instruction {
        client::Finalize { feed: self.feed, round: self.round(height), table: *table }
            .instruction(client::FinalizeInstructionArgs { order })
    }

    /// Judges `operator`, at `place` of the table. The verdict is an offense or not.
    pub fn judge(
        &self,
        reporter: &Pubkey,
        table: &Pubkey,
        (height, place): (u64, u64),
        operator: &Pubkey,
        is_offense: bool,
    ) -> Instruction {
        client::Judge {
            reporter: *reporter,
            feed: self.feed,
            round: self.round(height),
            table: *table,
            score: self.score(operator),
            offense: is_offense.then(|| self.offense(height, operator)),
            system_program: SYSTEM,
        }
        .instruction(client::JudgeInstructionArgs { height, place })
    }

    /// Slashes the offense of the operator of `split` at `height`, with its incident, in its vault, in the vault's `epoch`.
    pub fn slash(&self, payer: &Pubkey, split: &Split, (height, incident): (u64, u64), epoch: u64) -> Instruction {
        let [vault_operator, operator_ncn, vault_ncn] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::SlashOffense {
            payer: *payer,
            oracle: self.address,
            offense: self.offense(height, &split.operator),
            ncn: self.ncn,
            record: pda::record(&self.ncn, &split.operator),
            vault: split.vault.address,
            delegation: split.delegation(),
            allocation: split.allocation(),
            vault_operator,
            operator_ncn,
            vault_ncn,
            this_bucket: split.vault.bucket(epoch),
            next_bucket: split.vault.bucket(epoch + 1),
            proposal: split.proposal(incident),
            system_program: SYSTEM,
            restaking_program: ID,
        }
        .instruction()
    }

    /// Closes the offense of `operator` at `height`.
    pub fn close_offense(&self, height: u64, operator: &Pubkey, reporter: &Pubkey) -> Instruction {
        let offense = self.offense(height, operator);
        client::CloseOffense { config: pda::config(), offense, reporter: *reporter }.instruction()
    }

    /// Announces the end of the feed.
    pub fn retire_feed(&self) -> Instruction {
        let (admin, ncn, config, oracle, feed) = (self.admin, self.ncn, pda::config(), self.address, self.feed);
        client::RetireFeed { admin, ncn, config, oracle, feed }.instruction()
    }

    /// Closes the feed.
    pub fn close_feed(&self, payer: &Pubkey) -> Instruction {
        client::CloseFeed { feed: self.feed, payer: *payer }.instruction()
    }

    /// Closes the round account in `slot`.
    pub fn close_round(&self, slot: u64, payer: &Pubkey) -> Instruction {
        client::CloseRound { feed: self.feed, round: ORACLE.round(&self.feed, slot), payer: *payer }.instruction()
    }

    /// Closes the score of `operator`.
    pub fn close_score(&self, operator: &Pubkey, payer: &Pubkey) -> Instruction {
        client::CloseScore { feed: self.feed, score: self.score(operator), payer: *payer }.instruction()
    }

    /// Jails `operator` for its absence.
    pub fn jail(&self, operator: &Pubkey) -> Instruction {
        client::JailAbsent {
            oracle: self.address,
            feed: self.feed,
            score: self.score(operator),
            ncn: self.ncn,
            record: pda::record(&self.ncn, operator),
            restaking_program: ID,
        }
        .instruction()
    }
}
