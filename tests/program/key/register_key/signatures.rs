//! Instructions of the Ed25519 program that are not what they seem.

use harness::keys::domain;
use restaking_client::{RestakingError, possession_message};
use restaking_tests::assert_refused;
use solana_program::instruction::InstructionError;

use super::*;

/// Which instruction of a transaction is the first of a test's: the bank puts one before it.
const FIRST: u16 = 1;

/// The errors of the Ed25519 program: a signature that is wrong, and data that is too short for its offsets.
const INVALID_SIGNATURE: u32 = 2;
const INVALID_OFFSETS: u32 = 3;

impl Scene {
    fn possession(&self) -> Signatures {
        Signatures::possession(&key("key"), &self.ncn, &self.operator)
    }

    /// Refuses "key" with `signatures`, which the Ed25519 program is content with.
    async fn refuses_signatures(&mut self, signatures: &Signatures) -> Failure {
        self.refused(&[signatures.instruction(), self.register("key", None)]).await
    }

    /// Has the Ed25519 program itself refuse `signatures`.
    async fn fails(&mut self, signatures: &Signatures, error: u32) {
        let failure = self.refuses_signatures(signatures).await;
        let error = InstructionError::Custom(error);
        assert_eq!(failure.error, TransactionError::InstructionError(1, error), "{signatures:?}");
    }
}

#[tokio::test]
async fn the_runtime_verifies_the_signature() {
    let mut scene = scene().await;
    let right = scene.possession();
    // A bit of the signature, of the key and of the message.
    for at in [0, 31, 32, 63, 64, 96, right.payload.len() - 1] {
        let mut wrong = right.clone();
        wrong.payload[at] ^= 1;
        let failure = scene.refuses_signatures(&wrong).await;
        assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{at}: {failure:?}");
    }
    let mut wrong = right.clone();
    wrong.payload[40] ^= 1;
    scene.fails(&wrong, INVALID_SIGNATURE).await;
    scene.bank.send(&[right.instruction(), scene.register("key", None)], &[&key("operator")]).await.unwrap();
}

#[tokio::test]
async fn exactly_one_signature_is_taken() {
    let mut scene = scene().await;
    let message = possession_message(&domain(&scene.ncn), &scene.operator);
    let (own, other) = (key("key"), key("another key"));
    let none = Signatures { count: 0, offsets: vec![], payload: vec![] };
    assert_refused(&scene.refuses_signatures(&none).await, RestakingError::SignatureCount, 0, 1);
    for second in [&own, &other] {
        let two = Signatures::of(&[(&own, &message), (second, &message)]);
        assert_refused(&scene.refuses_signatures(&two).await, RestakingError::SignatureCount, 2, 1);
    }
    let three = Signatures::of(&[(&own, b"1"), (&own, b"2"), (&own, &message)]);
    assert_refused(&scene.refuses_signatures(&three).await, RestakingError::SignatureCount, 3, 1);
    // One that says that it has none does not get as far as here.
    let hidden = Signatures { count: 0, ..scene.possession() };
    let failure = scene.refuses_signatures(&hidden).await;
    assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{failure:?}");
}

#[tokio::test]
async fn every_part_of_the_signature_is_in_the_instruction_itself() {
    let mut scene = scene().await;
    let right = scene.possession();
    // By its number, the instruction points to itself: the bytes are the same, but its number is no promise.
    let elsewhere: [fn(&mut Signatures); 3] = [
        |signatures| signatures.offsets[0].signature_instruction_index = FIRST,
        |signatures| signatures.offsets[0].public_key_instruction_index = FIRST,
        |signatures| signatures.offsets[0].message_instruction_index = FIRST,
    ];
    for change in elsewhere {
        let mut wrong = right.clone();
        change(&mut wrong);
        let failure = scene.refuses_signatures(&wrong).await;
        assert_refused(&failure, RestakingError::SignatureElsewhere, FIRST.into(), u16::MAX.into());
    }
}

/// What would make anyone the owner of any key: an instruction that verifies a signature of mallory's in another instruction,
/// and holds, at the same offsets of its own, a key and a message that nobody signed.
#[tokio::test]
async fn what_was_verified_in_another_instruction_proves_nothing_here() {
    let mut scene = scene().await;
    let message = possession_message(&domain(&scene.ncn), &scene.operator);
    let truly = Signatures::of(&[(&key("mallory"), &vec![7; message.len()][..])]);
    let forged = |parts: [bool; 3]| {
        let mut forged = Signatures::of(&[(&key("mallory"), &message)]);
        let [signature, public_key, text] = parts;
        let offsets = &mut forged.offsets[0];
        let point = |index: &mut u16, elsewhere: bool| *index = if elsewhere { FIRST } else { u16::MAX };
        point(&mut offsets.signature_instruction_index, signature);
        point(&mut offsets.public_key_instruction_index, public_key);
        point(&mut offsets.message_instruction_index, text);
        // What stands in its own data: a signature, in case it is that which is verified here, and the victim's key.
        forged.payload[..64].copy_from_slice(&truly.payload[..64]);
        if public_key {
            forged.payload[64..96].copy_from_slice(&public("key"));
        }
        forged
    };
    for parts in [[true, true, true], [false, true, true]] {
        let all = [truly.instruction(), forged(parts).instruction(), scene.register("key", None)];
        let failure = scene.refused(&all).await;
        assert_refused(&failure, RestakingError::SignatureElsewhere, FIRST.into(), u16::MAX.into());
    }
    // The message alone: mallory's own key, for which it signed no proof.
    for parts in [[false, false, true], [true, false, true]] {
        let all = [truly.instruction(), forged(parts).instruction(), scene.register("mallory", None)];
        let failure = scene.refused(&all).await;
        assert_refused(&failure, RestakingError::SignatureElsewhere, FIRST.into(), u16::MAX.into());
    }
}

#[tokio::test]
async fn what_is_out_of_bounds_fails_before() {
    let mut scene = scene().await;
    let right = scene.possession();
    let beyond: [fn(&mut Signatures); 4] = [
        |signatures| signatures.offsets[0].signature_offset = u16::MAX,
        |signatures| signatures.offsets[0].public_key_offset += 1_000,
        |signatures| signatures.offsets[0].message_data_offset += 1,
        |signatures| signatures.offsets[0].message_data_size += 1,
    ];
    for change in beyond {
        let mut wrong = right.clone();
        change(&mut wrong);
        scene.fails(&wrong, INVALID_OFFSETS).await;
    }
    // No room for the offsets of as many signatures as it says.
    for count in [17, 255] {
        let failure = scene.refuses_signatures(&Signatures { count, ..right.clone() }).await;
        assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{failure:?}");
    }
}

#[tokio::test]
async fn the_parts_may_lie_in_any_order_in_the_data() {
    let mut scene = scene().await;
    let mut turned = scene.possession();
    let (start, all) = (Signatures::start(1) as u16, turned.payload);
    let message_bytes = all.len() as u16 - 96;
    turned.payload = [&all[96..], &[0; 7], &all[64..96], &all[..64]].concat();
    let offsets = &mut turned.offsets[0];
    (offsets.message_data_offset, offsets.public_key_offset) = (start, start + message_bytes + 7);
    offsets.signature_offset = start + message_bytes + 7 + 32;
    scene.bank.send(&[turned.instruction(), scene.register("key", None)], &[&key("operator")]).await.unwrap();
}
