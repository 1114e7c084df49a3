//! A program that is the reporter of two votes at one height: the example in `examples/bounty`, compiled and deployed.

use harness::equivocation::Votes;
use harness::keys::{self as build, Signatures};
use harness::{Failure, Split, bounty_path, deploy, key, slash};
use restaking_client::{self as client, Equivocation, OffenseReport, RestakingError, SlashProposal, pda};
use restaking_tests::{Bank, EPOCH, GENESIS, PERCENT, SETTLED, id, policy};
use solana_clock::Clock;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

/// The codes of the example's errors, in their order.
const NOT_CORE: u32 = 6_000;
const NOT_REPORTERS: u32 = 6_001;

/// The height at which the operator votes twice, and its second: one height a second.
const HEIGHT: u64 = (SETTLED + 2) * EPOCH + 100;
const OFFENSE: i64 = GENESIS + HEIGHT as i64;

/// How many slots a report has to be old.
const OLD_ENOUGH: u64 = 16;

/// The owner of the reporter.
const OWNER: &str = "bob";

/// The example's address.
fn program() -> Pubkey {
    id("bounty")
}

/// The reporter of `owner`.
fn reporter(owner: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[b"reporter", owner.as_ref()], &program()).0
}

/// An instruction of the example by `owner` of the call of the core that `core` is, in which its reporter is the reporter.
fn calling(owner: &str, tag: u8, core: &Instruction, skipped: usize) -> Instruction {
    let owner = id(owner);
    let reporter = reporter(&owner);
    let inner = core.accounts[skipped..].iter().map(|meta| AccountMeta { is_signer: false, ..meta.clone() });
    let accounts = [AccountMeta::new_readonly(owner, true)]
        .into_iter()
        .chain(inner.map(|meta| AccountMeta { is_writable: meta.is_writable || meta.pubkey == reporter, ..meta }))
        .chain([AccountMeta::new_readonly(client::ID, false)])
        .collect();
    Instruction { program_id: program(), accounts, data: [&[tag], &core.data[1..]].concat() }
}

/// `owner` has its reporter commit to `votes`.
fn commit(owner: &str, votes: &Votes) -> Instruction {
    calling(owner, 0, &votes.commit(&reporter(&id(owner))), 0)
}

/// `owner` has its reporter show them, after the instruction that verifies them.
fn reveal(owner: &str, votes: &Votes) -> [Instruction; 2] {
    // The reporter pays: it is the first account of the core's instruction, and the second.
    [votes.signed(&key("key")).instruction(), calling(owner, 1, &votes.submit(&reporter(&id(owner))), 1)]
}

/// The core's slash for what `votes` proved, sent through the example.
fn slash_through(split: &Split, votes: &Votes, epoch: u64) -> Instruction {
    let core = split.slash_equivocation(&id("alice"), &votes.proof(), 1, epoch);
    let accounts = core.accounts.into_iter().chain([AccountMeta::new_readonly(client::ID, false)]).collect();
    Instruction { program_id: program(), accounts, data: vec![2] }
}

/// `owner` withdraws `amount` of `from`, in the asset of `split`.
fn withdraw(owner: &str, split: &Split, from: &Pubkey, amount: u64) -> Instruction {
    let owner = id(owner);
    let accounts = vec![
        AccountMeta::new_readonly(owner, true),
        AccountMeta::new_readonly(reporter(&owner), false),
        AccountMeta::new(*from, false),
        AccountMeta::new(split.vault.assets_of(&owner), false),
        AccountMeta::new_readonly(spl_token_interface::ID, false),
    ];
    Instruction { program_id: program(), accounts, data: [&[3][..], &amount.to_le_bytes()].concat() }
}

/// `owner` withdraws lamports of `from`.
fn withdraw_lamports(owner: &str, from: &Pubkey, lamports: u64) -> Instruction {
    let accounts = vec![
        AccountMeta::new(id(owner), true),
        AccountMeta::new(*from, false),
        AccountMeta::new_readonly(Pubkey::default(), false),
    ];
    Instruction { program_id: program(), accounts, data: [&[4][..], &lamports.to_le_bytes()].concat() }
}

/// An operator with a key, behind which a million of alice's stands, and a funded reporter.
struct Scene {
    bank: Bank,
    split: Split,
    votes: Votes,
    reporter: Pubkey,
}

impl Scene {
    async fn new() -> Self {
        let elf = std::fs::read(bounty_path()).expect("the example, built with `cargo xtask test`");
        let accounts = deploy::founded(&elf, &program(), None, |bytes| Rent::default().minimum_balance(bytes));
        let mut bank =
            Bank::beside(|chain| accounts.into_iter().for_each(|(at, account)| chain.add_account(at, account))).await;
        bank.configure().await;
        let split = bank.add_slasher(slash::with_rule(policy(), 10 * PERCENT, GENESIS)).await;
        bank.begin_with_a_million(&split.vault).await;
        let (admin, public) = (id("operator"), id("key").to_bytes());
        let registered = [
            Signatures::possession(&key("key"), &split.ncn, &split.operator).instruction(),
            build::register_key(&admin, &admin, &split.ncn, &split.operator, &public, None),
        ];
        bank.send(&registered, &[&key("operator")]).await.unwrap();
        bank.warp(OFFENSE).await;
        let reporter = reporter(&id(OWNER));
        bank.open_accounts(&split.vault, &reporter, 0).await;
        let votes = Votes::conflicting(&split.ncn, &split.operator, &key("key"), HEIGHT);
        Self { bank, split, votes, reporter }
    }

    async fn pass_slots(&mut self, slots: u64) {
        let clock = self.bank.clock().await;
        self.bank.set_clock(&Clock { slot: clock.slot + slots, ..clock });
    }

    async fn refuses_reveal(&mut self, by: &str, both: &[Instruction]) -> Failure {
        self.bank.all_refused(both, &[&key(by)]).await
    }
}

/// 10% of 1,000,000 are 100,000, of which the reporter's share is 5%.
#[tokio::test]
async fn a_program_reports_proves_slashes_and_is_paid() {
    let mut scene = Scene::new().await;
    let Scene { split, reporter, .. } = scene;
    let report = pda::report(&reporter, &scene.votes.commitment(&reporter));
    let fund = scene.bank.lamports(&reporter).await;

    scene.bank.by(OWNER, commit(OWNER, &scene.votes)).await;
    let made: OffenseReport = scene.bank.read(&report).await.expect("a report");
    assert_eq!(made.reporter, reporter);
    let rent = scene.bank.lamports(&report).await;
    assert_eq!(scene.bank.lamports(&reporter).await, fund - rent);

    scene.pass_slots(OLD_ENOUGH - 1).await;
    let both = reveal(OWNER, &scene.votes);
    let failure = scene.refuses_reveal(OWNER, &both).await;
    assert_eq!(failure.restaking(), Some(RestakingError::ReportTooYoung), "{:#?}", failure.logs);
    scene.pass_slots(1).await;
    scene.bank.send(&both, &[&key(OWNER)]).await.unwrap();
    let proof: Equivocation = scene.bank.read(&scene.votes.proof()).await.expect("a proof");
    assert_eq!((proof.reporter, proof.rent_payer), (reporter, reporter));
    let kept = fund - scene.bank.lamports(&scene.votes.proof()).await;
    assert_eq!(scene.bank.lamports(&reporter).await, kept, "the report's rent came back");

    let epoch = scene.bank.epoch().await;
    scene.bank.by("alice", slash_through(&split, &scene.votes, epoch)).await;
    let at = pda::slash(&split.allocation(), 1, 1);
    let proposal: SlashProposal = scene.bank.read(&at).await.expect("a slash");
    assert_eq!((proposal.reporter, proposal.owed[0], proposal.rent_payer), (reporter, 5_000, id("alice")));

    scene.bank.warp(proposal.final_from).await;
    let parties = [reporter, id("insurance"), id("harmed")];
    scene.bank.send(&[split.execute_slash(&at, proposal.slash.epoch, parties)], &[]).await.unwrap();
    let (from, to) = (split.vault.assets_of(&reporter), split.vault.assets_of(&id(OWNER)));
    assert_eq!(scene.bank.balance(&from).await, 5_000);
    let before = scene.bank.balance(&to).await;
    scene.bank.by(OWNER, withdraw(OWNER, &split, &from, 4_999)).await;
    scene.bank.by(OWNER, withdraw(OWNER, &split, &from, 1)).await;
    assert_eq!((scene.bank.balance(&from).await, scene.bank.balance(&to).await), (0, before + 5_000));
    scene.bank.refuses(OWNER, withdraw(OWNER, &split, &from, 1)).await;

    let (lamports, reporters) = (scene.bank.lamports(&id(OWNER)).await, scene.bank.lamports(&reporter).await);
    scene.bank.by(OWNER, withdraw_lamports(OWNER, &reporter, reporters)).await;
    assert_eq!(scene.bank.lamports(&reporter).await, 0);
    assert_eq!(scene.bank.lamports(&id(OWNER)).await, lamports + reporters);
    scene.bank.audit(&split.vault).await;
}

#[tokio::test]
async fn the_owner_alone_reports_and_withdraws() {
    let mut scene = Scene::new().await;
    let Scene { split, reporter, .. } = scene;
    // A stranger in the owner's place, with the owner's reporter, and the owner without a signature.
    let stolen = |instruction: Instruction| {
        let mut by_stranger = instruction.clone();
        by_stranger.accounts[0].pubkey = id("mallory");
        let mut unsigned = instruction;
        unsigned.accounts[0].is_signer = false;
        [by_stranger, unsigned]
    };
    let mallory = key("mallory");
    let signers = |wrong: &Instruction| if wrong.accounts[0].is_signer { vec![&mallory] } else { vec![] };
    for wrong in stolen(commit(OWNER, &scene.votes)) {
        let signers = signers(&wrong);
        scene.bank.refused(wrong, &signers).await;
    }
    scene.bank.by(OWNER, commit(OWNER, &scene.votes)).await;
    scene.pass_slots(OLD_ENOUGH).await;
    let [signed, shown] = reveal(OWNER, &scene.votes);
    for wrong in stolen(shown) {
        let signers = signers(&wrong);
        scene.bank.all_refused(&[signed.clone(), wrong], &signers).await;
    }
    let from = split.vault.assets_of(&reporter);
    for instruction in [withdraw(OWNER, &split, &from, 0), withdraw_lamports(OWNER, &reporter, 1)] {
        for wrong in stolen(instruction) {
            let signers = signers(&wrong);
            scene.bank.refused(wrong, &signers).await;
        }
    }
    // The reporter of a stranger has nothing to pay with, and cannot take another's report.
    scene.bank.refuses("mallory", commit("mallory", &scene.votes)).await;
}

#[tokio::test]
async fn each_wrong_account_is_refused() {
    let mut scene = Scene::new().await;
    let Scene { split, .. } = scene;
    let last = commit(OWNER, &scene.votes).accounts.len() - 1;
    for place in 1..=last {
        let mut wrong = commit(OWNER, &scene.votes);
        wrong.accounts[place].pubkey = id("mallory");
        let failure = scene.bank.refuses(OWNER, wrong).await;
        assert!(place < last || failure.code() == Some(NOT_CORE), "{place}: {failure}");
    }
    scene.bank.by(OWNER, commit(OWNER, &scene.votes)).await;
    scene.pass_slots(OLD_ENOUGH).await;
    let [signed, shown] = reveal(OWNER, &scene.votes);
    let last = shown.accounts.len() - 1;
    for place in 1..=last {
        let mut wrong = shown.clone();
        wrong.accounts[place].pubkey = id("mallory");
        let failure = scene.refuses_reveal(OWNER, &[signed.clone(), wrong]).await;
        assert!(place < last || failure.code() == Some(NOT_CORE), "{place}: {failure}");
    }
    // Without the instruction that verifies the votes just before it.
    scene.bank.refuses(OWNER, shown.clone()).await;
    scene.bank.send(&[signed, shown], &[&key(OWNER)]).await.unwrap();

    let epoch = scene.bank.epoch().await;
    let through = slash_through(&split, &scene.votes, epoch);
    let last = through.accounts.len() - 1;
    // Nobody leaves the vault, so the core reads no exit bucket: places 10 and 11.
    for place in (1..=last).filter(|place| ![10, 11].contains(place)) {
        let mut wrong = through.clone();
        wrong.accounts[place].pubkey = id("mallory");
        let failure = scene.bank.refuses("alice", wrong).await;
        assert!(place < last || failure.code() == Some(NOT_CORE), "{place}: {failure}");
    }

    let others = split.vault.assets_of(&id("alice"));
    let failure = scene.bank.refuses(OWNER, withdraw(OWNER, &split, &others, 1)).await;
    assert_eq!(failure.code(), Some(NOT_REPORTERS));
}
