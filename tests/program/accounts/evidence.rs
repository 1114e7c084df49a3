//! The accounts of the instructions of equivocations: reported, proven, slashed.

use harness::equivocation::Votes;
use harness::{Signatures, key};
use restaking_client::RestakingError::{
    self, WrongAllocation, WrongBucket, WrongDelegation, WrongKey, WrongOptIn, WrongProof, WrongRecord, WrongReport,
    WrongSigner, WrongVault,
};
use restaking_client::{
    EQUIVOCATION_DISCRIMINATOR, Equivocation, OFFENSE_REPORT_DISCRIMINATOR, OffenseReport,
    SUBMIT_EQUIVOCATION_DISCRIMINATOR,
};
use restaking_tests::matrix::rules::Kind::{
    Changed, Instructions, New, NewSlash, PaidSigner, Payer, Program, Read, SolePayer,
};
use restaking_tests::matrix::rules::{Answer, NOT_SIGNED, TOO_SMALL, WRONG_ADDRESS, custom, ours};
use restaking_tests::matrix::types::{ALLOCATION, BUCKET, DELEGATION, KEY, NCN, OPT_IN, RECORD, Type, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};
use restaking_tests::{EPOCH, id};
use solana_keypair::Keypair;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer as _;

use super::calls::{Call, check};
use super::delegation::OTHER_RECORDS;
use super::parts::{Parts, creator_of};
use super::world::{SLASHED_IN, Stage, World};
use crate::report::pass_slots;

const REPORT: Type = Type::new(OffenseReport::LEN, OFFENSE_REPORT_DISCRIMINATOR);
const EQUIVOCATION: Type = Type::new(Equivocation::LEN, EQUIVOCATION_DISCRIMINATOR);

/// The height of the votes: in the second in which the world is, one height a second.
fn height(stage: Stage) -> u64 {
    if stage == Stage::Slashed { SLASHED_IN * EPOCH } else { 0 }
}

/// Two votes of the first operator in the first NCN: in the second in which its first key was replaced, by both keys.
fn votes(parts: &Parts, height: u64) -> Votes {
    let votes = Votes::conflicting(&parts.first.ncn, &parts.first.operator, &key("key"), height);
    if height == 0 { Votes { key: id("earlier key").to_bytes(), ..votes } } else { votes }
}

/// The reporter of the equivocations of a vault's operator: one of the stakers.
fn reporter(parts: &Parts) -> &'static str {
    if creator_of(&parts.vault) == "creator" { "alice" } else { "bob" }
}

/// What `submit_equivocation` asks for just before it, if `instruction` is one.
pub fn signed(instruction: &Instruction) -> Option<Instruction> {
    let ncn = instruction.accounts.get(3)?.pubkey;
    let submits = instruction.data[..1] == SUBMIT_EQUIVOCATION_DISCRIMINATOR;
    // The votes do not name the key's operator.
    let votes = Votes::conflicting(&ncn, &Pubkey::default(), &key("key"), height(SUBMIT_EQUIVOCATION.stage));
    let keys = [key("earlier key"), key("key")];
    submits.then(|| Signatures::of(&[(&keys[0], &votes.messages[0]), (&keys[1], &votes.messages[1])]).instruction())
}

impl World {
    /// Reports an equivocation in each vault where the reports are tried, and proves it where the proofs are.
    pub async fn report(&mut self, stage: Stage) {
        if ![SUBMIT_EQUIVOCATION.stage, SLASH_EQUIVOCATION.stage].contains(&stage) {
            return;
        }
        for vault in [self.vault, self.other] {
            let parts = Parts::of(&vault);
            let (name, votes) = (reporter(&parts), votes(&parts, height(stage)));
            self.bank.by(name, votes.commit(&id(name))).await;
            pass_slots(&mut self.bank, 16).await;
            if stage == SLASH_EQUIVOCATION.stage {
                let prove = [votes.signed(&key("key")).instruction(), votes.submit(&id(name))];
                self.bank.send(&prove, &[&key(name)]).await.unwrap();
            }
        }
    }
}

/// A report of something else than the world's.
pub const COMMIT_REPORT: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let parts = Parts::of(vault);
        let (name, votes) = (reporter(&parts), votes(&parts, 7));
        (votes.commit(&id(name)), vec![name])
    },
};

#[tokio::test]
async fn commit_report_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        // The reporter is a part of the report's address.
        Slot("reporter", SolePayer, &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("report", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(COMMIT_REPORT, SLOTS).await;
}

pub const SUBMIT_EQUIVOCATION: Call = Call {
    stage: Stage::Live,
    build: |vault| {
        let parts = Parts::of(vault);
        let (name, votes) = (reporter(&parts), votes(&parts, height(Stage::Live)));
        let mut submit = votes.submit(&id(name));
        submit.accounts[0].pubkey = id("sponsor");
        (submit, vec!["sponsor", name])
    },
};

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");
const NOT_THE_PROGRAMS: Answer = Answer::Refused(InstructionError::IllegalOwner);
const NOT_A_PROGRAM: Answer = custom(2007);
const NO_SYSVAR: Answer = Answer::Refused(InstructionError::InvalidArgument);

#[tokio::test]
async fn submit_equivocation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[("reporter", ANYONE_PAYS), (ANY_OTHER, ANYONE_PAYS), ("second_key", NOT_SIGNED)]),
        // It may be the payer as well, and anything that is not written.
        Slot(
            "reporter",
            PaidSigner,
            &[
                ("payer", ours(WrongReport)),
                (ANY_OTHER, ours(WrongReport)),
                ("ncn", NOT_SIGNED),
                ("second_key", NOT_SIGNED),
                ("instructions", NOT_SIGNED),
                ("system_program", NOT_SIGNED),
            ],
        ),
        Slot("report", Changed(REPORT), &[("other report", ours(WrongReport))]),
        Slot(
            "ncn",
            Read(NCN),
            &[
                ("reporter", NOT_THE_PROGRAMS),
                ("second_key", TOO_SMALL),
                // The NCN is a part of the proof's address.
                ("other ncn", WRONG_ADDRESS),
                ("another NCN", WRONG_ADDRESS),
            ],
        ),
        Slot("record", Changed(RECORD), OTHER_RECORDS),
        Slot(
            "operator_key",
            Changed(KEY),
            &[
                // So is the operator.
                ("other operator_key", WRONG_ADDRESS),
                ("other second_key", WRONG_ADDRESS),
                ("another operator's key", WRONG_ADDRESS),
            ],
        ),
        Slot(
            "second_key",
            Changed(KEY),
            &[
                // None: both votes would be of one key.
                ("the program", ours(WrongSigner)),
                ("other second_key", ours(WrongKey)),
                ("other operator_key", ours(WrongKey)),
                ("another operator's key", ours(WrongKey)),
            ],
        ),
        Slot("equivocation", New, &[]),
        Slot("instructions", Instructions, &[("reporter", NO_SYSVAR)]),
        Slot("system_program", Program, &[("reporter", NOT_A_PROGRAM)]),
    ];
    check(SUBMIT_EQUIVOCATION, SLOTS).await;
}

pub const SLASH_EQUIVOCATION: Call = Call {
    stage: Stage::Slashed,
    build: |vault| {
        let parts = Parts::of(vault);
        // The second key, which replaced the first.
        let proof = votes(&parts, height(Stage::Slashed)).proof();
        (parts.first.slash_equivocation(&id("sponsor"), &proof, 2, SLASHED_IN), vec!["sponsor"])
    },
};

/// The other live bucket is not among them: it is passed already.
const OTHER_BUCKETS: Known = &[
    ("other this_bucket", ours(WrongVault)),
    ("other next_bucket", ours(WrongVault)),
    ("an older bucket", ours(WrongBucket)),
];

/// The same answer to each.
macro_rules! all {
    ($answer:expr; $($name:literal)*) => { &[$(($name, $answer)),*] };
}

/// Opt-ins of others.
macro_rules! opt_ins {
    ($($own:literal)*) => {
        &[
            $(($own, ours(WrongOptIn)),)*
            ("other vault_operator", ours(WrongOptIn)),
            ("other operator_ncn", ours(WrongOptIn)),
            ("other vault_ncn", ours(WrongOptIn)),
            ("the opt-in with another operator", ours(WrongOptIn)),
            ("the opt-in with another NCN", ours(WrongOptIn)),
            ("the opt-in of another vault", ours(WrongOptIn)),
            ("the opt-in of another operator and NCN", ours(WrongOptIn)),
            ("the opt-in of vault and another NCN", ours(WrongOptIn)),
            ("the opt-in of another vault and NCN", ours(WrongOptIn)),
        ]
    };
}

#[tokio::test]
async fn slash_equivocation_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, ANYONE_PAYS)]),
        Slot("equivocation", Read(EQUIVOCATION), all![ours(WrongProof); "other equivocation"]),
        Slot("ncn", Read(NCN), all![ours(WrongRecord); "other ncn" "another NCN"]),
        Slot("record", Changed(RECORD), OTHER_RECORDS),
        Slot("vault", Changed(VAULT), all![ours(WrongDelegation); "other vault"]),
        Slot(
            "delegation",
            Changed(DELEGATION),
            &[
                // The record is of another operator than these.
                ("other delegation", ours(WrongRecord)),
                ("the delegation to another operator", ours(WrongRecord)),
                ("the delegation of another vault", ours(WrongDelegation)),
            ],
        ),
        Slot(
            "allocation",
            Changed(ALLOCATION),
            all![ours(WrongAllocation); "other allocation" "the allocation of another delegation"
                "the allocation to another NCN" "the allocation of another vault"],
        ),
        Slot("vault_operator", Read(OPT_IN), opt_ins!["operator_ncn"]),
        Slot("operator_ncn", Read(OPT_IN), opt_ins!["vault_operator"]),
        Slot("vault_ncn", Changed(OPT_IN), opt_ins![]),
        Slot("this_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("next_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("proposal", NewSlash, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(SLASH_EQUIVOCATION, SLOTS).await;
}

/// An account that is in two places says nothing of either place. So each two accounts change places as well.
#[tokio::test]
async fn no_two_accounts_of_a_proof_or_its_slash_can_change_places() {
    const SUBMIT: &[(usize, usize, RestakingError)] = &[(0, 1, WrongReport)];
    const SLASH: &[(usize, usize, RestakingError)] =
        &[(7, 8, WrongOptIn), (7, 9, WrongOptIn), (8, 9, WrongOptIn), (10, 11, WrongBucket)];
    for (call, known) in [(SUBMIT_EQUIVOCATION, SUBMIT), (SLASH_EQUIVOCATION, SLASH)] {
        let mut world = World::at(call.stage).await;
        let right = call.ready(&mut world);
        let keys = call.signers(&world);
        for (one, other) in (0..right.accounts.len()).flat_map(|other| (0..other).map(move |one| (one, other))) {
            let mut changed = right.clone();
            let addresses = [one, other].map(|place| right.accounts[place].pubkey);
            for (place, address) in [one, other].into_iter().zip(addresses.into_iter().rev()) {
                let meta = &mut changed.accounts[place];
                meta.pubkey = address;
                meta.is_signer &= keys.iter().any(|pair| pair.pubkey() == address);
            }
            let signs =
                |pair: &&Keypair| changed.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == pair.pubkey());
            let signers: Vec<&Keypair> = keys.iter().filter(signs).collect();
            let failure = world.bank.refused(changed.clone(), &signers).await;
            if let Some((.., error)) = known.iter().find(|each| (each.0, each.1) == (one, other)) {
                assert_eq!(failure.restaking().as_ref(), Some(error), "{one} and {other}: {failure}");
            }
        }
        world.bank.send(&[right], &keys.iter().collect::<Vec<_>>()).await.unwrap();
    }
}
