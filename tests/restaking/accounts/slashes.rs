//! The accounts of the instructions of slashes.

use std::ops::Range;

use harness::{Split, key, split};
use restaking_client::RestakingError::{
    self, BooksDiffer, NoAgreement, NotNcnAdmin, NotResolver, NotSlasher, NotVaultAdmin, NothingOwed, NothingToSlash,
    Overflow, WrongAllocation, WrongAssetAccount, WrongBucket, WrongDelegation, WrongEscrow, WrongOptIn, WrongRecord,
    WrongSlash, WrongVault,
};
use restaking_client::SlashProposal;
use restaking_tests::id;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer as _;
use solana_transaction_error::TransactionError;

use super::calls::Call;
use super::matrix::{Slot, check};
use super::parts::{Parts, paid_by_sponsor};
use super::rules::Kind::{AssetMint, Changed, New, Payee, Payer, Program, Read, Recipient, Signer};
use super::rules::{ALLOCATION, Answer, BUCKET, DELEGATION, NCN, OPT_IN, RECORD, SLASH, TOKENS, VAULT, custom, ours};
use super::world::{PEOPLE, SLASHED_IN, Stage, World};
use super::{admin, entities};

/// What a slot knows of accounts of its own kind.
type Known = &'static [(&'static str, Answer)];

/// An incident that has no slash yet, while those of others are open.
pub const PROPOSE_SLASH: Call = Call {
    stage: Stage::Slashed,
    build: |vault| {
        let parts = Parts::of(vault);
        let propose = parts.first.propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(9));
        (paid_by_sponsor(propose, 0), vec!["sponsor", parts.slasher])
    },
};

pub const VETO_SLASH: Call = Call {
    stage: Stage::Slashed,
    build: |vault| {
        let Parts { resolver, first, .. } = Parts::of(vault);
        (first.veto_slash(&id(resolver), &first.proposal(0), SLASHED_IN), vec![resolver])
    },
};

pub const EXECUTE_SLASH: Call = Call {
    stage: Stage::Final,
    build: |vault| {
        let Parts { recipients, first, .. } = Parts::of(vault);
        (first.execute_slash(&first.proposal(0), SLASHED_IN, recipients.map(id)), vec![])
    },
};

/// What the harmed have not got.
pub const PAY_SLASH_SHARE: Call = Call {
    stage: Stage::Executed,
    build: |vault| {
        let Parts { recipients, first, .. } = Parts::of(vault);
        (first.pay_slash_share(&first.proposal(0), 2, &id(recipients[2])), vec![])
    },
};

const ANYONE_PAYS: Answer = Answer::Accepted("whoever signs for it may pay");

const OTHER_RECORDS: Known = &[
    ("other record", ours(WrongRecord)),
    ("the record of another operator", ours(WrongRecord)),
    ("the record in another NCN", ours(WrongRecord)),
];

/// The other live bucket is not among them: it is passed already.
const OTHER_BUCKETS: Known = &[
    ("other this_bucket", ours(WrongVault)),
    ("other next_bucket", ours(WrongVault)),
    ("an older bucket", ours(WrongBucket)),
];

/// What a slash that stands takes for no part of it.
const NOT_OF_THE_SLASH: [Known; 3] = [
    &[("other vault", ours(WrongSlash))],
    &[
        ("other delegation", ours(WrongSlash)),
        ("the delegation to another operator", ours(WrongSlash)),
        ("the delegation of another vault", ours(WrongSlash)),
    ],
    &[
        ("other allocation", ours(WrongSlash)),
        ("the allocation of another delegation", ours(WrongSlash)),
        ("the allocation to another NCN", ours(WrongSlash)),
        ("the allocation of another vault", ours(WrongSlash)),
    ],
];

/// The token accounts that are neither of the vault's two, which are passed already.
const fn other_tokens(error: RestakingError) -> [(&'static str, Answer); 10] {
    let code = error as u32;
    [
        ("other asset_account", custom(code)),
        ("other escrow", custom(code)),
        ("alice's assets", custom(code)),
        ("bob's assets", custom(code)),
        ("alice's shares", custom(code)),
        ("bob's shares", custom(code)),
        ("a stray token account", custom(code)),
        ("the reporter's assets", custom(code)),
        ("the insurance's assets", custom(code)),
        ("the assets of who was harmed", custom(code)),
    ]
}

const OTHER_ASSET_ACCOUNTS: Known = &other_tokens(WrongAssetAccount);
const OTHER_ESCROWS: Known = &other_tokens(WrongEscrow);

#[tokio::test]
async fn propose_slash_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[("slasher", ANYONE_PAYS), ("other slasher", ANYONE_PAYS), ("a wallet", ANYONE_PAYS)]),
        Slot("slasher", Signer, &[("a wallet", ours(NotSlasher))]),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongRecord)), ("another NCN", ours(WrongRecord))]),
        Slot("record", Changed(RECORD), OTHER_RECORDS),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongDelegation))]),
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
            &[
                ("other allocation", ours(WrongAllocation)),
                ("the allocation of another delegation", ours(WrongAllocation)),
                ("the allocation to another NCN", ours(WrongAllocation)),
                ("the allocation of another vault", ours(WrongAllocation)),
            ],
        ),
        Slot(
            "vault_operator",
            Read(OPT_IN),
            &[
                ("operator_ncn", ours(WrongOptIn)),
                ("other vault_operator", ours(WrongOptIn)),
                ("other operator_ncn", ours(WrongOptIn)),
                ("other vault_ncn", ours(WrongOptIn)),
                ("the agreement with another operator", ours(WrongOptIn)),
                ("the agreement with another NCN", ours(WrongOptIn)),
                ("the agreement of another vault", ours(WrongOptIn)),
                ("the agreement of another operator and NCN", ours(WrongOptIn)),
                ("the agreement of vault and another NCN", ours(WrongOptIn)),
                ("the agreement of another vault and NCN", ours(WrongOptIn)),
            ],
        ),
        Slot(
            "operator_ncn",
            Read(OPT_IN),
            &[
                ("vault_operator", ours(WrongOptIn)),
                ("other vault_operator", ours(WrongOptIn)),
                ("other operator_ncn", ours(WrongOptIn)),
                ("other vault_ncn", ours(WrongOptIn)),
                ("the agreement with another operator", ours(WrongOptIn)),
                ("the agreement with another NCN", ours(WrongOptIn)),
                ("the agreement of another vault", ours(WrongOptIn)),
                ("the agreement of another operator and NCN", ours(WrongOptIn)),
                ("the agreement of vault and another NCN", ours(WrongOptIn)),
                ("the agreement of another vault and NCN", ours(WrongOptIn)),
            ],
        ),
        Slot(
            "vault_ncn",
            Changed(OPT_IN),
            &[
                ("other vault_operator", ours(WrongOptIn)),
                ("other operator_ncn", ours(WrongOptIn)),
                ("other vault_ncn", ours(WrongOptIn)),
                ("the agreement with another operator", ours(WrongOptIn)),
                ("the agreement with another NCN", ours(WrongOptIn)),
                ("the agreement of another vault", ours(WrongOptIn)),
                ("the agreement of another operator and NCN", ours(WrongOptIn)),
                ("the agreement of vault and another NCN", ours(WrongOptIn)),
                ("the agreement of another vault and NCN", ours(WrongOptIn)),
            ],
        ),
        Slot("this_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("next_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("asset_account", Changed(TOKENS), OTHER_ASSET_ACCOUNTS),
        Slot("escrow", Changed(TOKENS), OTHER_ESCROWS),
        Slot("token_program", Program, &[]),
        Slot("proposal", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(PROPOSE_SLASH, SLOTS).await;
}

#[tokio::test]
async fn veto_slash_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("resolver", Signer, &[("a wallet", ours(NotResolver))]),
        Slot(
            "proposal",
            Changed(SLASH),
            &[
                ("other proposal", ours(NotResolver)),
                ("the slash for another incident", Answer::Accepted("its resolver vetoes this one as well")),
                ("the slash of another operator", ours(WrongSlash)),
                ("the slash by another NCN", ours(NotResolver)),
                ("the slash of another vault", ours(WrongSlash)),
            ],
        ),
        Slot("record", Changed(RECORD), OTHER_RECORDS),
        Slot("vault", Changed(VAULT), NOT_OF_THE_SLASH[0]),
        Slot("delegation", Changed(DELEGATION), NOT_OF_THE_SLASH[1]),
        Slot("allocation", Changed(ALLOCATION), NOT_OF_THE_SLASH[2]),
        Slot("this_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("next_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("asset_account", Changed(TOKENS), OTHER_ASSET_ACCOUNTS),
        Slot("escrow", Changed(TOKENS), OTHER_ESCROWS),
        Slot("token_program", Program, &[]),
    ];
    check(VETO_SLASH, SLOTS).await;
}

#[tokio::test]
async fn execute_slash_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "proposal",
            Changed(SLASH),
            &[
                ("other proposal", ours(WrongSlash)),
                ("the slash for another incident", Answer::Accepted("anyone may execute any slash that is final")),
                ("the slash of another operator", ours(WrongSlash)),
                ("the slash by another NCN", ours(WrongSlash)),
                ("the slash of another vault", ours(WrongSlash)),
            ],
        ),
        Slot("record", Changed(RECORD), OTHER_RECORDS),
        Slot("vault", Changed(VAULT), NOT_OF_THE_SLASH[0]),
        Slot("delegation", Changed(DELEGATION), NOT_OF_THE_SLASH[1]),
        Slot("allocation", Changed(ALLOCATION), NOT_OF_THE_SLASH[2]),
        Slot("this_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("next_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot(
            "escrow",
            Changed(TOKENS),
            &[
                ("other escrow", ours(WrongEscrow)),
                ("other reporter_assets", ours(WrongEscrow)),
                ("other insurance_assets", ours(WrongEscrow)),
                ("other redistribution_assets", ours(WrongEscrow)),
                ("the vault's asset account", ours(WrongEscrow)),
                ("alice's assets", ours(WrongEscrow)),
                ("bob's assets", ours(WrongEscrow)),
                ("alice's shares", ours(WrongEscrow)),
                ("bob's shares", ours(WrongEscrow)),
                ("a stray token account", ours(WrongEscrow)),
            ],
        ),
        Slot("asset_mint", AssetMint, &[]),
        Slot("reporter_assets", Recipient, &[]),
        Slot("insurance_assets", Recipient, &[]),
        Slot("redistribution_assets", Recipient, &[]),
        Slot("token_program", Program, &[]),
    ];
    check(EXECUTE_SLASH, SLOTS).await;
}

#[tokio::test]
async fn pay_slash_share_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "proposal",
            Changed(SLASH),
            &[
                ("other proposal", ours(WrongSlash)),
                // These two are open still.
                ("the slash for another incident", ours(NothingOwed)),
                ("the slash of another operator", Answer::Accepted("anyone may have any part paid that waits")),
                ("the slash by another NCN", ours(NothingOwed)),
                ("the slash of another vault", ours(WrongSlash)),
            ],
        ),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongSlash))]),
        Slot(
            "escrow",
            Changed(TOKENS),
            &[
                ("other escrow", ours(WrongEscrow)),
                ("other recipient_assets", ours(WrongEscrow)),
                ("the vault's asset account", ours(WrongEscrow)),
                ("alice's assets", ours(WrongEscrow)),
                ("bob's assets", ours(WrongEscrow)),
                ("alice's shares", ours(WrongEscrow)),
                ("bob's shares", ours(WrongEscrow)),
                ("a stray token account", ours(WrongEscrow)),
                ("the reporter's assets", ours(WrongEscrow)),
                ("the insurance's assets", ours(WrongEscrow)),
            ],
        ),
        Slot("recipient_assets", Payee, &[]),
        Slot("token_program", Program, &[]),
    ];
    check(PAY_SLASH_SHARE, SLOTS).await;
}

/// The key pairs of those of [`PEOPLE`] that sign `instruction`.
fn signers_of(instruction: &Instruction) -> Vec<Keypair> {
    let signs = |address: &Pubkey| instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == *address);
    PEOPLE.into_iter().map(key).filter(|pair| signs(&pair.pubkey())).collect()
}

async fn refused(world: &mut World, instruction: Instruction, answer: Answer, row: &str) {
    let Answer::Refused(error) = answer else { panic!("{row} is not refused") };
    let signers = signers_of(&instruction);
    let failure = world.bank.refused(instruction, &signers.iter().collect::<Vec<_>>()).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, error), "{row}: {failure}");
}

/// An account that is in two places says nothing of either place. So each two accounts change places as well.
#[tokio::test]
async fn no_two_accounts_of_a_slash_can_change_places() {
    const PROPOSE: &[(usize, usize, RestakingError)] = &[
        (0, 1, NotSlasher),
        (7, 8, WrongOptIn),
        (7, 9, WrongOptIn),
        (8, 9, WrongOptIn),
        (10, 11, WrongBucket),
        (12, 13, WrongAssetAccount),
    ];
    const VETO: &[(usize, usize, RestakingError)] = &[(6, 7, WrongBucket), (8, 9, WrongAssetAccount)];
    const EXECUTE: &[(usize, usize, RestakingError)] =
        &[(5, 6, WrongBucket), (7, 9, WrongEscrow), (7, 10, WrongEscrow), (7, 11, WrongEscrow)];
    const PAY: &[(usize, usize, RestakingError)] = &[(2, 3, WrongEscrow)];
    for (call, known) in
        [(PROPOSE_SLASH, PROPOSE), (VETO_SLASH, VETO), (EXECUTE_SLASH, EXECUTE), (PAY_SLASH_SHARE, PAY)]
    {
        let mut world = World::at(call.stage).await;
        let (right, _) = (call.build)(&world.vault);
        for (one, other) in (0..right.accounts.len()).flat_map(|other| (0..other).map(move |one| (one, other))) {
            let mut changed = right.clone();
            let addresses = [one, other].map(|place| right.accounts[place].pubkey);
            for (place, address) in [one, other].into_iter().zip(addresses.into_iter().rev()) {
                let meta = &mut changed.accounts[place];
                meta.pubkey = address;
                meta.is_signer &= PEOPLE.into_iter().any(|name| id(name) == address);
            }
            let row = format!("tag {}: {one} and {other}", right.data[0]);
            let keys = signers_of(&changed);
            let keys: Vec<&Keypair> = keys.iter().collect();
            if call.stage == Stage::Final && one >= 9 && other <= 11 {
                // Recipients: neither can take the other's part.
                world.tried(changed, &keys).await.unwrap();
            } else if let Some((.., error)) = known.iter().find(|each| (each.0, each.1) == (one, other)) {
                refused(&mut world, changed, ours(error.clone()), &row).await;
            } else {
                world.bank.refused(changed, &keys).await;
            }
        }
    }
}

/// No account in a recipient's place gets a part that is not its owner's, or holds up the parts of the others.
#[tokio::test]
async fn the_part_of_a_recipient_with_a_wrong_account_waits() {
    let mut world = World::at(EXECUTE_SLASH.stage).await;
    let (right, _) = (EXECUTE_SLASH.build)(&world.vault);
    let slash = right.accounts[0].pubkey;
    let asked = world.bank.read::<SlashProposal>(&slash).await.expect("a slash").owed;
    assert!(asked.iter().all(|part| *part > 0), "{asked:?}");
    let wrong: Vec<(&str, Pubkey)> = world.cast().await;
    let wrong = wrong.into_iter().filter(|each| right.accounts.iter().all(|meta| meta.pubkey != each.1));
    for (name, address) in wrong.collect::<Vec<_>>() {
        if address == restaking_client::ID {
            continue; // It cannot be passed as writable.
        }
        for place in 0..3 {
            let mut changed = right.clone();
            changed.accounts[9 + place].pubkey = address;
            let before = world.writable(&changed).await;
            let account = world.bank.account(&address).await;
            world.bank.send(&[changed], &[]).await.unwrap();
            let mut waits = [0; 3];
            waits[place] = asked[place];
            let left = world.bank.read::<SlashProposal>(&slash).await.expect("a slash").owed;
            assert_eq!(left, waits, "{name} for recipient {place}");
            assert_eq!(world.bank.account(&address).await, account, "{name} for recipient {place}");
            world.put_back(before);
        }
    }
}

/// What is part of an open slash cannot be closed. If it could, what is opened in its place would be found out.
#[tokio::test]
async fn accounts_that_were_closed_and_opened_again_are_no_part_of_a_slash() {
    // Where the figures of each are.
    const OF_DELEGATION: Range<usize> = 112..160;
    const OF_ALLOCATION: Range<usize> = 112..144;
    const OF_OPT_IN: Range<usize> = 112..208;
    const OF_BUCKET: Range<usize> = 88..200;
    type Reopened = (usize, Range<usize>, RestakingError);
    const PROPOSE: &[Reopened] = &[
        (5, OF_DELEGATION, NothingToSlash),
        (6, OF_ALLOCATION, NothingToSlash),
        (7, OF_OPT_IN, NoAgreement),
        (8, OF_OPT_IN, NoAgreement),
        (9, OF_OPT_IN, NoAgreement),
        (10, OF_BUCKET, BooksDiffer),
        (11, OF_BUCKET, BooksDiffer),
    ];
    const VETO: &[Reopened] = &[
        (4, OF_DELEGATION, Overflow),
        (5, OF_ALLOCATION, Overflow),
        (6, OF_BUCKET, Overflow),
        (7, OF_BUCKET, Overflow),
    ];
    const EXECUTE: &[Reopened] = &[
        (3, OF_DELEGATION, Overflow),
        (4, OF_ALLOCATION, Overflow),
        (5, OF_BUCKET, Overflow),
        (6, OF_BUCKET, Overflow),
    ];
    for (call, reopened) in [(PROPOSE_SLASH, PROPOSE), (VETO_SLASH, VETO), (EXECUTE_SLASH, EXECUTE)] {
        let mut world = World::at(call.stage).await;
        let parts = Parts::of(&world.vault);
        let sponsor = id("sponsor");
        let new = Split { operator: parts.idle_operator(), ..parts.first };
        let opened = split::open_opt_in(&sponsor, &new.vault.address, &new.operator);
        for open in [new.open_delegation(&sponsor), new.open_allocation(&sponsor), opened] {
            world.bank.by("sponsor", open).await;
        }
        let opt_in = restaking_client::pda::opt_in(&new.vault.address, &new.operator);
        let (right, _) = (call.build)(&world.vault);
        for (place, figures, error) in reopened {
            let address = right.accounts[*place].pubkey;
            let good = world.bank.account(&address).await.expect("in use");
            let mut again = good.clone();
            // All that a new bucket says is its epoch.
            let mut fresh = vec![0; good.data.len()];
            for other in [new.delegation(), new.allocation(), opt_in] {
                let account = world.bank.account(&other).await.expect("opened");
                if account.data.len() == good.data.len() {
                    fresh = account.data;
                }
            }
            again.data[figures.clone()].copy_from_slice(&fresh[figures.clone()]);
            assert_ne!(again, good, "account {place}");
            world.bank.put(&address, again);
            refused(&mut world, right.clone(), ours(error.clone()), &format!("tag {}: {place}", right.data[0])).await;
            world.bank.put(&address, good);
        }
        let keys = signers_of(&right);
        world.tried(right, &keys.iter().collect::<Vec<_>>()).await.unwrap();
    }
}

/// A slash's account stays, whatever became of it.
#[tokio::test]
async fn an_incident_is_slashed_once() {
    const IN_USE: Answer = custom(0);
    for stage in [Stage::Slashed, Stage::Final, Stage::Executed] {
        let mut world = World::at(stage).await;
        let parts = Parts::of(&world.vault);
        let again = paid_by_sponsor(parts.first.propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(0)), 0);
        refused(&mut world, again.clone(), IN_USE, &format!("{stage:?}")).await;
        if stage == Stage::Slashed {
            world.bank.by(parts.resolver, (VETO_SLASH.build)(&parts.vault).0).await;
            refused(&mut world, again, IN_USE, "vetoed").await;
            let next = parts.first.propose_slash(&id(parts.slasher), SLASHED_IN, parts.cause(2));
            world.bank.by(parts.slasher, next).await;
        }
    }
}

/// Everything of the other vault's and NCN's, which are in the same state, but not their signer.
#[tokio::test]
async fn nobody_acts_for_another_ncn_or_vault() {
    for (call, signer, error) in [
        (PROPOSE_SLASH, 1, NotSlasher),
        (VETO_SLASH, 0, NotResolver),
        (entities::SET_JAIL, 0, NotSlasher),
        (entities::SET_SLASH_POLICY, 0, NotNcnAdmin),
        (admin::SET_BREAKER, 0, NotVaultAdmin),
    ] {
        let mut world = World::at(call.stage).await;
        let (own, _) = (call.build)(&world.vault);
        let (mut others, _) = (call.build)(&world.other);
        others.accounts[signer].pubkey = own.accounts[signer].pubkey;
        refused(&mut world, others, ours(error), &format!("tag {}", own.data[0])).await;
    }
}
