//! Two votes of one key at one height, on the program that ships: reported, proven by the runtime's Ed25519 program, and slashed
//! by anyone in every vault behind the operator, with every figure by hand.

mod commit_report;
mod limits;
mod pitfalls;
mod slash_equivocation;
mod submit_equivocation;

use harness::equivocation::Votes;
use harness::{Failure, Signatures, Split, entity, key, keys as build, slash, slash::WHOLE};
use restaking_client::{
    Equivocation, EquivocationProven, Event, LimitsArgs, OffenseReport, OperatorKey, PolicyArgs, RestakingError,
    SlashKind, SlashProposal, SlashProposed, SlashStatus, pda,
};
use restaking_tests::{
    Bank, CHALLENGE, EPOCH, GENESIS, OPEN, PERCENT, RECIPIENTS, SETTLED, assert_refused, id, policy,
};
use solana_clock::Clock;
use solana_program::hash::hash;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

/// How many slots a report has to be old.
const OLD_ENOUGH: u64 = 16;

/// The height at which the operator votes twice, and its second in the scene: one height a second.
const HEIGHT: u64 = (SETTLED + 2) * EPOCH + 100;
const OFFENSE: i64 = GENESIS + HEIGHT as i64;

/// The usual policy, by which two votes at one height cost 10 %.
fn rule() -> PolicyArgs {
    slash::with_rule(policy(), 10 * PERCENT, GENESIS)
}

/// Lets slots pass in no time.
pub async fn pass_slots(bank: &mut Bank, slots: u64) {
    let clock = bank.clock().await;
    bank.set_clock(&Clock { slot: clock.slot + slots, ..clock });
}

/// An operator behind which two vaults stand in one NCN, with a million of alice's and 2,345,678 of bob's. Its key is "key",
/// since the start of epoch [`SETTLED`]; it is the second of [`OFFENSE`].
struct Scene {
    bank: Bank,
    splits: [Split; 2],
}

async fn scene() -> Scene {
    scene_of(rule()).await
}

async fn scene_of(policy: PolicyArgs) -> Scene {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let first = bank.add_slasher(policy).await;
    let vault = bank.add_vault("creator", 1, LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    let second = Split { vault, ..first };
    bank.open_holders(&second.vault).await;
    bank.expose(&second, WHOLE, WHOLE).await;
    bank.warp_to(SETTLED, 0).await;
    bank.by("alice", first.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    bank.by("bob", second.vault.deposit(&id("bob"), 2_345_678, 0, false)).await;
    let mut scene = Scene { bank, splits: [first, second] };
    scene.registers(&first, "key", None).await;
    scene.bank.warp(OFFENSE).await;
    scene
}

impl Scene {
    /// The operator's two votes at [`HEIGHT`].
    fn votes(&self) -> Votes {
        self.votes_at(HEIGHT)
    }

    fn votes_at(&self, height: u64) -> Votes {
        self.votes_of(&self.splits[0], "key", height)
    }

    /// Those of the key called `name`, of the operator of `split`. Their content does not name their operator; the salt does.
    fn votes_of(&self, split: &Split, name: &str, height: u64) -> Votes {
        let salt = hash(name.as_bytes()).to_bytes();
        Votes { salt, ..Votes::conflicting(&split.ncn, &split.operator, &key(name), height) }
    }

    /// Registers a key of the operator of `split`.
    async fn registers(&mut self, split: &Split, name: &str, previous: Option<&str>) {
        let (admin, public) = (id("operator"), id(name).to_bytes());
        let previous = previous.map(|name| id(name).to_bytes());
        let both = [
            Signatures::possession(&key(name), &split.ncn, &split.operator).instruction(),
            build::register_key(&admin, &admin, &split.ncn, &split.operator, &public, previous.as_ref()),
        ];
        self.bank.send(&both, &[&key("operator")]).await.unwrap();
    }

    /// An operator of "operator", and an NCN of "ncn" with the same rule, with the record of `split` that they make, and a
    /// key.
    async fn another(&mut self, index: u64, ncn: bool, name: &str) -> Split {
        let mut split = self.splits[0];
        if ncn {
            split.ncn = self.bank.add_policy("ncn", index, rule()).await;
        } else {
            split.operator = self.bank.add_operator("operator", index).await;
        }
        self.bank.by("creator", entity::open_record(&id("creator"), &split.ncn, &split.operator)).await;
        self.registers(&split, name, None).await;
        split
    }

    /// "reporter" commits to `votes`, and waits.
    async fn reports(&mut self, votes: &Votes) {
        self.bank.by("reporter", votes.commit(&id("reporter"))).await;
        pass_slots(&mut self.bank, OLD_ENOUGH).await;
    }

    /// What shows `votes`, which "key" has signed, for "reporter".
    fn shows(&self, votes: &Votes) -> [Instruction; 2] {
        self.shows_by("key", votes)
    }

    fn shows_by(&self, name: &str, votes: &Votes) -> [Instruction; 2] {
        [votes.signed(&key(name)).instruction(), votes.submit(&id("reporter"))]
    }

    /// Shows votes that were reported; what the only event says.
    async fn shown(&mut self, instructions: &[Instruction]) -> EquivocationProven {
        match self.bank.send(instructions, &[&key("reporter")]).await {
            Ok(done) => match &done.events[..] {
                [Event::EquivocationProven(event)] => event.clone(),
                events => panic!("not one proof: {events:?}"),
            },
            Err(failure) => panic!("{failure}: {:#?}", failure.logs),
        }
    }

    /// Reports and shows `votes` of "key".
    async fn proves(&mut self, votes: &Votes) -> EquivocationProven {
        self.reports(votes).await;
        let instructions = self.shows(votes);
        self.shown(&instructions).await
    }

    /// Has "reporter" refused, with nothing changed.
    async fn refused(&mut self, instructions: &[Instruction]) -> Failure {
        self.bank.all_refused(instructions, &[&key("reporter")]).await
    }

    /// Has "reporter" refused with `error`.
    async fn refuses(&mut self, instructions: &[Instruction], error: RestakingError) {
        let failure = self.refused(instructions).await;
        assert_eq!(failure.restaking(), Some(error), "{:#?}", failure.logs);
    }

    /// Has `votes` refused, which "reporter" reports and shows, with this value and limit.
    async fn refuses_votes(&mut self, votes: &Votes, error: RestakingError, value: u64, limit: u64) {
        self.reports(votes).await;
        let failure = self.refused(&self.shows(votes)).await;
        assert_refused(&failure, error, value, limit);
    }

    /// The slash of key `number` for what `votes` proved, in the vault of `split`; "alice" sends it.
    async fn slashing(&mut self, split: &Split, votes: &Votes, number: u64) -> Instruction {
        split.slash_equivocation(&id("alice"), &votes.proof(), number, self.bank.epoch().await)
    }

    /// Sends it.
    async fn slashes(&mut self, split: &Split, votes: &Votes, number: u64) -> SlashProposed {
        let instruction = self.slashing(split, votes, number).await;
        match &self.bank.by("alice", instruction).await.events[..] {
            [Event::SlashProposed(event)] => event.clone(),
            events => panic!("not one slash: {events:?}"),
        }
    }

    /// Has it refused with `error`, with this value and limit.
    async fn spares(&mut self, split: &Split, votes: &Votes, number: u64, error: RestakingError, figures: (u64, u64)) {
        let instruction = self.slashing(split, votes, number).await;
        assert_refused(&self.bank.refuses("alice", instruction).await, error, figures.0, figures.1);
    }

    /// The same with an error that says no figures.
    async fn denies(&mut self, instruction: Instruction, error: RestakingError) {
        let failure = self.bank.refuses("alice", instruction).await;
        assert_eq!(failure.restaking(), Some(error), "{:#?}", failure.logs);
    }

    /// Executes the slash at `proposal`; anyone may.
    async fn executes(&mut self, split: &Split, proposal: &Pubkey) {
        let made: SlashProposal = self.bank.read(proposal).await.expect("a slash");
        self.bank.warp(made.final_from).await;
        let execute = split.execute_slash(proposal, made.slash.epoch, RECIPIENTS.map(id));
        self.bank.send(&[execute], &[]).await.unwrap();
    }

    /// Both vaults' tokens are all there.
    async fn audit(&mut self) {
        for split in self.splits {
            self.bank.audit(&split.vault).await;
        }
    }
}

/// The account that the slash of key `number` is kept in.
fn slash_of(split: &Split, number: u64) -> Pubkey {
    pda::slash(&split.allocation(), 1, number)
}

/// The system program's: an account is there already. The instruction is number `at` of its transaction.
#[track_caller]
fn assert_occupied(failure: &Failure, at: u8) {
    let custom = InstructionError::Custom(0);
    assert_eq!(failure.error, TransactionError::InstructionError(at, custom), "{:#?}", failure.logs);
}

/// 10 % of 1,000,000 are 100,000, and of 2,345,678 floor(234,567.8) = 234,567. Of these, 5 and 20 % are floor(11,728.35) and
/// floor(46,913.4), and 234,567 - 11,728 - 46,913 = 175,926 are burned.
#[tokio::test]
async fn who_votes_twice_is_reported_proven_and_slashed_by_anyone_in_every_vault() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let [first, second] = scene.splits;
    let record = pda::record(&first.ncn, &first.operator);
    let (reporter, commitment) = (id("reporter"), votes.commitment(&id("reporter")));
    let before = scene.bank.lamports(&reporter).await;

    let report = pda::report(&reporter, &commitment);
    let done = scene.bank.by("reporter", votes.commit(&reporter)).await;
    let made: OffenseReport = scene.bank.read(&report).await.expect("a report");
    assert_eq!((made.version, made.reporter, made.commitment), (1, reporter, commitment));
    let [Event::ReportCommitted(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.report, event.time, event.reporter), (report, OFFENSE, reporter));
    assert_eq!((event.commitment, event.slot), (commitment, made.slot));

    pass_slots(&mut scene.bank, OLD_ENOUGH).await;
    scene.bank.warp(OFFENSE + 6).await;
    let instructions = scene.shows(&votes);
    let event = scene.shown(&instructions).await;
    let hashes = votes.messages.each_ref().map(|message| hash(message).to_bytes());
    let operator_key = pda::operator_key(&first.ncn, &id("key").to_bytes());
    assert_eq!((event.record, event.number, event.time, event.incident), (record, 3, OFFENSE + 6, 1));
    assert_eq!((event.ncn, event.operator, event.operator_key), (first.ncn, first.operator, operator_key));
    assert_eq!((event.equivocation, event.reporter, event.kind), (votes.proof(), reporter, 0));
    assert_eq!((event.height, event.offense_at, event.votes), (HEIGHT, OFFENSE, hashes));
    assert_eq!((event.second_key, event.until), (Pubkey::default(), [OFFENSE + 7, 0]));
    let proof: Equivocation = scene.bank.read(&votes.proof()).await.expect("a proof");
    assert_eq!((proof.version, proof.kind, proof.ncn, proof.operator), (1, 0, first.ncn, first.operator));
    assert_eq!((proof.operator_key, proof.reporter, proof.rent_payer), (operator_key, reporter, reporter));
    assert_eq!((proof.number, proof.height, proof.offense_at, proof.proven_at), (1, HEIGHT, OFFENSE, OFFENSE + 6));
    assert_eq!((proof.votes, proof.reserved), (hashes, [0; 32]));
    // The report is closed, and its rent is the reporter's again; the proof stays.
    assert_eq!(scene.bank.account(&report).await, None);
    let rent = scene.bank.lamports(&votes.proof()).await;
    assert_eq!(scene.bank.lamports(&reporter).await, before - rent);
    let kept = scene.bank.record(&first).await;
    assert_eq!((kept.equivocations, kept.events, kept.slashes, kept.key), (1, 3, 0, Pubkey::default()));
    let ended: OperatorKey = scene.bank.read(&operator_key).await.expect("a key");
    assert_eq!((ended.number, ended.until, ended.proven_at), (1, OFFENSE + 7, OFFENSE + 6));

    for (split, stake, burn, owed) in
        [(first, 100_000, 75_000, [5_000, 20_000, 0]), (second, 234_567, 175_926, [11_728, 46_913, 0])]
    {
        let event = scene.slashes(&split, &votes, 1).await;
        let proposal = slash_of(&split, 1);
        assert_eq!(
            (event.kind, event.incident, event.reason, event.fraction),
            (SlashKind::Equivocation, 1, 0, 10 * PERCENT)
        );
        assert_eq!((event.evidence, event.reporter), (votes.proof().to_bytes(), reporter));
        assert_eq!((event.offense_at, event.final_from), (OFFENSE, OFFENSE + 6 + CHALLENGE as i64));
        assert_eq!((event.slash.stake, event.burn, event.owed, event.proposal), (stake, burn, owed, proposal));
        let made: SlashProposal = scene.bank.read(&proposal).await.expect("a slash");
        assert_eq!(
            (made.kind, made.status, made.incident, made.reason),
            (SlashKind::Equivocation, SlashStatus::Open, 1, 0)
        );
        assert_eq!((made.reporter, made.resolver, made.rent_payer), (reporter, id("resolver"), id("alice")));
        assert_eq!((made.evidence, made.burn, made.owed), (event.evidence, burn, owed));
        assert_eq!(scene.bank.taken(&split.vault).await, stake);
        scene.audit().await;

        // Not once more, nor once it is executed.
        let again = scene.slashing(&split, &votes, 1).await;
        assert_eq!(scene.bank.refuses("alice", again).await.restaking(), Some(RestakingError::AlreadySlashed));
    }
    let kept = scene.bank.record(&first).await;
    assert_eq!((kept.slashes, kept.equivocations, kept.incident_at), (2, 1, 0));
    assert_eq!((kept.incident, kept.incident_at), (0, 0), "none of the slasher's");

    for (split, burned, paid) in [(first, 75_000, [5_000, 20_000]), (second, 175_926, [11_728, 46_913])] {
        let proposal = slash_of(&split, 1);
        let early = split.execute_slash(&proposal, SETTLED + 2, RECIPIENTS.map(id));
        if split == first {
            let from = OFFENSE + 6 + CHALLENGE as i64;
            scene.bank.warp(from - 1).await;
            let failure = scene.bank.refused(early, &[]).await;
            assert_refused(&failure, RestakingError::NotFinal, from as u64 - 1, from as u64);
        }
        scene.executes(&split, &proposal).await;
        assert_eq!(scene.bank.burned(&split.vault).await, burned);
        for (name, part) in RECIPIENTS.into_iter().zip(paid) {
            assert_eq!(scene.bank.gained(&split.vault, name).await, part, "{name}");
        }
        let again = scene.slashing(&split, &votes, 1).await;
        assert_eq!(scene.bank.refuses("alice", again).await.restaking(), Some(RestakingError::AlreadySlashed));
        scene.audit().await;
    }
    assert_eq!(scene.bank.record(&first).await.executed, 2);
}

#[tokio::test]
async fn a_resolver_vetoes_a_slash_by_proof_like_any_other_and_it_comes_no_second_time() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let [first, second] = scene.splits;
    let before = restaking_client::Books { epoch: SETTLED + 2, ..scene.bank.books(&first.vault).await };
    scene.proves(&votes).await;
    scene.slashes(&first, &votes, 1).await;
    let proposal = slash_of(&first, 1);
    for name in ["slasher", "ncn", "operator", "reporter"] {
        let failure = scene.bank.refuses(name, first.veto_slash(&id(name), &proposal, SETTLED + 2)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotResolver), "{name}");
    }
    scene.bank.warp(OFFENSE + CHALLENGE as i64 - 1).await;
    scene.bank.by("resolver", first.veto_slash(&id("resolver"), &proposal, SETTLED + 2)).await;
    assert_eq!(scene.bank.books(&first.vault).await, before);
    assert_eq!(scene.bank.record(&first).await.vetoed, 1);
    let again = scene.slashing(&first, &votes, 1).await;
    assert_eq!(scene.bank.refuses("alice", again).await.restaking(), Some(RestakingError::AlreadySlashed));
    // Of the other vault's slash nothing was said.
    assert_eq!(scene.slashes(&second, &votes, 1).await.slash.stake, 234_567);
    scene.executes(&second, &slash_of(&second, 1)).await;
    assert_eq!(scene.bank.gained(&first.vault, "reporter").await, 0);
    assert_eq!(scene.bank.gained(&second.vault, "reporter").await, 11_728);
    scene.audit().await;
}
