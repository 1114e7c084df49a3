//! Slashes: one that a resolver vetoes, during an exit; and one that is executed, and where it goes.

use harness::{Done, Split, entity, slash, split};
use restaking_client::{Event, ProposeSlashInstructionArgs, pda};
use solana_program::instruction::Instruction;

use crate::show::{Show, amount};
use crate::stage::{Stage, address};
use crate::story::{EPOCH_SECONDS, LIMITS, Story, TOKEN};

/// A hundredth, as a fraction of a slash.
const PERCENT: u64 = slash::WHOLE / 100;
/// The epoch from which on all that was agreed is active: three of the longest epochs that the config allows.
const AGREED: u64 = 90;

/// Tells the story.
///
/// # Errors
/// A sentence, where something did not go as the design says.
pub fn tell() -> Result<(), String> {
    let (mut story, split) = begin()?;
    open(&mut story, &split)?;
    veto(&mut story, &split)?;
    execute(&mut story, &split)?;
    farewell(&story)
}

/// A vault of the curator's, with its whole stake behind "ada" in an oracle that may slash it.
fn begin() -> Result<(Story, Split), String> {
    let show = Show::new();
    show.chapter(
        "A service that slashes: two days to veto, then half is burned, 30% the reporter's, 20% the insurance's",
    );
    let mut stage = Stage::new(&["alice", "bob", "carol", "reporter", "insurance"], 10_000 * TOKEN)?;
    let (vault, curator) = (stage.vault, address("curator"));
    for who in ["ada", "oracle", "council"] {
        stage.svm.fund(&address(who));
    }
    stage.act("curator", vault.initialize(EPOCH_SECONDS, LIMITS))?;
    let policy = slash::policy(&address("oracle"), &address("council"), &address("insurance"), 2 * EPOCH_SECONDS);
    stage.act("ada", entity::register_operator(&address("ada"), 0, &address("ada"), 500))?;
    stage.act("oracle", entity::register_ncn_with(&address("oracle"), 0, u64::MAX, policy))?;
    let split = Split { vault, operator: pda::operator(&address("ada"), 0), ncn: pda::ncn(&address("oracle"), 0) };
    let admins = [["curator", "ada"], ["ada", "oracle"], ["curator", "oracle"]];
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
    stage.act("oracle", entity::open_record(&address("oracle"), &split.ncn, &split.operator))?;
    stage.begin(AGREED)?;

    let mut story = Story { stage, show, steps: 0 };
    story.show.legend();
    story.deposit("alice", 5_000 * TOKEN)?;
    story.deposit("bob", 4_000 * TOKEN)?;
    Ok((story, split))
}

/// Bob is leaving when the oracle slashes. His exit matures, and he is paid what is certain.
fn open(story: &mut Story, split: &Split) -> Result<(), String> {
    let done = story.stage.request("bob", 1_500 * TOKEN)?;
    story.tell("bob asks to leave with 1,500 VRT", &done)?;
    story.next_epoch()?;
    story
        .show
        .chapter("The oracle slashes 20%: from those who stay and those who leave, into escrow, and nobody has it yet");
    let done = propose(story, split, 1, 20)?;
    let Some(Event::SlashProposed(slash)) = done.events.first() else {
        return Err("a proposal emits its event".into());
    };
    let leaving: u64 = slash.slash.exiting.iter().flatten().sum();
    let text = format!(
        "the oracle slashes ada for {}: {} of the active assets, {} of bob's exit",
        amount(slash.slash.stake),
        amount(slash.slash.active),
        amount(leaving)
    );
    story.tell(&text, &done)?;
    story.refused("someone executes it at once", "carol", |_| decide(split, 1))?;
    story.refused("bob would rather stay, until it is decided", "bob", |stage| {
        let ticket = stage.tickets[0];
        stage.vault.cancel_exit(&address("bob"), &ticket.address, &ticket.payer, ticket.bucket, 1)
    })?;
    story.deposit("carol", 1_000 * TOKEN)?;
    println!("    (she pays as if the slash will be vetoed, and so gets nothing of what is others')");

    story.next_epoch()?;
    story
        .show
        .chapter("Bob's exit matures all the same: what is certain is his now, and his ticket waits for the rest");
    claim(story, "bob claims")?;
    story.refused("bob claims again", "bob", |stage| stage.claim("bob", 0))
}

/// The council takes the slash back.
fn veto(story: &mut Story, split: &Split) -> Result<(), String> {
    story.show.chapter("The council finds that ada did nothing wrong: every part goes back where it came from");
    story.refused("the oracle vetoes, who is not to judge", "oracle", |_| {
        split.veto_slash(&address("oracle"), &split.proposal(1), AGREED + 1)
    })?;
    let instruction = split.veto_slash(&address("council"), &split.proposal(1), AGREED + 1);
    let done = story.stage.act("council", instruction)?;
    story.tell("the council vetoes the slash", &done)?;
    if claim(story, "bob claims the rest")? != 1_500 * TOKEN {
        return Err("a veto makes whole who left while the slash was open".into());
    }
    println!("    (bob is whole: 1,500 tokens in all, though he had left before the veto)");
    let opener = story.stage.tickets.remove(0);
    let done = story.stage.act("carol", story.stage.vault.close_bucket(&opener.payer, opener.bucket))?;
    story.tell("the empty bucket is closed", &done)
}

/// A slash without a veto.
fn execute(story: &mut Story, split: &Split) -> Result<(), String> {
    story.show.chapter("A month on, the oracle slashes 10%, and the council lets it stand");
    story.stage.begin(AGREED + 30)?;
    let done = propose(story, split, 2, 10)?;
    let Some(Event::SlashProposed(slash)) = done.events.first() else {
        return Err("a proposal emits its event".into());
    };
    story.tell(&format!("the oracle slashes ada for {}", amount(slash.slash.stake)), &done)?;
    story.next_epoch()?;
    story.next_epoch()?;
    story.refused("the council vetoes a second too late", "council", |_| {
        split.veto_slash(&address("council"), &split.proposal(2), AGREED + 30)
    })?;
    let done = story.stage.act("carol", decide(split, 2))?;
    let Some(Event::SlashExecuted(slash)) = done.events.first() else {
        return Err("an execution emits its event".into());
    };
    story.stage.burned += slash.burned;
    let [reporter, insurance, _] = slash.owed.map(amount);
    let text = format!(
        "carol executes it: {} burned, {reporter} to the reporter, {insurance} to the insurance",
        amount(slash.burned)
    );
    if slash.burned + slash.owed.iter().sum::<u64>() != slash.stake || slash.waiting != [0; 3] {
        return Err("an execution hands out exactly what the slash took".into());
    }
    story.tell(&text, &done)
}

/// What everyone has, shares at what they are worth.
fn farewell(story: &Story) -> Result<(), String> {
    let books = story.stage.account()?.ledger.books;
    story.show.chapter("What everyone has, of the 10,000 tokens that they came with; stakers have VRT as well");
    story.balances();
    println!("  vault     {:>14}   (behind {} VRT)", amount(books.active), amount(books.supply));
    println!("  burned    {:>14}", amount(story.stage.burned));
    println!("\n{} steps, and after each one every token was in its place, those in escrow too", story.steps);
    Ok(())
}

/// The oracle slashes `percent` of all that stands behind ada, for what the reporter told it of just now.
fn propose(story: &mut Story, split: &Split, incident: u64, percent: u64) -> Result<Done, String> {
    let cause = ProposeSlashInstructionArgs {
        incident,
        ..slash::args(percent * PERCENT, story.stage.svm.now(), &address("reporter"))
    };
    let instruction = split.propose_slash(&address("oracle"), story.stage.epoch()?, cause);
    story.stage.act("oracle", instruction)
}

/// Anyone's execution of the slash of `incident`.
fn decide(split: &Split, incident: u64) -> Instruction {
    let epoch = if incident == 1 { AGREED + 1 } else { AGREED + 30 };
    split.execute_slash(&split.proposal(incident), epoch, ["reporter", "insurance", "carol"].map(address))
}

/// Bob claims his first ticket; returns what it has been paid in all.
fn claim(story: &mut Story, text: &str) -> Result<u64, String> {
    let done = story.stage.act("bob", story.stage.claim("bob", 0))?;
    let Some(Event::ExitClaimed(claim)) = done.events.first() else {
        return Err("a claim emits its event".into());
    };
    story.tell(&format!("{text}, and is paid {}", amount(claim.assets)), &done)?;
    Ok(claim.paid)
}
