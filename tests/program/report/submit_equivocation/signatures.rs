//! Instructions of the Ed25519 program that are not what they seem: two signatures, and what they sign, as the runtime read
//! them or not at all.

use super::*;
use restaking_client::KeyKind;

/// Which instruction of a transaction is the first of a test's: the bank puts one before it.
const FIRST: u16 = 1;

/// The error of the Ed25519 program for data that is too short for its offsets.
const INVALID_OFFSETS: u32 = 3;

/// The scene, in which the operator's votes are reported.
async fn reported() -> (Scene, Votes) {
    let mut scene = scene().await;
    let votes = scene.votes();
    scene.reports(&votes).await;
    (scene, votes)
}

impl Scene {
    /// Has the votes refused after `signatures`, which the Ed25519 program is content with.
    async fn refuses_signatures(&mut self, votes: &Votes, signatures: &Signatures) -> Failure {
        self.refused(&[signatures.instruction(), votes.submit(&id("reporter"))]).await
    }

    async fn accepts(&mut self, votes: &Votes, signatures: Instruction) {
        self.shown(&[signatures, votes.submit(&id("reporter"))]).await;
    }
}

/// Signatures by `names` of the votes, in this order.
fn signed(votes: &Votes, names: [&str; 2]) -> Signatures {
    let [first, second] = names.map(key);
    Signatures::of(&[(&first, &votes.messages[0]), (&second, &votes.messages[1])])
}

#[tokio::test]
async fn the_signatures_stand_just_before_in_an_instruction_of_the_ed25519_program() {
    let (mut scene, votes) = reported().await;
    let [right, submit] = scene.shows(&votes);
    // Another report.
    let idle = Votes { salt: [1; 32], ..votes.clone() }.commit(&id("reporter"));
    scene.refuses(std::slice::from_ref(&submit), RestakingError::NoEd25519).await;
    scene.refuses(&[right.clone(), idle.clone(), submit.clone()], RestakingError::NoEd25519).await;
    scene.refuses(&[submit.clone(), right.clone()], RestakingError::NoEd25519).await;
    // The very bytes, in an instruction of a program that takes no notice of what is behind its own.
    let said = Instruction { data: [&idle.data[..], &right.data].concat(), ..idle.clone() };
    scene.refuses(&[said, submit.clone()], RestakingError::NoEd25519).await;
    // Anything may stand before and behind.
    let done = scene.bank.send(&[idle, right, submit], &[&key("reporter")]).await.unwrap();
    assert!(matches!(done.events[..], [Event::ReportCommitted(_), Event::EquivocationProven(_)]));
}

#[tokio::test]
async fn exactly_two_signatures_are_taken() {
    let (mut scene, votes) = reported().await;
    let own = key("key");
    let [one, other] = [&votes.messages[0][..], &votes.messages[1][..]];
    let none = Signatures { count: 0, offsets: vec![], payload: vec![] };
    let pairs: [&[(_, _)]; 3] = [&[(&own, one)], &[(&own, one), (&own, other), (&own, one)], &[(&own, other)]];
    assert_refused(&scene.refuses_signatures(&votes, &none).await, RestakingError::SignatureCount, 0, 2);
    for pairs in pairs {
        let failure = scene.refuses_signatures(&votes, &Signatures::of(pairs)).await;
        assert_refused(&failure, RestakingError::SignatureCount, pairs.len() as u64, 2);
    }
    // Two are there, and one is verified.
    let hidden = Signatures { count: 1, ..votes.signed(&own) };
    assert_refused(&scene.refuses_signatures(&votes, &hidden).await, RestakingError::SignatureCount, 1, 2);
    // One is there, and 2 or 255 are said to be.
    for count in [2, 255] {
        let more = Signatures { count, ..Signatures::of(&[(&own, one)]) };
        let failure = scene.refuses_signatures(&votes, &more).await;
        assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{failure:?}");
    }
    // The byte behind the count is read by nobody.
    let mut padded = votes.signed(&own).instruction();
    padded.data[1] = 255;
    scene.accepts(&votes, padded).await;
}

#[tokio::test]
async fn the_runtime_verifies_both_signatures() {
    let (mut scene, votes) = reported().await;
    let right = votes.signed(&key("key"));
    let size = right.payload.len() / 2;
    // A bit of either signature, key and message.
    for at in [0, 40, 63, 64, 95, 96, size - 1] {
        for at in [at, size + at] {
            let mut wrong = right.clone();
            wrong.payload[at] ^= 1;
            let failure = scene.refuses_signatures(&votes, &wrong).await;
            assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{at}: {failure:?}");
        }
    }
    // The two signatures in each other's place.
    let mut turned = right.clone();
    let [first, second] = [0, 1].map(|at| right.offsets[at].signature_offset);
    (turned.offsets[0].signature_offset, turned.offsets[1].signature_offset) = (second, first);
    let failure = scene.refuses_signatures(&votes, &turned).await;
    assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{failure:?}");
    scene.accepts(&votes, right.instruction()).await;
}

#[tokio::test]
async fn every_part_of_both_signatures_is_in_the_instruction_itself() {
    let (mut scene, votes) = reported().await;
    let right = votes.signed(&key("key"));
    for at in [0, 1] {
        for field in 0..3 {
            // By its number, the instruction points to itself: the runtime verifies the same bytes.
            let mut wrong = right.clone();
            let offsets = &mut wrong.offsets[at];
            *[
                &mut offsets.signature_instruction_index,
                &mut offsets.public_key_instruction_index,
                &mut offsets.message_instruction_index,
            ][field] = FIRST;
            let failure = scene.refuses_signatures(&votes, &wrong).await;
            assert_refused(&failure, RestakingError::SignatureElsewhere, FIRST.into(), u16::MAX.into());
        }
    }
    scene.accepts(&votes, right.instruction()).await;
}

/// What would slash anyone: an instruction that verifies mallory's signatures in another instruction, and holds at the same
/// offsets of its own a key and votes that nobody signed; wholly, or for one of the two votes.
#[tokio::test]
async fn what_was_verified_in_another_instruction_proves_nothing_here() {
    let (mut scene, votes) = reported().await;
    let truly = Votes { messages: [vec![7; 73], vec![8; 73]], ..votes.clone() };
    let size = 64 + 32 + 73;
    for forged in [[true, true], [false, true], [true, false]] {
        for key_elsewhere in [true, false] {
            let names = forged.map(|forged| if forged && !key_elsewhere { "mallory" } else { "key" });
            let mut wrong = signed(&votes, names);
            for at in (0..2).filter(|at| forged[*at]) {
                let offsets = &mut wrong.offsets[at];
                (offsets.signature_instruction_index, offsets.message_instruction_index) = (FIRST, FIRST);
                if key_elsewhere {
                    offsets.public_key_instruction_index = FIRST;
                }
                // No signature by the key is in it.
                wrong.payload[at * size..at * size + 64].fill(0);
            }
            let first = signed(&truly, ["mallory"; 2]).instruction();
            let failure = scene.refused(&[first, wrong.instruction(), votes.submit(&id("reporter"))]).await;
            let code = RestakingError::SignatureElsewhere;
            assert_eq!(failure.error, at(3, code as u32), "{forged:?} {key_elsewhere}: {:#?}", failure.logs);
        }
    }
    assert_eq!(scene.bank.account(&votes.proof()).await, None);
}

fn at(index: u8, code: u32) -> TransactionError {
    TransactionError::InstructionError(index, InstructionError::Custom(code))
}

#[tokio::test]
async fn what_is_out_of_bounds_fails_before() {
    let (mut scene, votes) = reported().await;
    let right = votes.signed(&key("key"));
    for place in [0, 1] {
        for field in 0..4 {
            let mut wrong = right.clone();
            let offsets = &mut wrong.offsets[place];
            *[
                &mut offsets.signature_offset,
                &mut offsets.public_key_offset,
                &mut offsets.message_data_offset,
                &mut offsets.message_data_size,
            ][field] = u16::MAX;
            let failure = scene.refuses_signatures(&votes, &wrong).await;
            assert_eq!(failure.error, at(1, INVALID_OFFSETS), "{place} {field}");
        }
    }
}

/// Signatures of one message prove one message, found by any offsets.
#[tokio::test]
async fn the_same_vote_twice_is_no_conflict() {
    let mut scene = scene().await;
    let votes = scene.votes();
    let own = key("key");
    for message in votes.messages.clone() {
        let same = Votes { messages: [message.clone(), message.clone()], ..votes.clone() };
        scene.reports(&same).await;
        // Two copies; one, found twice; one, of which the signature or the message is another copy.
        let copies = Signatures::of(&[(&own, &message), (&own, &message)]);
        let mut found = [(); 4].map(|()| copies.clone());
        found[1].offsets[1] = found[1].offsets[0];
        found[2].offsets[1].signature_offset = found[2].offsets[0].signature_offset;
        found[3].offsets[1].message_data_offset = found[3].offsets[0].message_data_offset;
        for twice in found {
            let instructions = [twice.instruction(), same.submit(&id("reporter"))];
            scene.refuses(&instructions, RestakingError::SameVote).await;
        }
    }
    // What differs in a bit, or goes on for a byte, is another vote.
    for (height, other) in [(HEIGHT, [&[1; 31][..], &[0]].concat()), (HEIGHT - 1, [1; 33].to_vec())] {
        let mut votes = scene.votes_at(height);
        votes.messages[1] = restaking_client::vote_message(&harness::keys::domain(&votes.ncn), 0, height, &other);
        scene.proves(&votes).await;
    }
}

/// A signature by "key" of its first vote at [`HEIGHT`], with a nonce that is not what the vote gives: any signer can make as
/// many as it likes. It was made once, by hand, for the scene's NCN.
const ANOTHER: &str = "156066fae0212dbd64f85f330238e93fc600324b4b2f16a8a21ca59aeede783c\
                       499119aca2c865d7797bf3ff67bfb7e7cf83bd313281978e42ac23ed68cd4a0d";

#[tokio::test]
async fn two_signatures_of_one_vote_are_one_vote() {
    let mut scene = scene().await;
    let (votes, own) = (scene.votes(), key("key"));
    let vote = votes.messages[0].clone();
    let same = Votes { messages: [vote.clone(), vote.clone()], ..votes };
    scene.reports(&same).await;
    let mut twice = Signatures::of(&[(&own, &vote), (&own, &vote)]);
    let another: Vec<u8> = (0..64).map(|at| u8::from_str_radix(&ANOTHER[2 * at..2 * at + 2], 16).unwrap()).collect();
    assert_ne!(twice.payload[..64], another[..]);
    twice.payload[..64].copy_from_slice(&another);
    scene.refuses(&[twice.instruction(), same.submit(&id("reporter"))], RestakingError::SameVote).await;
}

#[tokio::test]
async fn the_parts_may_lie_in_any_order_in_the_data_and_share_a_key() {
    let (mut scene, votes) = reported().await;
    let right = votes.signed(&key("key"));
    let size = right.payload.len() / 2;
    let (one, other) = right.payload.split_at(size);
    // The other message, the one signature and message, the key of both, the other signature.
    let parts = [&other[96..], &[0; 3], &one[..64], &one[96..], &one[64..96], &[0; 7], &other[..64]];
    let start = Signatures::start(2);
    let place = |part: usize| (start + parts[..part].iter().map(|part| part.len()).sum::<usize>()) as u16;
    let mut turned = right.clone();
    turned.payload = parts.concat();
    for (offsets, [signature, message]) in turned.offsets.iter_mut().zip([[2, 3], [6, 0]]) {
        offsets.signature_offset = place(signature);
        offsets.public_key_offset = place(4);
        offsets.message_data_offset = place(message);
    }
    scene.accepts(&votes, turned.instruction()).await;
}

/// Of a kind to come, an account's key may be a hash: no signature of the Ed25519 program is by it.
#[tokio::test]
async fn a_key_of_another_kind_signed_none_of_it() {
    let (mut scene, votes) = reported().await;
    let own = pda::operator_key(&scene.splits[0].ncn, &id("key").to_bytes());
    scene.bank.change::<OperatorKey>(&own, |key| key.kind = KeyKind::Bn254).await;
    scene.refuses(&scene.shows(&votes), RestakingError::WrongSigner).await;
    scene.bank.change::<OperatorKey>(&own, |key| key.kind = KeyKind::Ed25519).await;
    scene.shown(&scene.shows(&votes)).await;
}
