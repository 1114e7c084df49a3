//! What each instruction costs on the compiled program: its compute units with those of the programs that it calls, and a bound on them.

use bridge_client::{Content, VoteRound};
use harness::key;
use restaking_tests::{EVIDENCE_NEEDED, id};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;

use crate::scene::{LIE, OPERATORS, Place, RULES, Scene, local_figures};

/// The transaction's own instruction, which sets a price of compute.
const OTHERS: u64 = 150;

/// The bound of each instruction: a tenth above what it was measured at. Those that create an account search for its address, and an address
/// takes one try or several of 1,500 units each: the local program's take those of these figures.
const BOUNDS: &[(&str, u64)] = &[
    ("open_bridge", 3_300),
    ("set_rules", 1_500),
    ("adopt_table", 900),
    ("open_source", 3_500),
    ("open_outbox", 10_700),
    ("grow_outbox", 9_700),
    ("post_message, the first", 1_800),
    ("post_message, 2^47 before it", 10_200),
    ("open_round", 9_700),
    ("open_score", 2_800),
    ("enter_votes, 1", 3_100),
    ("enter_votes, 3", 4_400),
    ("finalize", 10_000),
    ("finalize, 256 votes", 14_700),
    ("judge", 1_500),
    ("prove_false_root", 4_700),
    ("adjudicate_false_root", 4_200),
    ("slash_false_root", 13_200),
    ("jail_absent", 3_400),
    ("close_false_root", 1_000),
    ("close_checkpoint", 900),
];

/// The figures so far.
struct Figures(Vec<(&'static str, u64)>);

impl Figures {
    /// Runs `instructions` by `names`, and notes what they cost.
    async fn run(&mut self, scene: &mut Scene, name: &'static str, signers: &[&str], instructions: &[Instruction]) {
        let keys: Vec<Keypair> = signers.iter().map(|name| key(name)).collect();
        let done = scene.bank.send(instructions, &keys.iter().collect::<Vec<_>>()).await;
        let done = done.unwrap_or_else(|failure| panic!("{name}: {failure}: {:#?}", failure.logs));
        self.0.push((name, done.compute - OTHERS));
    }
}

#[tokio::test]
async fn each_instruction_stays_within_its_bound() {
    let mut scene = Scene::new().await;
    let (at, foreign, keeper) = (scene.at, scene.foreign, id("keeper"));
    let mut figures = Figures(vec![]);

    // What opens the accounts, for a bridge of another NCN.
    let ncn =
        scene.bank.add_policy("mallory", 0, crate::scene::policy(&restaking_client::pda::ncn(&id("mallory"), 0))).await;
    let own = Place::new(ncn, id("mallory"), 9, true);
    figures.run(&mut scene, "open_bridge", &["mallory"], &[own.open(RULES)]).await;
    figures.run(&mut scene, "set_rules", &["mallory"], &[own.set_rules(RULES)]).await;
    let long = crate::scene::SourceFigures { history: 1_000, ..local_figures() };
    figures.run(&mut scene, "open_source", &["mallory"], &[own.open_source(long)]).await;
    figures.run(&mut scene, "open_outbox", &["keeper"], &[own.open_outbox(&keeper)]).await;
    figures.run(&mut scene, "grow_outbox", &["keeper"], &[own.grow_outbox(&keeper)]).await;
    figures.run(&mut scene, "open_round", &["keeper"], &[own.open_round(&keeper, 0)]).await;
    let operator = scene.splits[0].operator;
    figures.run(&mut scene, "open_score", &["keeper"], &[own.open_score(&keeper, &operator)]).await;
    scene.table = scene.new_table(OPERATORS).await;
    let adopt = at.adopt_table(&scene.table);
    figures.run(&mut scene, "adopt_table", &[], &[adopt]).await;

    // Messages: the first, and the one that closes 47 full subtrees.
    figures.run(&mut scene, "post_message, the first", &["sender"], &[at.post(&id("sender"), &[1])]).await;
    let outbox = scene.bank.account(&at.outbox()).await.expect("an outbox");
    let mut full = outbox.clone();
    // The number of messages, behind the head and the number of entries.
    full.data[8 + 56..8 + 64].copy_from_slice(&((1u64 << 47) - 1).to_le_bytes());
    scene.bank.put(&at.outbox(), full);
    figures.run(&mut scene, "post_message, 2^47 before it", &["sender"], &[at.post(&id("sender"), &[1])]).await;
    scene.bank.put(&at.outbox(), outbox);

    // A round with its votes, final, and judged.
    let height = scene.next_height().await;
    let truth = scene.truth(height).await;
    let one = scene.voting(&at, height, &[(1, truth)]);
    figures.run(&mut scene, "enter_votes, 1", &[], &one).await;
    let three = scene.voting(&at, height, &[(2, truth), (3, truth), (4, truth)]);
    figures.run(&mut scene, "enter_votes, 3", &[], &three).await;
    let round = scene.bank.account(&at.round(height)).await.expect("a round");
    let finalize = scene.finalizing(&at, height, &truth);
    figures.run(&mut scene, "finalize", &["keeper"], &[finalize]).await;

    // The same height of the foreign source, as if its whole table of 256 had signed the same.
    let votes: Vec<_> = (0..4).map(|number| (number, truth)).collect();
    scene.vote(&foreign, height, &votes).await;
    let mut many = scene.bank.account(&foreign.round(height)).await.expect("a round");
    // The number of entries stands before them.
    let entries = VoteRound::LEN + 4;
    let digest = many.data[entries..entries + 32].to_vec();
    many.data[entries..].chunks_exact_mut(32).for_each(|entry| entry.copy_from_slice(&digest));
    // The bitmap of votes in the round.
    let signed = 8 + 80 + 192;
    many.data[signed..signed + 32].fill(255);
    scene.bank.put(&foreign.round(height), many);
    let finalize = scene.finalizing(&foreign, height, &truth);
    figures.run(&mut scene, "finalize, 256 votes", &["keeper"], &[finalize]).await;
    assert_eq!(scene.checkpoint(&foreign, height).await.signers, 256);
    assert_eq!(round.data.len(), entries + 256 * 32);

    // A false root of each kind.
    let prove = scene.proving(height, 1, &LIE);
    figures.run(&mut scene, "prove_false_root", &["reporter"], &prove).await;
    let state = scene.adjudicating(height, 2, [&LIE, &Content::EMPTY]);
    figures.run(&mut scene, "adjudicate_false_root", &["adjudicator"], &state).await;
    let slash = scene.slashing(&at, height, 1).await;
    figures.run(&mut scene, "slash_false_root", &["keeper"], &[slash]).await;

    // An absence in three rounds.
    scene.pass(60).await;
    let judge = scene.judging(&at, height, 0);
    figures.run(&mut scene, "judge", &[], &[judge]).await;
    for _ in 0..2 {
        let (height, _) = scene.round(&[0]).await;
        scene.judge(&at, height, 0).await;
    }
    figures.run(&mut scene, "jail_absent", &[], &[at.jail(&operator)]).await;
    scene.pass(EVIDENCE_NEEDED).await;
    let operator = scene.splits[1].operator;
    let close = at.close_false_root(height, &operator, &id("reporter"));
    figures.run(&mut scene, "close_false_root", &[], &[close]).await;
    figures.run(&mut scene, "close_checkpoint", &[], &[at.close_checkpoint(height, &keeper)]).await;

    println!("{:#?}", figures.0);
    for (name, bound) in BOUNDS {
        let (_, compute) = figures.0.iter().find(|(found, _)| found == name).expect("a figure");
        assert!(compute <= bound, "{name} takes {compute} units (limit {bound})");
    }
    assert_eq!(figures.0.len(), BOUNDS.len());
}
