//! An operator that does what the README says, with the kit's protection file.

use harness::keys::{Signatures, domain};
use inference_client::votes::{COMMIT_KIND, REVEAL_KIND, commit_message, commitment, reveal_message};
use ncn_kit::protection::Protection;
use restaking_tests::id;
use solana_program::instruction::Instruction;

use crate::scene::{A, FEE, OPERATORS, SEATS, Scene, TaskFigures, figures, salt, voter};

/// Two tasks of the same seconds, and the earlier number is the slow one: its output is found in the last second of the commitments. The file
/// signs in ascending order alone, and the operator still misses none.
#[tokio::test]
async fn overlapping_tasks_cost_an_operator_with_the_protection_file_no_vote() {
    let mut scene = Scene::new().await;
    let first = scene.next_number().await;
    let numbers = [first, first + 1];
    // Posted in the other order.
    for number in [first + 1, first] {
        let asked = TaskFigures { fee: FEE + number - first, ..figures() };
        let open = scene.at.open_task(&id("requester"), &scene.table, (number, SEATS), asked);
        scene.run("requester", &[open]).await;
    }
    scene.pass(20).await;
    for number in numbers {
        scene.put_hash(number, [9; 32]).await;
        let draw = scene.at.draw(&scene.table, number);
        scene.run("keeper", &[draw]).await;
        scene.commit(number, &[(1, A), (2, A), (3, A), (4, A)]).await;
    }

    let folder = std::env::temp_dir().join(format!("inference protection {}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut file = Protection::create(&folder.join("votes")).expect("a file");
    let (ncn_domain, operator, key) = (domain(&scene.ncn), scene.splits[0].operator, voter(0));
    for kind in [COMMIT_KIND, REVEAL_KIND] {
        file.raise(&ncn_domain, kind, first - 1).expect("a start");
    }
    scene.pass(crate::scene::WINDOW - 1).await;
    // Both votes of a task at once, task by task; the reveals are kept back.
    let mut signed = |message: &[u8]| -> Instruction {
        file.sign(message, |message| Signatures::of(&[(&key, message)]).instruction()).expect("a signature")
    };
    let votes = numbers.map(|number| {
        let closed = commitment(&ncn_domain, number, &operator, &A, &salt(0));
        let commit = signed(&commit_message(&ncn_domain, number, &closed));
        (number, commit, signed(&reveal_message(&ncn_domain, number, &A, &salt(0))))
    });
    for (number, commit, _) in &votes {
        let carry = scene.at.carry_commits(*number, std::iter::once(&voter(0)));
        scene.run("keeper", &[commit.clone(), carry]).await;
    }
    scene.pass(1).await;
    for (number, _, reveal) in votes.iter().rev() {
        let carry = scene.at.carry_reveals(*number, std::iter::once(&voter(0)));
        scene.run("keeper", &[reveal.clone(), carry]).await;
        scene.reveal(*number, &[(1, A), (2, A), (3, A), (4, A)]).await;
    }
    scene.end_window().await;
    for number in numbers {
        scene.run("keeper", &[scene.at.conclude(number)]).await;
        for operator in 0..OPERATORS {
            assert_eq!(scene.judge(number, operator, false).await, 0, "{number} {operator}");
        }
    }
    let score = scene.score(0).await;
    assert_eq!((score.agreed, score.missed, score.absences, score.withheld), (2, 0, 0, 0));
    std::fs::remove_dir_all(folder).expect("no folder");
}
