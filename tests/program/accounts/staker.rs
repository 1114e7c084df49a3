//! The accounts of the instructions of stakers.

use restaking_client::RestakingError::{
    DepositorNotApproved, NotTicketOwner, TicketsOutstanding, WrongAssetAccount, WrongBucket, WrongMint, WrongVault,
    WrongVrtMint,
};
use restaking_tests::matrix::rules::Kind::{
    Changed, ChangedOrNew, New, Payer, Program, Read, RentPayer, Signer, VrtMint,
};
use restaking_tests::matrix::rules::{Answer, OWNER_MISMATCH, TOO_SMALL, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{APPROVAL, BUCKET, CONFIG, TICKET, TOKENS, VAULT};
use restaking_tests::matrix::{ANY_OTHER, Known, Slot};

use super::calls::{self, check};

const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");
const ANYWHERE: Answer = Answer::Accepted("the owner of what is given up says where the proceeds go");

const OTHER_BUCKETS: Known = &[("other bucket", ours(WrongVault)), ("the next bucket", ours(WrongBucket))];
const OTHER_TICKETS: Known = &[("other ticket", ours(WrongVault)), ("bob's ticket", ours(NotTicketOwner))];
const OTHER_OWNERS: Known = &[(ANY_OTHER, ours(NotTicketOwner))];

#[tokio::test]
async fn vault_rates_takes_only_a_vault() {
    const ANY: Answer = Answer::Accepted("each vault has rates");
    const SLOTS: &[Slot] = &[Slot("vault", Read(VAULT), &[("other vault", ANY)])];
    check(calls::VAULT_RATES, SLOTS).await;
}

#[tokio::test]
async fn deposit_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("depositor", Signer, &[(ANY_OTHER, ours(DepositorNotApproved))]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongAssetAccount))]),
        Slot(
            "asset_account",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongAssetAccount)),
                ("other depositor_shares", ours(WrongAssetAccount)),
                ("bob's assets", ours(WrongAssetAccount)),
                ("bob's shares", ours(WrongAssetAccount)),
                ("a stray token account", ours(WrongAssetAccount)),
                ("a second account of the vault's", ours(WrongAssetAccount)),
            ],
        ),
        Slot("vrt_mint", VrtMint, &[]),
        Slot(
            "depositor_assets",
            Changed(TOKENS),
            &[
                ("other asset_account", OWNER_MISMATCH),
                ("other depositor_shares", ours(WrongMint)),
                ("bob's assets", OWNER_MISMATCH),
                ("bob's shares", ours(WrongMint)),
                ("a stray token account", ours(WrongMint)),
                ("a second account of the vault's", OWNER_MISMATCH),
            ],
        ),
        Slot(
            "depositor_shares",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongMint)),
                ("other depositor_shares", ours(WrongMint)),
                ("bob's assets", ours(WrongMint)),
                ("bob's shares", ANYWHERE),
                ("a stray token account", ours(WrongMint)),
                ("a second account of the vault's", ours(WrongMint)),
            ],
        ),
        Slot(
            "approval",
            Read(APPROVAL),
            &[
                ("other approval", ours(WrongVault)),
                ("bob's approval", ours(DepositorNotApproved)),
                // The program's own address stands for an account that is left out.
                ("the program", ours(DepositorNotApproved)),
            ],
        ),
        Slot("config", Read(CONFIG), &[]),
        Slot("token_program", Program, &[]),
    ];
    check(calls::DEPOSIT, SLOTS).await;
}

/// Shares that alice cannot burn.
const OTHER_SHARES: Known = &[
    ("other owner_shares", ours(WrongMint)),
    ("the vault's asset account", ours(WrongMint)),
    ("alice's assets", ours(WrongMint)),
    ("bob's assets", ours(WrongMint)),
    ("bob's shares", OWNER_MISMATCH),
    ("a stray token account", ours(WrongMint)),
    ("a second account of the vault's", ours(WrongMint)),
];

/// The accounts of a request, which are the same whether its bucket is open or not.
const fn request(other_buckets: Known) -> [Slot; 9] {
    [
        Slot("payer", Payer, const { &[("owner", ANYONE_PAYS), (ANY_OTHER, ANYONE_PAYS)] }),
        // The owner and the vault are parts of the ticket's address, which is looked at first.
        Slot("owner", Signer, const { &[("payer", WRONG_ADDRESS), (ANY_OTHER, WRONG_ADDRESS)] }),
        Slot("vault", Changed(VAULT), const { &[("other vault", WRONG_ADDRESS)] }),
        Slot("vrt_mint", VrtMint, &[]),
        Slot("owner_shares", Changed(TOKENS), OTHER_SHARES),
        Slot("bucket", ChangedOrNew(BUCKET), other_buckets),
        Slot("ticket", New, &[]),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ]
}

#[tokio::test]
async fn request_exit_takes_only_its_own_accounts_where_it_opens_its_bucket() {
    const OTHERS: Known = &[("the bucket", ours(WrongBucket))];
    check(calls::FIRST_REQUEST_EXIT, &request(OTHERS)).await;
}

#[tokio::test]
async fn request_exit_takes_only_its_own_accounts_where_its_bucket_is_open() {
    const OTHERS: Known = &[("other bucket", ours(WrongVault)), ("the bucket", ours(WrongBucket))];
    check(calls::REQUEST_EXIT, &request(OTHERS)).await;
}

#[tokio::test]
async fn cancel_exit_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, OTHER_OWNERS),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongVrtMint))]),
        Slot("vrt_mint", VrtMint, &[]),
        Slot(
            "owner_shares",
            Changed(TOKENS),
            &[
                ("other owner_shares", ours(WrongMint)),
                ("the vault's asset account", ours(WrongMint)),
                ("alice's assets", ours(WrongMint)),
                ("bob's assets", ours(WrongMint)),
                ("bob's shares", ANYWHERE),
                ("a stray token account", ours(WrongMint)),
                ("a second account of the vault's", ours(WrongMint)),
            ],
        ),
        Slot("bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("ticket", Changed(TICKET), OTHER_TICKETS),
        Slot("rent_payer", RentPayer, &[]),
        Slot("config", Read(CONFIG), &[]),
        Slot("token_program", Program, &[]),
    ];
    check(calls::CANCEL_EXIT, SLOTS).await;
}

#[tokio::test]
async fn claim_exit_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, OTHER_OWNERS),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongAssetAccount))]),
        Slot(
            "asset_account",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongAssetAccount)),
                ("bob's assets", ours(WrongAssetAccount)),
                ("alice's shares", ours(WrongAssetAccount)),
                ("bob's shares", ours(WrongAssetAccount)),
                ("a stray token account", ours(WrongAssetAccount)),
                ("a second account of the vault's", ours(WrongAssetAccount)),
            ],
        ),
        Slot(
            "owner_assets",
            Changed(TOKENS),
            &[
                ("other asset_account", ANYWHERE),
                ("bob's assets", ANYWHERE),
                ("alice's shares", ours(WrongMint)),
                ("bob's shares", ours(WrongMint)),
                ("a stray token account", ours(WrongMint)),
                ("a second account of the vault's", ANYWHERE),
            ],
        ),
        Slot("bucket", Changed(BUCKET), OTHER_BUCKETS),
        Slot("ticket", Changed(TICKET), OTHER_TICKETS),
        Slot("rent_payer", RentPayer, &[]),
        Slot("token_program", Program, &[]),
    ];
    check(calls::CLAIM_EXIT, SLOTS).await;
}

#[tokio::test]
async fn transfer_exit_ticket_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, OTHER_OWNERS),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongVault))]),
        Slot("ticket", Changed(TICKET), OTHER_TICKETS),
        Slot("config", Read(CONFIG), &[]),
    ];
    check(calls::TRANSFER_EXIT_TICKET, SLOTS).await;
}

#[tokio::test]
async fn exit_instantly_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        // Only SPL Token checks the owner of the shares.
        Slot("owner", Signer, &[(ANY_OTHER, OWNER_MISMATCH)]),
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongAssetAccount))]),
        Slot(
            "asset_account",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongAssetAccount)),
                ("other owner_shares", ours(WrongAssetAccount)),
                ("bob's assets", ours(WrongAssetAccount)),
                ("bob's shares", ours(WrongAssetAccount)),
                ("a stray token account", ours(WrongAssetAccount)),
                ("a second account of the vault's", ours(WrongAssetAccount)),
            ],
        ),
        Slot("vrt_mint", VrtMint, &[]),
        Slot(
            "owner_shares",
            Changed(TOKENS),
            &[
                ("other asset_account", ours(WrongMint)),
                ("other owner_shares", ours(WrongMint)),
                ("bob's assets", ours(WrongMint)),
                ("bob's shares", OWNER_MISMATCH),
                ("a stray token account", ours(WrongMint)),
                ("a second account of the vault's", ours(WrongMint)),
            ],
        ),
        Slot(
            "owner_assets",
            Changed(TOKENS),
            &[
                ("other asset_account", ANYWHERE),
                ("other owner_shares", ours(WrongMint)),
                ("bob's assets", ANYWHERE),
                ("bob's shares", ours(WrongMint)),
                ("a stray token account", ours(WrongMint)),
                ("a second account of the vault's", ANYWHERE),
            ],
        ),
        Slot("config", Read(CONFIG), &[]),
        Slot("token_program", Program, &[]),
    ];
    check(calls::EXIT_INSTANTLY, SLOTS).await;
}

#[tokio::test]
async fn close_exit_bucket_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongVault))]),
        Slot(
            "bucket",
            Changed(BUCKET),
            &[("other bucket", ours(WrongVault)), ("the next bucket", ours(TicketsOutstanding))],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    check(calls::CLOSE_EXIT_BUCKET, SLOTS).await;
}

#[tokio::test]
async fn settle_exits_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[("other vault", ours(WrongVault)), ("ticket", TOO_SMALL)]),
        Slot(
            "bucket",
            Changed(BUCKET),
            &[("other bucket", ours(WrongVault)), ("the next bucket", ours(WrongBucket)), ("ticket", TOO_SMALL)],
        ),
        Slot(
            "ticket",
            Changed(TICKET),
            &[
                ("other ticket", ours(WrongVault)),
                ("bob's ticket", Answer::Accepted("anyone settles any ticket of the bucket")),
            ],
        ),
    ];
    check(calls::SETTLE_EXITS, SLOTS).await;
}
