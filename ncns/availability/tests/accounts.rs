//! The tables of the archive's instructions, for the matrix in `tests/common/matrix`.

use availability_client::AvailabilityNcnError::{self, *};
use availability_client::{
    ARCHIVE_DISCRIMINATOR, Archive as ArchiveAccount, BLOB_CERTIFICATE_DISCRIMINATOR, BlobCertificate,
    CHUNK_CHALLENGE_DISCRIMINATOR, ChunkChallenge, LOCAL_ID, OPERATOR_CUSTODY_DISCRIMINATOR, OperatorCustody,
};
use harness::table;
use restaking_client::{ID, pda};
use restaking_tests::matrix::rules::Kind::{At, Changed, New, Payer, Program, Read, Signer, SoleAt, SolePayer};
use restaking_tests::matrix::rules::{Answer, INVALID_ARGUMENT, TOO_SMALL, WRONG_ADDRESS, WRONG_TYPE, custom};
use restaking_tests::matrix::types::{CONFIG, Type};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot, interface};
use restaking_tests::{id, loaded, stake_table};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::scene::{AVAILABILITY, Archive, RULES, STORED, Scene, Stored, policy, voters};

const AN_ARCHIVE: Type = Type::of(LOCAL_ID, ArchiveAccount::LEN, ARCHIVE_DISCRIMINATOR);
const A_CERTIFICATE: Type = Type::of(LOCAL_ID, BlobCertificate::LEN + 8, BLOB_CERTIFICATE_DISCRIMINATOR);
const A_CUSTODY: Type = Type::of(LOCAL_ID, OperatorCustody::LEN, OPERATOR_CUSTODY_DISCRIMINATOR);
const A_CHALLENGE: Type = Type::of(LOCAL_ID, ChunkChallenge::LEN, CHUNK_CHALLENGE_DISCRIMINATOR);

/// All that can sign.
const WALLETS: [&str; 6] = ["ncn", "keeper", "reporter", "mallory", "operator", "alice"];

/// What each of them is called in the rows.
const NAMES: [&str; 6] = ["the admin", "a keeper", "a reporter", "a stranger", "an operator's admin", "a challenger"];

/// Where an account of the program has the address of its archive.
const ARCHIVE_AT: usize = 16;

const SYSTEM: Slot = Slot("system_program", Program, &[]);

mod challenge;

/// Refused with one of the archive's own errors.
const fn refused(error: AvailabilityNcnError) -> Answer {
    custom(error as u32)
}

/// The scene, a certificate that all operators signed, and an archive of mallory's with a custody and a table.
async fn two_archives() -> (Scene, Archive, Stored) {
    let mut scene = Scene::new().await;
    let mallory = id("mallory");
    let other = scene.add_archive("mallory").await;
    let operator = scene.operator(0);
    scene.run("mallory", &[other.open_custody(&mallory, &operator)]).await;
    scene.bank.by("mallory", table::open(&mallory, &mallory, &other.ncn, 0, 4, 10)).await;
    let stored = scene.stored().await;
    (scene, other, stored)
}

impl Scene {
    /// Puts a copy of the account at `address` on the chain, as the archive `other` would have it, and gives its address.
    async fn copied(&mut self, name: &str, address: &Pubkey, other: &Archive) -> Pubkey {
        if let Some(mut account) = self.bank.account(address).await {
            account.data[ARCHIVE_AT..ARCHIVE_AT + 32].copy_from_slice(other.address.as_ref());
            self.bank.put(&id(name), account);
        }
        id(name)
    }
}

/// Holds an instruction against the matrix.
async fn check(scene: Scene, other: Archive, stored: &Stored, right: Instruction, slots: &[Slot]) {
    check_and(scene, other, stored, right, slots, None).await;
}

/// The same for one that reads accounts behind its own, with its answer to none.
async fn check_and(
    mut scene: Scene,
    other: Archive,
    stored: &Stored,
    right: Instruction,
    slots: &[Slot],
    without: Option<Answer>,
) {
    let at = scene.at;
    let (operator, second) = (scene.operator(0), scene.operator(1));
    let (certificate, challenge) = (at.certificate(stored), at.challenge(stored, &operator, &id("alice")));
    let mut cast: Vec<(&str, Pubkey)> = NAMES.into_iter().zip(WALLETS.map(id)).collect();
    cast.extend([
        ("the archive", at.address),
        ("another archive", other.address),
        ("the NCN", at.ncn),
        ("another NCN", other.ncn),
        ("the certificate", certificate),
        ("another archive's certificate", scene.copied("other certificate", &certificate, &other).await),
        ("another archive's challenge", scene.copied("other challenge", &challenge, &other).await),
        ("the custody", at.custody(&operator)),
        ("another operator's custody", at.custody(&second)),
        ("another archive's custody", other.custody(&operator)),
        ("the table", scene.table),
        ("another table", pda::stake_table(&other.ncn, 0)),
        ("the operator", operator),
        ("another operator", second),
        ("the record", pda::record(&at.ncn, &operator)),
        ("the config", pda::config()),
        ("the core", ID),
        ("the archive's program", *AVAILABILITY),
        ("the system program", Pubkey::default()),
        ("nothing", id("nothing")),
    ]);
    let call = Call { right, slots, other: None, cast: &cast, signers: &WALLETS };
    match without {
        Some(without) => matrix::check_reading_on(&mut scene.bank, call, without).await,
        None => matrix::check(&mut scene.bank, call).await,
    }
}

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("availability_ncn"), [].into());
}

#[tokio::test]
async fn open_archive_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&WRONG_ADDRESS), loaded! {}),
        Slot("archive", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other, stored) = two_archives().await;
    let ncn = pda::ncn(&id("keeper"), 0);
    scene.bank.add_policy("keeper", 0, policy(&ncn)).await;
    let mut right = Archive::new(ncn, id("keeper")).open(RULES);
    right.accounts[0].pubkey = id("reporter");
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn set_rules_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, refused(NotNcnAdmin))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("config", Read(CONFIG), &[]),
        Slot("archive", Changed(AN_ARCHIVE), &[("another archive", refused(WrongNcn))]),
    ];
    let (scene, other, stored) = two_archives().await;
    let right = scene.at.set_rules(RULES);
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn open_custody_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("archive", Read(AN_ARCHIVE), &[("the archive", WRONG_ADDRESS)]),
        Slot("operator", At(&WRONG_ADDRESS), loaded! {}),
        Slot("custody", New, &[]),
        SYSTEM,
    ];
    let (scene, other, stored) = two_archives().await;
    let right = other.open_custody(&id("keeper"), &scene.operator(2));
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn adopt_table_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("archive", Changed(AN_ARCHIVE), &[("another archive", refused(WrongNcn))]),
        Slot(
            "table",
            At(&refused(NotATable)),
            stake_table! { refused(NotATable); "the table": refused(OldTable), "another table": refused(WrongNcn), },
        ),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let table = scene.new_table(3).await;
    let right = scene.at.adopt_table(&table);
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn open_certificate_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("archive", Read(AN_ARCHIVE), &[("another archive", WRONG_ADDRESS)]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("certificate", New, &[]),
        SYSTEM,
    ];
    let (mut scene, other, stored) = two_archives().await;
    let new = scene.storing(&[1; 3_000]).await;
    let right = scene.opening("keeper", &new);
    check(scene, other, &stored, right, SLOTS).await;
}

#[tokio::test]
async fn attest_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("archive", Read(AN_ARCHIVE), &[("another archive", refused(WrongNcn))]),
        Slot("ncn", At(&refused(WrongNcn)), loaded! {}),
        Slot(
            "certificate",
            Changed(A_CERTIFICATE),
            &[
                ("key", TOO_SMALL),
                ("the certificate", refused(NotAVote)),
                ("another archive's certificate", refused(WrongArchive)),
                ("short", Answer::Accepted("it has room for an operator less")),
            ],
        ),
        Slot("table", At(&refused(WrongTable)), stake_table! { refused(NotATable); }),
        Slot("instructions", At(&INVALID_ARGUMENT), &[]),
        Slot(
            "key",
            At(&refused(NotAKey)),
            &[
                ("foreign", refused(NotAKey)),
                ("zeroed", refused(NotAKey)),
                ("gone", refused(NotAKey)),
                ("short", refused(NotAKey)),
            ],
        ),
    ];
    let (mut scene, other, stored) = two_archives().await;
    let new = scene.storing(&[1; 3_000]).await;
    let open = scene.opening("keeper", &new);
    scene.run("keeper", &[open]).await;
    let [signed, right] = scene.at.attest(&scene.table, &new, &voters(&[0]));
    scene.bank.preface = Some(signed);
    check_and(scene, other, &stored, right, SLOTS, Some(refused(MissingAccounts))).await;
}

#[tokio::test]
async fn close_certificate_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "certificate",
            Changed(A_CERTIFICATE),
            &[
                ("another archive's certificate", Answer::Accepted("it is forged, with the same payer")),
                ("short", WRONG_TYPE),
            ],
        ),
        Slot("payer", SoleAt(&refused(WrongRecipient)), &[]),
    ];
    let (mut scene, other, stored) = two_archives().await;
    scene.pass(STORED).await;
    let right = scene.at.close_certificate(&stored, &id("keeper"));
    check(scene, other, &stored, right, SLOTS).await;
}
