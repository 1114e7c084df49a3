//! A challenger that tries everything at random against an operator that has its data.

use availability_client::{Challenge, ChallengeStatus};
use harness::key;
use restaking_tests::id;
use solana_clock::Clock;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::archive::{close_challenge, draw, return_bond};
use crate::scene::{DRAW_SLOTS, Scene, blob};

/// The operator under attack.
const HONEST: usize = 2;

/// The wallets of the challenger.
const WALLETS: [&str; 4] = ["alice", "bob", "mallory", "reporter"];

/// The most slots that pass in a step. The operator looks at its challenges after each.
const STEP_SLOTS: u64 = 600;

/// Where a certificate has its expiry.
const EXPIRY_AT: usize = 152;

/// Numbers without a pattern: SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % bound
    }
}

impl Scene {
    /// The challenge at `address`, if it is there.
    async fn found(&mut self, address: &Pubkey) -> Option<Challenge> {
        match self.bank.account(address).await {
            Some(_) => Some(self.read_challenge(address).await.challenge),
            None => None,
        }
    }

    /// Tries an instruction; whether it was taken.
    async fn tries(&mut self, name: &str, instruction: Instruction) -> bool {
        let signs = instruction.accounts.iter().any(|meta| meta.is_signer);
        let signer = key(name);
        self.bank.send(&[instruction], &[&signer][..usize::from(signs)]).await.is_ok()
    }

    /// The operator answers what it cannot leave for later, and now and then what it could.
    async fn serve(&mut self, challenges: &[Pubkey], numbers: &mut Numbers) {
        for challenge in challenges {
            let Some(read) = self.found(challenge).await.filter(|read| read.status == ChallengeStatus::Drawn) else {
                continue;
            };
            let left = read.deadline_slot - self.bank.clock().await.slot;
            if left <= STEP_SLOTS || numbers.below(4) == 0 {
                let answer = self.answering(challenge, &blob()).await;
                self.run("keeper", &[answer]).await;
            }
        }
    }
}

/// Opens, draws, delays, halts, judges, lapses, jails, slashes and closes in any order: the operator has no failure, no jail and no
/// slash, and every bond that it won.
#[tokio::test]
async fn no_order_of_actions_harms_an_operator_that_has_its_data() {
    for seed in 0..3 {
        let mut numbers = Numbers(seed);
        let mut scene = Scene::new().await;
        let stored = scene.stored().await;
        let (at, operator) = (scene.at, scene.operator(HONEST));
        // As if the stake were certain for a year, so that the challenger has the time.
        let certificate = at.certificate(&stored);
        let mut account = scene.bank.account(&certificate).await.expect("a certificate");
        account.data[EXPIRY_AT..EXPIRY_AT + 8].copy_from_slice(&(stored.content.expiry + 31_536_000).to_le_bytes());
        scene.bank.put(&certificate, account);
        let challenges = WALLETS.map(|name| at.challenge(&stored, &operator, &id(name)));
        let mut opened = 0;
        for _ in 0..400 {
            let place = numbers.below(4) as usize;
            let (name, challenge) = (WALLETS[place], challenges[place]);
            let before = scene.found(&challenge).await;
            match numbers.below(12) {
                0..3 => opened += u64::from(scene.tries(name, scene.challenging(name, &stored, HONEST)).await),
                3 => scene.slots(1 + numbers.below(STEP_SLOTS), &[]).await,
                4 | 5 => scene.slots(1 + numbers.below(DRAW_SLOTS), &[]).await,
                6 => {
                    let clock = scene.bank.clock().await;
                    let unix_timestamp = clock.unix_timestamp + numbers.below(5_000) as i64 / 50;
                    scene.bank.set_clock(&Clock { unix_timestamp, ..clock });
                }
                7 | 8 => drop(scene.tries("mallory", draw(&challenge)).await),
                9 => {
                    scene.tries("mallory", at.lapse(&challenge, &operator)).await;
                    scene.tries("mallory", close_challenge(&challenge, &id(name))).await;
                }
                10 => {
                    let garbage = at.answer(&challenge, &operator, &[7; 256], vec![[0; 32]; 5]);
                    assert!(!scene.tries("mallory", garbage).await, "garbage is no answer");
                }
                _ => {
                    assert!(!scene.tries("mallory", at.judge(&challenge, &operator)).await, "seed {seed}: a verdict");
                    assert!(!scene.tries("mallory", at.jail(&challenge, &operator)).await, "seed {seed}: a jail");
                    assert!(!scene.tries("mallory", return_bond(&challenge, &id(name))).await, "seed {seed}: a bond");
                    if before.is_some() {
                        let slash = scene.slashing(&challenge, HONEST).await;
                        assert!(!scene.tries("keeper", slash).await, "seed {seed}: a slash");
                    }
                }
            }
            let answered = scene.custody(HONEST).await.answered;
            scene.serve(&challenges, &mut numbers).await;
            let custody = scene.custody(HONEST).await;
            assert!(custody.answered >= answered && custody.failed == 0, "seed {seed}");
            let account = at.custody(&operator);
            assert_eq!(scene.beside_rent(&account).await, custody.bonds, "seed {seed}");
        }
        let (custody, record) = (scene.custody(HONEST).await, scene.record(HONEST).await);
        assert_eq!(custody.open + custody.answered + custody.lapsed, opened, "seed {seed}");
        assert_eq!((custody.won, record.slashes, record.jailed_until), (custody.bonds, 0, 0), "seed {seed}");
        println!("seed {seed}: {opened} opened, {} answered, {} lapsed", custody.answered, custody.lapsed);
        assert!(custody.answered > 3 && custody.lapsed > 0, "seed {seed}: the test does nothing");
    }
}
