//! What opens an archive's accounts, and what does not.

use availability_client::{AvailabilityNcnError, RuleFigures, digest};
use harness::{key, table};
use restaking_client::{PolicyArgs, StakeTable, pda};
use restaking_tests::{SLOWEST_RISE, id};

use crate::scene::{Archive, HEIGHT, OPERATORS, RULES, SEVEN_DAYS, STAKE, STORED, Scene, Stored, blob, policy, voters};

#[tokio::test]
async fn accounts_are_opened_once_by_those_that_may() {
    let mut scene = Scene::new().await;
    let (mallory, at) = (id("mallory"), scene.at);
    let failure = scene.bank.refused(at.open(RULES), &[&key("ncn")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    let ncn = scene.bank.add_policy("mallory", 0, policy(&pda::ncn(&mallory, 0))).await;
    let own = Archive::new(ncn, mallory);
    let wrong = own.open(RuleFigures { answer_seconds: 599, ..RULES });
    scene.refused("mallory", &[wrong], AvailabilityNcnError::RuleOutOfBounds).await;
    let others = scene.bank.add_ncn("creator", 0).await;
    let stolen = Archive::new(others, mallory).open(RULES);
    scene.refused("mallory", &[stolen], AvailabilityNcnError::NotNcnAdmin).await;
    let timeless = Archive::new(others, id("creator")).open(RULES);
    scene.refused("creator", &[timeless], AvailabilityNcnError::NoHeights).await;
    let operator = scene.operator(0);
    let failure = scene.bank.refused(at.open_custody(&id("keeper"), &operator), &[&key("keeper")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
    // A custody is an operator's.
    let failure = scene.bank.refused(at.open_custody(&mallory, &at.ncn), &[&key("mallory")]).await;
    assert_eq!(failure.code(), None, "{:#?}", failure.logs);
    // A certificate is opened once.
    let stored = scene.storing(&blob()).await;
    let open = scene.opening("keeper", &stored);
    scene.run("keeper", std::slice::from_ref(&open)).await;
    let failure = scene.bank.refused(open, &[&key("keeper")]).await;
    assert_eq!(failure.code(), Some(0), "{:#?}", failure.logs);
}

#[tokio::test]
async fn a_certificate_needs_a_window_a_table_and_a_policy_that_slashes() {
    let mut scene = Scene::new().await;
    let stored = scene.storing(&blob()).await;
    let at = |height| Stored { height, ..stored.clone() };
    for height in [stored.height - 1, stored.height + 1, 0, u64::MAX] {
        let open = scene.opening("keeper", &at(height));
        scene.refused("keeper", &[open], AvailabilityNcnError::WindowClosed).await;
    }
    let now = scene.bank.now().await;
    let with = |size, expiry| {
        let mut changed = stored.clone();
        (changed.content.size, changed.content.expiry) = (size, expiry);
        changed
    };
    let (size, expiry) = (stored.content.size, stored.content.expiry);
    let until = scene.table_head().await.certain_until;
    for (changed, error) in [
        (with(0, expiry), AvailabilityNcnError::BlobSize),
        (with((256 << 20) + 1, expiry), AvailabilityNcnError::BlobSize),
        (with(size, now + HEIGHT), AvailabilityNcnError::EarlyExpiry),
        (with(size, i64::MIN), AvailabilityNcnError::EarlyExpiry),
        // The stake is not certain until the last challenge is settled: for twice the time to answer and 1,200 seconds.
        (with(size, until - 2_399), AvailabilityNcnError::NotCertain),
        (with(size, i64::MAX), AvailabilityNcnError::NotCertain),
    ] {
        let open = scene.opening("keeper", &changed);
        scene.refused("keeper", &[open], error).await;
    }
    let mut misaddressed = scene.opening("keeper", &stored);
    let end = misaddressed.data.len();
    misaddressed.data[end - 32..].copy_from_slice(&digest(&with(size, expiry + 1).content));
    misaddressed.accounts[4].pubkey = scene.at.certificate(&with(size, expiry + 1));
    scene.refused("keeper", &[misaddressed], AvailabilityNcnError::WrongDigest).await;
    for capacity in [0, OPERATORS as u32 - 1, OPERATORS as u32 + 1, 200] {
        let open = scene.at.open_certificate(&id("keeper"), &scene.table, capacity, &stored);
        scene.refused("keeper", &[open], AvailabilityNcnError::WrongCapacity).await;
    }
    let right = policy(&scene.ncn);
    let fraction = RULES.slash_fraction;
    let open = scene.opening("keeper", &stored);
    for (args, error) in [
        (PolicyArgs { slasher: id("mallory"), ..right.clone() }, AvailabilityNcnError::NotSlasher),
        (
            PolicyArgs { max_fraction: fraction - 1, equivocation_fraction: 1, ..right.clone() },
            AvailabilityNcnError::PolicyFraction,
        ),
        (PolicyArgs { min_fraction: fraction + 1, ..right.clone() }, AvailabilityNcnError::PolicyFraction),
        (PolicyArgs { equivocation_fraction: 0, ..right.clone() }, AvailabilityNcnError::PolicyFraction),
        (PolicyArgs { challenge_seconds: SEVEN_DAYS - 1, ..right.clone() }, AvailabilityNcnError::ShortChallenge),
        (
            PolicyArgs { cooldown_seconds: RULES.period_seconds + 1, ..right.clone() },
            AvailabilityNcnError::LongCooldown,
        ),
        (PolicyArgs { height_zero: right.height_zero + 1, ..right.clone() }, AvailabilityNcnError::OtherHeights),
        (PolicyArgs { height_millis: right.height_millis + 1, ..right.clone() }, AvailabilityNcnError::OtherHeights),
    ] {
        scene.in_force(args).await;
        scene.refused("keeper", std::slice::from_ref(&open), error).await;
    }
    scene.in_force(right).await;
    scene.run("keeper", &[open]).await;
    // An archive without a table.
    let own = scene.add_archive("mallory").await;
    let open = own.open_certificate(&id("mallory"), &scene.table, OPERATORS as u32, &stored);
    scene.refused("mallory", &[open], AvailabilityNcnError::NoTable).await;
    assert_eq!(expiry, now + STORED);
}

#[tokio::test]
async fn votes_come_in_the_window_and_once() {
    let mut scene = Scene::new().await;
    let stored = scene.storing(&blob()).await;
    let open = scene.opening("keeper", &stored);
    scene.run("keeper", &[open]).await;
    let [signed, carry] = scene.at.attest(&scene.table, &stored, &voters(&[0]));
    scene.refused("keeper", std::slice::from_ref(&carry), AvailabilityNcnError::NoSignatures).await;
    let two = scene.at.carry(&scene.table, &stored, &voters(&[0, 1]));
    scene.refused("keeper", &[signed.clone(), two], AvailabilityNcnError::MissingAccounts).await;
    let mut wrong = carry.clone();
    wrong.accounts[5].pubkey = scene.at.address;
    scene.refused("keeper", &[signed.clone(), wrong], AvailabilityNcnError::NotAKey).await;
    scene.run("keeper", &[signed.clone(), carry.clone()]).await;
    // With a new vote beside it, one that came already is skipped.
    let both = scene.at.attest(&scene.table, &stored, &voters(&[0, 1, 1]));
    scene.run("keeper", &both).await;
    let certificate = scene.certificate(&stored).await.certificate;
    assert_eq!((certificate.operators, certificate.weight), (2, 2 * STAKE));
    scene.refused("keeper", &[signed, carry], AvailabilityNcnError::NothingNew).await;
    scene.pass(HEIGHT).await;
    let late = scene.at.attest(&scene.table, &stored, &voters(&[2]));
    scene.refused("keeper", &late, AvailabilityNcnError::WindowClosed).await;
    // Without a quorum it is closed after its window.
    let close = scene.at.close_certificate(&stored, &id("keeper"));
    scene.run("mallory", &[close]).await;
    // An operator that is not in the table.
    scene.table = scene.new_table(3).await;
    scene.run("keeper", &[scene.at.adopt_table(&scene.table)]).await;
    let stored = scene.storing(&blob()).await;
    let open = scene.at.open_certificate(&id("keeper"), &scene.table, 3, &stored);
    scene.run("keeper", &[open]).await;
    let stranger = scene.at.attest(&scene.table, &stored, &voters(&[4]));
    scene.refused("keeper", &stranger, AvailabilityNcnError::NotInTable).await;
}

#[tokio::test]
async fn only_a_final_later_heavy_and_certain_table_is_adopted() {
    let mut scene = Scene::with(RuleFigures { min_table_weight: 3 * STAKE, ..RULES }).await;
    let until = scene.most_certain().await;
    let open = scene.open_table(OPERATORS, until).await;
    scene.lengthen(&open).await;
    scene.refused("keeper", &[scene.at.adopt_table(&open)], AvailabilityNcnError::TableOpen).await;
    scene.pass(10).await;
    scene.run("keeper", &[scene.at.adopt_table(&open)]).await;
    for old in [open, scene.table] {
        scene.refused("keeper", &[scene.at.adopt_table(&old)], AvailabilityNcnError::OldTable).await;
    }
    let light = scene.new_table(2).await;
    scene.refused("keeper", &[scene.at.adopt_table(&light)], AvailabilityNcnError::LightTable).await;
    let uncertain = scene.new_table_until(OPERATORS, 0).await;
    scene.refused("mallory", &[scene.at.adopt_table(&uncertain)], AvailabilityNcnError::NotCertain).await;
    let right = scene.new_table(OPERATORS).await;
    let account = scene.bank.account(&right).await.expect("a table");
    let change = |weight: u64, count: Option<u32>| {
        let mut changed = account.clone();
        let mut head = StakeTable::from_bytes(&changed.data[..StakeTable::LEN]).expect("a table");
        head.total_weight = weight;
        changed.data[..StakeTable::LEN].copy_from_slice(&borsh::to_vec(&head).expect("a table"));
        if let Some(count) = count {
            changed.data[StakeTable::LEN..StakeTable::LEN + 4].copy_from_slice(&count.to_le_bytes());
            changed.data.resize(StakeTable::LEN + 8 + 88 * count as usize, 0);
        }
        changed
    };
    for (changed, error) in [
        (change(u64::MAX, None), AvailabilityNcnError::SaturatedTable),
        (change(5 * STAKE, Some(2)), AvailabilityNcnError::FewOperators),
        (change(5 * STAKE, Some(241)), AvailabilityNcnError::TableTooLarge),
    ] {
        scene.bank.put(&right, changed);
        scene.refused("mallory", &[scene.at.adopt_table(&right)], error).await;
    }
    let mallory = id("mallory");
    let ncn = scene.bank.add_ncn("mallory", 0).await;
    scene.bank.by("mallory", table::open(&mallory, &mallory, &ncn, 0, 4, 10)).await;
    scene.pass(10).await;
    let foreign = pda::stake_table(&ncn, 0);
    scene.refused("mallory", &[scene.at.adopt_table(&foreign)], AvailabilityNcnError::WrongNcn).await;
    for other in [scene.at.custody(&scene.operator(0)), scene.ncn, id("nothing")] {
        scene.refused("mallory", &[scene.at.adopt_table(&other)], AvailabilityNcnError::NotATable).await;
    }
}

/// The largest table has a certificate: an account of its size can be created.
#[tokio::test]
async fn the_largest_table_has_a_certificate() {
    let mut scene = Scene::new().await;
    let table = scene.table;
    let mut account = scene.bank.account(&table).await.expect("a table");
    account.data[StakeTable::LEN..StakeTable::LEN + 4].copy_from_slice(&240u32.to_le_bytes());
    account.data.resize(StakeTable::LEN + 8 + 88 * 240, 0);
    account.lamports *= 100;
    scene.bank.put(&table, account);
    let stored = scene.storing(&blob()).await;
    let open = scene.at.open_certificate(&id("keeper"), &scene.table, 240, &stored);
    scene.run("keeper", &[open]).await;
    let at = scene.at.certificate(&stored);
    assert!(scene.bank.account(&at).await.expect("a certificate").data.len() <= 10_240);
}

#[tokio::test]
async fn rules_change_after_the_notice_and_for_later_certificates_alone() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let harsher = RuleFigures { slash_fraction: 2 * RULES.slash_fraction, ..RULES };
    scene.run("ncn", &[scene.at.set_rules(harsher.clone())]).await;
    let broken = scene.at.set_rules(RuleFigures { bond: 1, ..RULES });
    scene.refused("ncn", &[broken], AvailabilityNcnError::RuleOutOfBounds).await;
    let milder = RuleFigures { answer_seconds: 700, ..harsher };
    scene.run("ncn", &[scene.at.set_rules(milder)]).await;
    let withdrawn = scene.at.set_rules(RULES);
    scene.refused("ncn", &[withdrawn], AvailabilityNcnError::MilderAnnounced).await;
    // The certificate of before keeps its rules.
    let challenge = scene.drawn("alice", &stored, 0).await;
    let read = scene.read_challenge(&challenge).await.challenge;
    assert_eq!((read.answer_seconds, read.slash_fraction), (600, RULES.slash_fraction));
    scene.pass(SLOWEST_RISE).await;
    scene.table = scene.new_table(OPERATORS).await;
    scene.run("keeper", &[scene.at.adopt_table(&scene.table)]).await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("bob", &stored, 0).await;
    let read = scene.read_challenge(&challenge).await.challenge;
    assert_eq!((read.answer_seconds, read.slash_fraction), (700, 2 * RULES.slash_fraction));
}

/// A wallet of zero waits: the bonds stay in the custody.
#[tokio::test]
async fn an_operator_without_a_fee_wallet_keeps_its_bonds() {
    let mut scene = Scene::new().await;
    let stored = scene.stored().await;
    let challenge = scene.drawn("alice", &stored, 0).await;
    let answer = scene.answering(&challenge, &blob()).await;
    scene.run("keeper", &[answer]).await;
    let operator = scene.operator(0);
    let mut account = scene.bank.account(&operator).await.expect("an operator");
    let mut read = restaking_client::Operator::from_bytes(&account.data).expect("an operator");
    read.fee_wallet = Default::default();
    account.data = borsh::to_vec(&read).expect("an operator");
    scene.bank.put(&operator, account);
    let collect = scene.at.collect(&operator, &id("operator"));
    scene.refused("mallory", &[collect], AvailabilityNcnError::NoFeeWallet).await;
}
