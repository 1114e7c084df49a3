//! The accounts of the instructions of slashes.

mod places;
mod reopened;

use harness::key;
use restaking_client::RestakingError::{
    NotResolver, NotSlasher, NothingOwed, WrongAllocation, WrongAssetAccount, WrongBucket, WrongDelegation, WrongOptIn,
    WrongRecord, WrongSlash, WrongVault,
};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{
    AssetMint, Changed, NewSlash, Payee, Payer, Program, Read, Recipient, Signer, SignerLeftOut,
};
use restaking_tests::matrix::rules::{Answer, ours};
use restaking_tests::matrix::types::{ALLOCATION, BUCKET, DELEGATION, NCN, OPT_IN, RECORD, SLASH, TOKENS, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer as _;
use solana_transaction_error::TransactionError;

use super::calls::{Call, check};
use super::delegation::OTHER_RECORDS;
use super::parts::{Parts, paid_by_sponsor};
use super::world::{PEOPLE, SLASHED_IN, Stage, World};

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
        (
            first.pay_slash_share(
                &first.proposal(0),
                restaking_client::SlashRecipient::Redistribution,
                &id(recipients[2]),
            ),
            vec![],
        )
    },
};

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");

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

#[tokio::test]
async fn propose_slash_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[("slasher", ANYONE_PAYS), ("other slasher", ANYONE_PAYS), (ANY_OTHER, ANYONE_PAYS)]),
        Slot("slasher", Signer, &[(ANY_OTHER, ours(NotSlasher))]),
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
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
                ("the opt-in of another operator and NCN", ours(WrongOptIn)),
                ("the opt-in of vault and another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault and NCN", ours(WrongOptIn)),
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
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
                ("the opt-in of another operator and NCN", ours(WrongOptIn)),
                ("the opt-in of vault and another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault and NCN", ours(WrongOptIn)),
            ],
        ),
        Slot(
            "vault_ncn",
            Changed(OPT_IN),
            &[
                ("other vault_operator", ours(WrongOptIn)),
                ("other operator_ncn", ours(WrongOptIn)),
                ("other vault_ncn", ours(WrongOptIn)),
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
                ("the opt-in of another operator and NCN", ours(WrongOptIn)),
                ("the opt-in of vault and another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault and NCN", ours(WrongOptIn)),
            ],
        ),
        Slot("this_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("next_bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("proposal", NewSlash, &[]),
        Slot("system_program", Program, &[]),
    ];
    check(PROPOSE_SLASH, SLOTS).await;
}

#[tokio::test]
async fn veto_slash_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("resolver", Signer, &[(ANY_OTHER, ours(NotResolver))]),
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
            "asset_account",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongAssetAccount)),
                ("other reporter_assets", ours(WrongAssetAccount)),
                ("other insurance_assets", ours(WrongAssetAccount)),
                ("other redistribution_assets", ours(WrongAssetAccount)),
                ("a second account of the vault's", ours(WrongAssetAccount)),
                ("alice's assets", ours(WrongAssetAccount)),
                ("bob's assets", ours(WrongAssetAccount)),
                ("alice's shares", ours(WrongAssetAccount)),
                ("bob's shares", ours(WrongAssetAccount)),
                ("a stray token account", ours(WrongAssetAccount)),
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
            "asset_account",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongAssetAccount)),
                ("other recipient_assets", ours(WrongAssetAccount)),
                ("a second account of the vault's", ours(WrongAssetAccount)),
                ("alice's assets", ours(WrongAssetAccount)),
                ("bob's assets", ours(WrongAssetAccount)),
                ("alice's shares", ours(WrongAssetAccount)),
                ("bob's shares", ours(WrongAssetAccount)),
                ("a stray token account", ours(WrongAssetAccount)),
                ("the reporter's assets", ours(WrongAssetAccount)),
                ("the insurance's assets", ours(WrongAssetAccount)),
            ],
        ),
        Slot("recipient", SignerLeftOut, &[]),
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

/// A slash that was vetoed, off the vault's stop-loss.
pub const UNCOUNT_SLASH: Call = Call {
    stage: Stage::Vetoed,
    build: |vault| {
        let first = Parts::of(vault).first;
        (first.uncount_slash(&first.proposal(0)), vec![])
    },
};

#[tokio::test]
async fn uncount_slash_takes_only_its_own_accounts() {
    const ANY: Answer = Answer::Accepted("anyone may take any vetoed slash off the opt-in's count");
    const SLOTS: &[Slot] = &[
        Slot(
            "proposal",
            Changed(SLASH),
            &[
                ("other proposal", ours(WrongSlash)),
                ("the slash for another incident", ANY),
                ("the slash of another operator", ANY),
                ("the slash by another NCN", ours(WrongSlash)),
                ("the slash of another vault", ours(WrongOptIn)),
            ],
        ),
        Slot("ncn", Read(NCN), &[("other ncn", ours(WrongSlash)), ("another NCN", ours(WrongSlash))]),
        Slot(
            "opt_in",
            Changed(OPT_IN),
            &[
                ("other opt_in", ours(WrongOptIn)),
                ("the opt-in of vault and operator", ours(WrongOptIn)),
                ("the opt-in of operator and NCN", ours(WrongOptIn)),
                ("the opt-in with another operator", ours(WrongOptIn)),
                ("the opt-in with another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault", ours(WrongOptIn)),
                ("the opt-in of another operator and NCN", ours(WrongOptIn)),
                ("the opt-in of vault and another NCN", ours(WrongOptIn)),
                ("the opt-in of another vault and NCN", ours(WrongOptIn)),
            ],
        ),
    ];
    check(UNCOUNT_SLASH, SLOTS).await;
}
