//! Compute units of each instruction, within the bounds that the README states.

use std::collections::BTreeMap;

use inference_client::{InferenceTask, Member};
use restaking_client::StakeTable;
use restaking_tests::id;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{A, Addresses, B, OPERATORS, RULES, SEATS, Scene, TaskFigures, figures, policy};

/// The operators of the large table, the most that Jito's template was measured with.
const CROWD: usize = 209;

/// The most seats.
const MOST_SEATS: u64 = inference_ledger::rules::MAX_SEATS;

const README: &str = include_str!("../README.md");

/// The bound of the README on `name`.
fn bound(name: &str) -> u64 {
    let row = README.lines().find_map(|line| line.strip_prefix(&format!("| {name} | ")));
    let figure = row.unwrap_or_else(|| panic!("the README has no bound on {name}")).trim_end_matches(" |");
    figure.replace(',', "").parse().expect("a figure")
}

/// What was measured.
#[derive(Default)]
struct Measured(BTreeMap<String, u64>);

impl Measured {
    /// Runs `instructions` by `name`, and keeps the units of the transaction.
    async fn run(&mut self, scene: &mut Scene, row: &str, name: &str, instructions: &[Instruction]) {
        let signs = |each: &Instruction| each.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == id(name));
        let signers: Vec<_> = instructions.iter().any(signs).then(|| harness::key(name)).into_iter().collect();
        let done = scene.bank.send(instructions, &signers.iter().collect::<Vec<_>>()).await;
        let done = done.unwrap_or_else(|failure| panic!("{row}: {failure}: {:#?}", failure.logs));
        let most = self.0.entry(row.to_owned()).or_default();
        *most = (*most).max(done.compute);
    }

    fn check(self) {
        let mut wrong = vec![];
        for (row, units) in &self.0 {
            let bound = bound(row);
            println!("| {row} | {units} | {bound} |");
            // A bound that is far off tells nothing.
            if *units > bound || *units * 2 < bound {
                wrong.push(format!("{row}: {units} units, by the README {bound}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[tokio::test]
async fn every_instruction_is_within_its_bound() {
    let (mut scene, mut measured) = (Scene::new().await, Measured::default());
    let (requester, mallory) = (id("requester"), id("mallory"));
    // An NCN without a service yet.
    let ncn = scene.bank.add_policy("mallory", 0, policy(&restaking_client::pda::ncn(&mallory, 0))).await;
    let own = Addresses::new(ncn, mallory);
    measured.run(&mut scene, "`open_inference`", "mallory", &[own.open(RULES)]).await;
    measured.run(&mut scene, "`set_rules`", "mallory", &[own.set_rules(RULES)]).await;
    let score = own.open_score(&mallory, &scene.splits[0].operator);
    measured.run(&mut scene, "`open_score`", "mallory", &[score]).await;
    scene.table = scene.new_table(OPERATORS).await;
    let adopt = scene.at.adopt_table(&scene.table);
    measured.run(&mut scene, "`adopt_table`", "keeper", &[adopt]).await;

    let judged = scene.next_number().await;
    let number = judged;
    let open = scene.at.open_task(&requester, &scene.table, (number, SEATS), figures());
    measured.run(&mut scene, "`open_task`, 10 seats", "requester", &[open]).await;
    scene.reach_draw(number).await;
    let draw = scene.at.draw(&scene.table, number);
    measured.run(&mut scene, "`draw_committee`, 5 operators, 10 seats", "keeper", &[draw]).await;
    let outputs = [(0, A), (1, A), (2, A), (3, A), (4, B)];
    let one = scene.committing(number, &outputs[..1]);
    measured.run(&mut scene, "`commit_outputs`, one vote", "keeper", &one).await;
    let four = scene.committing(number, &outputs[1..]);
    measured.run(&mut scene, "`commit_outputs`, four votes", "keeper", &four).await;
    scene.end_window().await;
    let one = scene.revealing(number, &outputs[..1]);
    measured.run(&mut scene, "`reveal_outputs`, one vote", "keeper", &one).await;
    let three = scene.revealing(number, &outputs[1..4]);
    measured.run(&mut scene, "`reveal_outputs`, three votes", "keeper", &three).await;
    scene.reveal(number, &outputs[4..]).await;
    scene.end_window().await;
    let conclude = scene.at.conclude(number);
    measured.run(&mut scene, "`conclude`, 5 members", "keeper", &[conclude]).await;
    for operator in 0..OPERATORS {
        let is_offense = operator == 4;
        let row = if is_offense { "`judge`, an offense" } else { "`judge`" };
        let judge = scene.judging("reporter", number, operator, is_offense);
        measured.run(&mut scene, row, "reporter", &[judge]).await;
    }
    for operator in 0..4 {
        let pay = scene.paying(number, operator);
        measured.run(&mut scene, "`pay_fee`", "keeper", &[pay]).await;
    }
    let slash = scene.slashing(number, 4).await;
    measured.run(&mut scene, "`slash_offense`", "keeper", &[slash]).await;
    let close = scene.at.close_task(number, &requester);
    measured.run(&mut scene, "`close_task`", "requester", &[close]).await;

    let at = scene.at.score(&scene.splits[3].operator);
    let missed = |score: &mut inference_client::OperatorScore| score.score.missed = 7;
    scene.bank.change(&at, missed).await;
    let jail = scene.at.jail(&scene.splits[3].operator);
    measured.run(&mut scene, "`jail_absent`", "keeper", &[jail]).await;

    scene.renew_table().await;
    let number = scene.post(SEATS).await;
    let task = scene.task(number).await.task;
    scene.put_hash(number, [9; 32]).await;
    scene.bank.warp(task.draw_until).await;
    let void = scene.at.void(&scene.table, number, &requester);
    measured.run(&mut scene, "`void_task`", "keeper", &[void]).await;

    crowd(&mut scene, &mut measured).await;

    let longest = restaking_tests::SLOWEST_FALL + inference_ledger::rules::MAX_CHALLENGE_SECONDS as i64;
    scene.pass(longest).await;
    let close = scene.at.close_offense(judged, &scene.splits[4].operator, &id("reporter"));
    measured.run(&mut scene, "`close_offense`", "keeper", &[close]).await;
    measured.check();
}

/// The largest committee, of a large table: its draw, a vote in it, and its end.
async fn crowd(scene: &mut Scene, measured: &mut Measured) {
    scene.renew_table().await;
    // As if 209 operators with equal stake had been captured.
    let table = scene.table;
    let mut account = scene.bank.account(&table).await.expect("a table");
    let entries = restaking_client::table::entries(&account.data).expect("entries");
    let mut operators: Vec<Pubkey> = (0..CROWD).map(|place| id(&format!("crowd {place}"))).collect();
    operators.sort();
    let mut head = StakeTable::from_bytes(&account.data[..StakeTable::LEN]).expect("a table");
    let weight = entries[0].weight;
    head.total_weight = weight * CROWD as u64;
    let first = StakeTable::LEN + 8;
    let mut data = vec![0; first + 88 * CROWD];
    data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
    data[StakeTable::LEN..StakeTable::LEN + 4].copy_from_slice(&(CROWD as u32).to_le_bytes());
    for (place, operator) in operators.iter().enumerate() {
        let from = first + 88 * place;
        data[from..from + 32].copy_from_slice(operator.as_ref());
        data[from + 32..from + 40].copy_from_slice(&weight.to_le_bytes());
    }
    account.lamports *= 100;
    account.data = data;
    scene.bank.put(&table, account);

    let number = scene.next_number().await;
    let figures = TaskFigures { fee: 64_000_000, ..figures() };
    let open = scene.at.open_task(&id("requester"), &table, (number, MOST_SEATS), figures);
    measured.run(scene, "`open_task`, 64 seats", "requester", &[open]).await;
    scene.reach_draw(number).await;
    let draw = scene.at.draw(&table, number);
    measured.run(scene, "`draw_committee`, 209 operators, 64 seats", "keeper", &[draw]).await;
    let members = scene.members(number).await;
    assert!(members.len() > 50, "{} members", members.len());
    // All members commit and reveal, two thirds of them the same.
    let at = scene.at.task(number);
    let mut account = scene.bank.account(&at).await.expect("a task");
    let first = InferenceTask::LEN + 8;
    for (place, member) in members.iter().enumerate() {
        // The greatest effort: the outputs alternate first.
        let output = if place % 2 == 0 && place < 40 { B } else { A };
        let changed = Member { output, has_committed: 1, has_revealed: 1, commitment: [1; 32], ..*member };
        let bytes = bytes_of(&changed);
        account.data[first + 112 * place..first + 112 * (place + 1)].copy_from_slice(&bytes);
    }
    scene.bank.put(&at, account);
    scene.end_window().await;
    scene.end_window().await;
    let conclude = scene.at.conclude(number);
    measured.run(scene, "`conclude`, 64 members", "keeper", &[conclude]).await;
}

/// A member as its account has it.
fn bytes_of(member: &Member) -> Vec<u8> {
    let flags = [member.has_committed, member.has_revealed, member.is_judged, member.is_paid, 0, 0, 0, 0];
    let parts: [&[u8]; 5] =
        [member.operator.as_ref(), &member.seats.to_le_bytes(), &member.commitment, &member.output, &flags];
    parts.concat()
}
