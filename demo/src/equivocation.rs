//! An operator that votes twice: a stranger reports it, the runtime verifies the signatures, and anyone slashes it. It needs no
//! permission.

use harness::equivocation::Votes;
use harness::keys::{self, Signatures};
use harness::{Done, Split, entity, slash, split};
use restaking_client::{Event, pda};
use solana_program::instruction::Instruction;

use crate::show::{Show, amount};
use crate::stage::{Stage, address, signer};
use crate::story::{EPOCH_SECONDS, LIMITS, Story, TOKEN};

/// The width of a bar for all that the slash took.
const BAR: u64 = 30;
/// The epoch from which on all that was agreed is active: three of the longest epochs that the config allows.
const AGREED: u64 = 90;
/// How many slots a report has to be old.
const OLD_ENOUGH: u64 = 16;

/// Tells the story.
///
/// # Errors
/// A sentence, where something did not go as the design says.
pub fn tell() -> Result<(), String> {
    let (mut story, split) = begin()?;
    let votes = report(&mut story, &split)?;
    prove(&mut story, &votes)?;
    punish(&mut story, &split, &votes)?;
    story.show.chapter("What everyone has, of the 10,000 tokens that they came with; stakers have VRT as well");
    story.balances();
    println!("  burned    {:>14}", amount(story.stage.burned));
    println!("\n{} steps, and after each one every token was in its place, those in escrow too", story.steps);
    Ok(())
}

/// A vault of the curator's, behind "ada" in a rollup with a rule that takes 30% for two votes at one height. One height a
/// second.
fn begin() -> Result<(Story, Split), String> {
    let show = Show::new();
    show.chapter("A service that slashes by a rule: two votes at one height cost 30%, and a day is left to veto");
    let mut stage = Stage::new(&["alice", "bob", "carol", "watcher", "copycat", "insurance"], 10_000 * TOKEN)?;
    let (vault, curator) = (stage.vault, address("curator"));
    for who in ["ada", "rollup"] {
        stage.svm.fund(&address(who));
    }
    stage.act("curator", vault.initialize(EPOCH_SECONDS, LIMITS))?;
    let policy = slash::policy(&address("rollup"), &address("council"), &address("insurance"), EPOCH_SECONDS);
    let policy = slash::with_rule(policy, 3 * (slash::WHOLE / 10), stage.svm.now());
    stage.act("ada", entity::register_operator(&address("ada"), 0, &address("ada"), 500))?;
    stage.act("rollup", entity::register_ncn_with(&address("rollup"), 0, u64::MAX, policy))?;
    let split = Split { vault, operator: pda::operator(&address("ada"), 0), ncn: pda::ncn(&address("rollup"), 0) };
    let admins = [["curator", "ada"], ["ada", "rollup"], ["curator", "rollup"]];
    for ((left, right), sides) in split.opt_ins().into_iter().zip(admins) {
        stage.act(sides[0], split::open_opt_in(&address(sides[0]), &left, &right))?;
        for (side, who) in split::Side::ALL.into_iter().zip(sides) {
            stage.act(who, split::join_opt_in(&address(who), &left, &right, side))?;
        }
    }
    stage.act("curator", split::set_loss_limits(&curator, &vault.address, &split.ncn, 5_000, 8_000))?;
    stage.act("curator", split.open_delegation(&curator))?;
    stage.act("curator", split.delegate_bps(&curator, 10_000))?;
    stage.act("ada", split.open_allocation(&address("ada")))?;
    stage.act("ada", split.allocate(&address("ada"), slash::WHOLE))?;
    stage.act("rollup", entity::open_record(&address("rollup"), &split.ncn, &split.operator))?;
    let (key, admin) = (signer("ada's key"), address("ada"));
    let register = [
        Signatures::possession(&key, &split.ncn, &split.operator).instruction(),
        keys::register_key(&admin, &admin, &split.ncn, &split.operator, &address("ada's key").to_bytes(), None),
    ];
    send(&mut stage, "ada", &register)?;
    stage.begin(AGREED)?;

    let mut story = Story { stage, show, steps: 0 };
    story.show.legend();
    story.deposit("alice", 5_000 * TOKEN)?;
    story.deposit("bob", 3_000 * TOKEN)?;
    Ok((story, split))
}

/// Ada votes for two blocks at the height of this second. The watcher says that it knows something, and not what.
fn report(story: &mut Story, split: &Split) -> Result<Votes, String> {
    let height = AGREED * EPOCH_SECONDS;
    let votes = Votes::conflicting(&split.ncn, &split.operator, &signer("ada's key"), height);
    story.show.chapter(&format!("Ada signs two blocks at height {height}; anyone with both votes can prove it"));
    let done = story.stage.act("watcher", votes.commit(&address("watcher")))?;
    story.tell("the watcher commits to a hash of what it knows", &done)?;
    let instructions = shown(&votes, "watcher");
    refused(story, "the watcher shows the votes at once", "watcher", &instructions)?;
    println!("    (or else the leader that saw them could be first with a report of its own)");
    Ok(votes)
}

/// 16 slots on, the watcher shows the votes, and a copycat is too late.
fn prove(story: &mut Story, votes: &Votes) -> Result<(), String> {
    story.stage.svm.pass_slots(OLD_ENOUGH);
    let done = story.stage.act("copycat", votes.commit(&address("copycat")))?;
    story.tell("16 slots on, a copycat sees the watcher's transaction, and commits to the same votes", &done)?;
    refused(story, "and shows them first", "copycat", &shown(votes, "copycat"))?;
    let (key, vote) = (signer("ada's key"), &votes.messages[0][..]);
    let twice = Signatures::of(&[(&key, vote), (&key, vote)]).instruction();
    refused(story, "the watcher shows one vote twice", "watcher", &[twice, votes.submit(&address("watcher"))])?;
    let done = send(&mut story.stage, "watcher", &shown(votes, "watcher"))?;
    let Some(Event::EquivocationProven(proof)) = done.events.first() else {
        return Err("a proof emits its event".into());
    };
    if proof.reporter != address("watcher") || proof.offense_at != story.stage.svm.now() {
        return Err("a proof says who was first to know, and of when".into());
    }
    story.tell("the watcher shows both: equivocation 1 of ada's is proven permanently", &done)
}

/// Carol, a stranger to it, slashes; a day later she executes it, and the watcher is paid.
fn punish(story: &mut Story, split: &Split, votes: &Votes) -> Result<(), String> {
    story.show.chapter("Anyone slashes what is proven, in each vault behind ada, once: the service is not asked");
    let slash = split.slash_equivocation(&address("carol"), &votes.proof(), 1, AGREED);
    let done = story.stage.act("carol", slash.clone())?;
    let Some(Event::SlashProposed(event)) = done.events.first() else {
        return Err("a slash emits its event".into());
    };
    // 30% of 8,000 tokens.
    if event.slash.stake != 2_400 * TOKEN || event.reporter != address("watcher") {
        return Err("a proof costs what the rule says, and is its reporter's".into());
    }
    story.tell(&format!("carol slashes ada for {}, into escrow", amount(event.slash.stake)), &done)?;
    story.refused("carol slashes it once more", "carol", |_| slash.clone())?;
    story.next_epoch()?;
    let recipients = ["watcher", "insurance", "carol"].map(address);
    let execute = split.execute_slash(&pda::slash(&split.allocation(), 1, 1), AGREED, recipients);
    let done = story.stage.act("carol", execute)?;
    let Some(Event::SlashExecuted(event)) = done.events.first() else {
        return Err("an execution emits its event".into());
    };
    story.stage.burned += event.burned;
    let [watcher, insurance, _] = event.owed;
    if event.waiting != [0; 3] || event.burned + watcher + insurance != event.stake {
        return Err("an execution hands out exactly what the slash took".into());
    }
    story.tell("the council let it stand: carol executes it", &done)?;
    for (name, part) in [("burned", event.burned), ("the watcher's", watcher), ("insurance", insurance)] {
        let of = |whole: u64| u128::from(part) * u128::from(whole) / u128::from(event.stake);
        let (bar, bps) = ("█".repeat(of(BAR) as usize), of(10_000));
        println!(
            "    {name:<14} {bar:<WIDTH$} {:>3}.{:02}%  {:>13}",
            bps / 100,
            bps % 100,
            amount(part),
            WIDTH = BAR as usize
        );
    }
    Ok(())
}

/// What shows `votes`, which ada's key signed, for `reporter`.
fn shown(votes: &Votes, reporter: &str) -> [Instruction; 2] {
    [votes.signed(&signer("ada's key")).instruction(), votes.submit(&address(reporter))]
}

/// Runs instructions that must succeed, in one transaction.
fn send(stage: &mut Stage, who: &str, instructions: &[Instruction]) -> Result<Done, String> {
    stage.svm.send(instructions, &[&signer(who)]).map_err(|failure| failure.to_string())
}

/// Shows that instructions are refused, and that the books are as before.
fn refused(story: &mut Story, text: &str, who: &str, instructions: &[Instruction]) -> Result<(), String> {
    let before = story.stage.account()?.ledger;
    story.steps += 1;
    let Err(sentence) = send(&mut story.stage, who, instructions) else {
        return Err(format!("\"{text}\" was not refused"));
    };
    story.show.refusal(&format!("epoch {}: {text}", story.stage.epoch()?), &sentence);
    if crate::audit::audit(&story.stage)? == before {
        Ok(())
    } else {
        Err(format!("\"{text}\" was refused and changed the books"))
    }
}
