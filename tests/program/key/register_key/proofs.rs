//! What shows that an operator has a key, and what does not.

use harness::keys::{GENESIS_HASH, domain};
use restaking_client::{KeyKind, RestakingError, possession_message, signing_domain};
use solana_keypair::Keypair;
use solana_program::hash::hashv;

use super::*;

/// Any instruction of another program: the system program moves nothing.
fn idle() -> Instruction {
    let mut data = vec![2, 0, 0, 0];
    data.extend_from_slice(&0u64.to_le_bytes());
    let accounts = vec![AccountMeta::new(id("operator"), true), AccountMeta::new(id("mallory"), false)];
    Instruction { program_id: Pubkey::default(), accounts, data }
}

impl Scene {
    /// Refuses "key" after `before`, with `error`.
    async fn refuses_after(&mut self, before: &[Instruction], error: RestakingError) -> Failure {
        let all = [before, &[self.register("key", None)]].concat();
        let failure = self.refused(&all).await;
        assert_eq!(failure.restaking(), Some(error), "{:#?}", failure.logs);
        failure
    }

    /// Refuses "key" with a signature of `message` by "key".
    async fn refuses_message(&mut self, message: &[u8]) {
        let signed = Signatures::of(&[(&key("key"), message)]).instruction();
        self.refuses_after(&[signed], RestakingError::WrongMessage).await;
    }
}

#[tokio::test]
async fn the_proof_stands_just_before() {
    let mut scene = scene().await;
    let proof = scene.proof("key");
    // The bank's own instruction is before.
    scene.refuses_after(&[], RestakingError::NoEd25519).await;
    scene.refuses_after(&[idle()], RestakingError::NoEd25519).await;
    scene.refuses_after(&[proof.clone(), idle()], RestakingError::NoEd25519).await;
    let failure = scene.refused(&[scene.register("key", None), proof.clone()]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NoEd25519));
    // The proof's own bytes, in an instruction of a program that keeps them.
    let open = entity::open_record(&id("operator"), &scene.ncn, &scene.bank.add_operator("operator", 1).await);
    let said = Instruction { data: [&open.data[..], &proof.data].concat(), ..open };
    scene.refuses_after(&[said], RestakingError::NoEd25519).await;

    // Nothing is before.
    scene.bank.preface = Some(scene.register("key", None));
    let failure = scene.bank.all_refused(&[idle()], &[&key("operator")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NoEd25519));
    scene.bank.preface = None;
    // Anything may stand before the proof.
    scene.bank.send(&[idle(), proof, scene.register("key", None)], &[&key("operator")]).await.unwrap();
}

#[tokio::test]
async fn a_proof_is_of_one_program_ncn_and_operator() {
    let mut scene = scene().await;
    let (ncn, operator) = (scene.ncn, scene.operator);
    let other_ncn = scene.bank.add_ncn("ncn", 1).await;
    let other_operator = scene.bank.add_operator("operator", 1).await;
    for (ncn, operator) in [(other_ncn, operator), (ncn, other_operator), (operator, ncn)] {
        scene.refuses_message(&possession_message(&domain(&ncn), &operator)).await;
    }
    // Of another cluster, and of another program: each is a part of the domain.
    let abroad = signing_domain(&[9; 32], &ncn);
    let program = id("another program");
    let fork = hashv(&[b"restaking: domain", program.as_ref(), &GENESIS_HASH, ncn.as_ref()]).to_bytes();
    for elsewhere in [abroad, fork, ncn.to_bytes(), [0; 32]] {
        scene.refuses_message(&possession_message(&elsewhere, &operator)).await;
    }
    scene.registers("key", None).await;
}

#[tokio::test]
async fn a_proof_says_what_it_has_to_byte_for_byte() {
    let mut scene = scene().await;
    let right = possession_message(&domain(&scene.ncn), &scene.operator);
    assert_eq!(right.len(), 94);
    scene.refuses_message(b"").await;
    scene.refuses_message(&right[..93]).await;
    scene.refuses_message(&right[1..]).await;
    scene.refuses_message(&[&right[..], &[0]].concat()).await;
    scene.refuses_message(&[&[0], &right[..]].concat()).await;
    for byte in (0..right.len()).step_by(5).chain([93]) {
        let mut wrong = right.clone();
        wrong[byte] ^= 1;
        scene.refuses_message(&wrong).await;
    }
}

#[tokio::test]
async fn a_proof_is_by_the_key_itself() {
    let mut scene = scene().await;
    for name in ["operator", "mallory", "another key"] {
        let proof = scene.proof(name);
        scene.refuses_after(&[proof], RestakingError::WrongSigner).await;
    }
    // Nobody registers another's key, though it be signed for in that one's name.
    let theirs = Signatures::possession(&key("key"), &scene.ncn, &id("their operator")).instruction();
    scene.refuses_after(&[theirs], RestakingError::WrongMessage).await;
}

/// Every encoding of a point of small order but for its sign, as libsodium lists them.
const WEAK: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[tokio::test]
async fn no_key_is_registered_that_anyone_can_sign_for() {
    let mut scene = scene().await;
    let admin = id("operator");
    let own: Keypair = key("key");
    for hex in WEAK {
        let mut weak: [u8; 32] = std::array::from_fn(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap());
        for _ in 0..2 {
            let register = keys::register_key(&admin, &admin, &scene.ncn, &scene.operator, &weak, None);
            // With no proof, and with one of another key.
            for before in [vec![], vec![scene.proof("key")]] {
                let failure = scene.refused(&[before, vec![register.clone()]].concat()).await;
                assert_eq!(failure.restaking(), Some(RestakingError::WeakKey), "{hex}");
            }
            // With what verifies for it where a verifier is lax: the neutral point and zero. The runtime's is not, and has
            // the whole transaction fail.
            let mut proof = Signatures::possession(&own, &scene.ncn, &scene.operator);
            proof.payload[..64].fill(0);
            proof.payload[0] = 1;
            proof.payload[64..96].copy_from_slice(&weak);
            let failure = scene.refused(&[proof.instruction(), register]).await;
            assert!(matches!(failure.error, TransactionError::InstructionError(1, _)), "{hex}: {failure:?}");
            weak[31] ^= 0x80;
        }
    }
}

#[tokio::test]
async fn only_ed25519_keys_are_supported_and_the_refusal_names_the_kind() {
    let mut scene = scene().await;
    for (kind, error, sentence) in [
        (1, RestakingError::Bn254Key, "BN254 keys are not supported yet"),
        (2, RestakingError::Bls12381Key, "BLS12-381 keys are not supported yet"),
    ] {
        let mut register = scene.register("key", None);
        // Behind the discriminator.
        register.data[1] = kind;
        let failure = scene.refused(&[scene.proof("key"), register]).await;
        assert_eq!((failure.restaking(), error.to_string().as_str()), (Some(error), sentence));
    }
    for kind in [3, 255] {
        let mut register = scene.register("key", None);
        register.data[1] = kind;
        let failure = scene.refused(&[scene.proof("key"), register]).await;
        assert_eq!(failure.restaking(), None, "{kind}: {failure}");
    }
    assert_eq!(scene.registers("key", None).await.kind, KeyKind::Ed25519);
    assert_eq!(scene.key("key").await.kind, KeyKind::Ed25519);
}
