//! Five operators with a fifth of a vault each, that attest values.

use std::ops::{Deref, DerefMut};

use harness::keys::{INSTRUCTIONS, domain};
use harness::{Failure, Signatures, Split, deploy, ncn_path};
use restaking_client::{ID, PolicyArgs, pda};
use restaking_tests::id;
use restaking_tests::service::{self, service_policy};
pub use restaking_tests::service::{SEVEN_DAYS, WHOLE_STAKE, voter};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_signer::Signer;
use template_client::{self as client, Event, RuleFigures, ServiceRound, TemplateNcnError, TemplateProgram, VoteEntry};

/// The program.
pub const PROGRAM: TemplateProgram = TemplateProgram::LOCAL;

/// The system program.
const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The seconds between heights, which is the window too.
pub const HEIGHT: i64 = 60;

/// The number of operators.
pub const OPERATORS: usize = 5;

/// What each of the operators has at stake.
pub const STAKE: u64 = WHOLE_STAKE / OPERATORS as u64;

/// Two values.
pub const A: [u8; 32] = [1; 32];
pub const B: [u8; 32] = [2; 32];

/// The reference rules for tables of three operators at the least, with a jail for three of ten missed rounds and a short guarantee of the stake.
pub const RULES: RuleFigures = RuleFigures {
    quorum_bps: 6_667,
    slash_fraction: 100_000_000_000_000_000,
    window_seconds: HEIGHT as u64,
    absent_times: 3,
    absent_of: 10,
    jail_seconds: 86_400,
    min_table_weight: 3 * STAKE,
    certain_seconds: 60,
    min_challenge_seconds: SEVEN_DAYS,
    period_seconds: 86_400,
};

/// The service of an NCN.
#[derive(Clone, Copy)]
pub struct Addresses {
    pub ncn: Pubkey,
    pub admin: Pubkey,
    pub service: Pubkey,
}

/// The scene.
pub struct Scene {
    chain: service::Service,
    pub at: Addresses,
    pub table: Pubkey,
    /// The height of another service's round.
    pub other_height: u64,
}

impl Deref for Scene {
    type Target = service::Service;

    fn deref(&self) -> &service::Service {
        &self.chain
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut service::Service {
        &mut self.chain
    }
}

/// The policy that the service needs.
pub fn policy(ncn: &Pubkey) -> PolicyArgs {
    service_policy(&PROGRAM.service(ncn), HEIGHT as u64)
}

impl Addresses {
    pub fn new(ncn: Pubkey, admin: Pubkey) -> Self {
        Self { ncn, admin, service: PROGRAM.service(&ncn) }
    }

    pub fn round(&self, height: u64) -> Pubkey {
        PROGRAM.round(&self.service, height)
    }

    pub fn score(&self, operator: &Pubkey) -> Pubkey {
        PROGRAM.score(&self.service, operator)
    }

    pub fn open(&self, rules: RuleFigures) -> Instruction {
        let (payer, admin) = (self.admin, self.admin);
        client::OpenService { payer, admin, ncn: self.ncn, service: self.service, system_program: SYSTEM }
            .instruction(rules)
    }

    pub fn adopt_table(&self, table: &Pubkey) -> Instruction {
        client::AdoptTable { service: self.service, table: *table }.instruction()
    }

    pub fn open_score(&self, payer: &Pubkey, operator: &Pubkey) -> Instruction {
        let score = self.score(operator);
        client::OpenScore { payer: *payer, service: self.service, operator: *operator, score, system_program: SYSTEM }
            .instruction()
    }

    pub fn open_round(&self, payer: &Pubkey, table: &Pubkey, height: u64) -> Instruction {
        client::OpenRound {
            payer: *payer,
            service: self.service,
            ncn: self.ncn,
            table: *table,
            round: self.round(height),
            system_program: SYSTEM,
        }
        .instruction(client::OpenRoundInstructionArgs { height })
    }

    /// The votes, each by its key: the instruction of the Ed25519 program and the report.
    pub fn report(&self, table: &Pubkey, height: u64, votes: &[(&Keypair, [u8; 32])]) -> [Instruction; 2] {
        let messages: Vec<Vec<u8>> =
            votes.iter().map(|(_, value)| client::message(&domain(&self.ncn), height, value)).collect();
        let signed: Vec<(&Keypair, &[u8])> =
            votes.iter().zip(&messages).map(|((key, _), message)| (*key, message.as_slice())).collect();
        [Signatures::of(&signed).instruction(), self.carry(table, height, votes.iter().map(|vote| vote.0))]
    }

    /// The report alone: the keys' votes stand just before it.
    pub fn carry<'a>(&self, table: &Pubkey, height: u64, keys: impl Iterator<Item = &'a Keypair>) -> Instruction {
        let account = |key: &Keypair| pda::operator_key(&self.ncn, &key.pubkey().to_bytes());
        let keys: Vec<AccountMeta> = keys.map(|key| AccountMeta::new_readonly(account(key), false)).collect();
        client::Report {
            service: self.service,
            ncn: self.ncn,
            round: self.round(height),
            table: *table,
            instructions: INSTRUCTIONS,
        }
        .instruction_with_remaining_accounts(&keys)
    }

    pub fn finalize(&self, table: &Pubkey, height: u64, place: u64) -> Instruction {
        client::Finalize { service: self.service, round: self.round(height), table: *table }
            .instruction(client::FinalizeInstructionArgs { place })
    }

    pub fn judge(&self, table: &Pubkey, height: u64, (place, operator): (u64, Pubkey)) -> Instruction {
        client::Judge { service: self.service, round: self.round(height), table: *table, score: self.score(&operator) }
            .instruction(client::JudgeInstructionArgs { place })
    }

    /// Slashes the operator of `split`, at `place` of the table, with its incident, in the vault's `epoch`.
    pub fn slash(
        &self,
        reporter: &Pubkey,
        split: &Split,
        table: &Pubkey,
        (height, place, incident): (u64, u64, u64),
        epoch: u64,
    ) -> Instruction {
        let [vault_operator, operator_ncn, vault_ncn] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
        client::SlashOffense {
            reporter: *reporter,
            service: self.service,
            round: self.round(height),
            table: *table,
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
        .instruction(client::SlashOffenseInstructionArgs { place })
    }

    pub fn jail(&self, operator: &Pubkey) -> Instruction {
        client::JailAbsent {
            service: self.service,
            score: self.score(operator),
            ncn: self.ncn,
            record: pda::record(&self.ncn, operator),
            restaking_program: ID,
        }
        .instruction()
    }

    pub fn close_round(&self, height: u64, payer: &Pubkey) -> Instruction {
        client::CloseRound { config: pda::config(), round: self.round(height), payer: *payer }.instruction()
    }
}

impl Scene {
    /// All that is needed before the first height.
    pub async fn new() -> Self {
        Self::with(RULES).await
    }

    /// The same with other rules.
    pub async fn with(rules: RuleFigures) -> Self {
        Self::of(OPERATORS, rules).await
    }

    /// The same with another number of operators, of which the first five are in the table.
    pub async fn of(operators: usize, rules: RuleFigures) -> Self {
        let rent = Rent::default();
        let (path, hint) = (ncn_path("template"), "build it with `cargo xtask build --ncn template`");
        let program = deploy::from_file(&path, &PROGRAM, hint, |bytes| rent.minimum_balance(bytes));
        let chain = service::Service::new(operators, program, policy).await;
        let at = Addresses::new(chain.ncn, id("ncn"));
        let mut scene = Self { chain, at, table: Pubkey::default(), other_height: 0 };
        scene.run("ncn", &[at.open(rules)]).await;
        for split in scene.splits.clone() {
            scene.run("keeper", &[at.open_score(&id("keeper"), &split.operator)]).await;
        }
        scene.table = scene.new_table(OPERATORS).await;
        scene.run("keeper", &[at.adopt_table(&scene.table)]).await;
        scene
    }

    /// The service of an NCN of `name`, under the policy and the rules of the scene's.
    pub async fn add_service(&mut self, name: &str) -> Addresses {
        let ncn = self.bank.add_policy(name, 0, policy(&pda::ncn(&id(name), 0))).await;
        let own = Addresses::new(ncn, id(name));
        self.run(name, &[own.open(RULES)]).await;
        own
    }

    /// Runs `instructions` by `name`; gives the program's events.
    pub async fn run(&mut self, name: &str, instructions: &[Instruction]) -> Vec<Event> {
        PROGRAM.events(&self.by(name, instructions).await)
    }

    /// Runs `instructions`, which must be refused with `error` and change nothing.
    #[track_caller]
    pub fn refused(
        &mut self,
        name: &str,
        instructions: &[Instruction],
        error: TemplateNcnError,
    ) -> impl Future<Output = Failure> + use<'_> {
        self.chain.refuses(name, instructions, error as u32)
    }

    /// Opens the round of the next height; its window begins now.
    pub async fn open_next(&mut self) -> u64 {
        let height = self.next_height().await;
        let open = self.at.open_round(&id("keeper"), &self.table, height);
        self.run("keeper", &[open]).await;
        height
    }

    /// The votes of the operators, each with its number.
    pub fn voting(&self, height: u64, votes: &[(usize, [u8; 32])]) -> [Instruction; 2] {
        let voters: Vec<Keypair> = votes.iter().map(|(number, _)| voter(*number)).collect();
        let votes: Vec<(&Keypair, [u8; 32])> =
            voters.iter().zip(votes).map(|(voter, (_, value))| (voter, *value)).collect();
        self.at.report(&self.table, height, &votes)
    }

    /// Enters the votes, few enough for a transaction at a time.
    pub async fn vote(&mut self, height: u64, votes: &[(usize, [u8; 32])]) {
        for votes in votes.chunks(3) {
            let both = self.voting(height, votes);
            self.run("keeper", &both).await;
        }
    }

    /// The next height's round after its window; the value with the most weight is final, if it can be.
    pub async fn round(&mut self, votes: [Option<[u8; 32]>; OPERATORS]) -> u64 {
        let height = self.open_next().await;
        let votes: Vec<_> = votes.into_iter().enumerate().filter_map(|(number, vote)| Some((number, vote?))).collect();
        self.vote(height, &votes).await;
        if let Some(place) = self.leading(height).await {
            let finalize = self.at.finalize(&self.table, height, place);
            self.run("keeper", &[finalize]).await;
        }
        self.pass(HEIGHT).await;
        height
    }

    /// The place of the value that can be final.
    pub async fn leading(&mut self, height: u64) -> Option<u64> {
        let votes = self.votes(height).await;
        let place = client::leading(&votes, &[STAKE; OPERATORS])?;
        let count = votes.iter().filter(|vote| vote.voted == 1 && vote.value == votes[place as usize].value).count();
        (3 * count >= 2 * OPERATORS).then_some(place)
    }

    pub async fn votes(&mut self, height: u64) -> Vec<VoteEntry> {
        let account = self.at.round(height);
        let account = self.bank.account(&account).await.expect("a round");
        client::entries(&account.data).expect("votes")
    }

    pub async fn read_round(&mut self, height: u64) -> client::Round {
        let at = self.at.round(height);
        self.bank.read_of::<ServiceRound>(&PROGRAM, &at).await.expect("a round").round
    }

    pub async fn score(&mut self, number: usize) -> client::Score {
        let at = self.at.score(&self.splits[number].operator);
        self.bank.read_of::<client::OperatorScore>(&PROGRAM, &at).await.expect("a score").score
    }

    /// Judges an operator.
    pub fn judging(&self, height: u64, number: usize) -> Instruction {
        self.at.judge(&self.table, height, (number as u64, self.splits[number].operator))
    }

    /// Runs [`Scene::judging`]; gives the verdict.
    pub async fn judge(&mut self, height: u64, number: usize) -> u64 {
        let judge = self.judging(height, number);
        match self.run("keeper", &[judge]).await.pop() {
            Some(Event::OperatorJudged(event)) => event.verdict,
            other => panic!("not a verdict: {other:?}"),
        }
    }

    /// The incident of an offense at `height`.
    pub async fn incident(&mut self, height: u64) -> u64 {
        client::incident(self.read_round(height).await.opens_at, RULES.period_seconds)
    }

    /// Slashes an operator for its vote at `height`; "reporter" sends it.
    pub async fn slashing(&mut self, height: u64, number: usize) -> Instruction {
        let (epoch, incident) = (self.bank.epoch().await, self.incident(height).await);
        let figures = (height, number as u64, incident);
        self.at.slash(&id("reporter"), &self.splits[number], &self.table, figures, epoch)
    }
}
