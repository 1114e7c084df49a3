//! How an NCN's policy changes: announced, after the slowest exit, and never for a slash that was proposed before.

use harness::{entity, slash, slash::WHOLE};
use restaking_client::{Event, Ncn, PolicyArgs, RestakingError};
use restaking_tests::{Bank, CHALLENGE, PERCENT, RECIPIENTS, SLOWEST_RISE, assert_refused, id, policy, policy_of};
use solana_program::pubkey::Pubkey;

use super::paid;

/// A policy that differs from the usual one in every figure that a slash reads.
fn other() -> PolicyArgs {
    PolicyArgs {
        slasher: id("bob"),
        resolver: id("alice"),
        insurance: id("mallory"),
        redistribution: id("harmed"),
        challenge_seconds: 90,
        burn_bps: 2_500,
        reporter_bps: 500,
        insurance_bps: 3_000,
        redistribution_bps: 4_000,
        ..policy()
    }
}

#[tokio::test]
async fn an_announced_policy_counts_after_the_slowest_exit_to_the_second() {
    for (second, new) in [(-1, false), (0, true)] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let from = bank.now().await + SLOWEST_RISE;
        let done = bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, other())).await;
        let [Event::SlashPolicySet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.ncn, event.number, event.from), (split.ncn, 2, from));
        assert_eq!((&event.before, &event.after), (&policy_of(policy()), &policy_of(other())));
        let made: Ncn = bank.read(&split.ncn).await.unwrap();
        assert_eq!((&made.policy, &made.next_policy), (&event.before, &event.after));
        assert_eq!(made.policy_from, from);

        bank.warp(from + second).await;
        let (epoch, cause) = (bank.epoch().await, bank.cause(0, PERCENT).await);
        let [old, next] = ["slasher", "bob"].map(|name| split.propose_slash(&id(name), epoch, cause.clone()));
        let (name, right, other_name, wrong) =
            if new { ("bob", next, "slasher", old) } else { ("slasher", old, "bob", next) };
        let failure = bank.refuses(other_name, wrong).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotSlasher));
        bank.by(name, right).await;
        // 10,000: 75, 5 and 20 %; or 25, 5, 30 and 40 %.
        let made = bank.slash(&split, 0).await;
        if new {
            assert_eq!(
                (made.resolver, made.insurance, made.redistribution),
                (id("alice"), id("mallory"), id("harmed"))
            );
            assert_eq!((made.final_from, made.burn, made.owed), (from + 90, 2_500, [500, 3_000, 4_000]));
        } else {
            assert_eq!((made.resolver, made.insurance), (id("resolver"), id("insurance")));
            assert_eq!(made.final_from, from - 1 + CHALLENGE as i64);
            assert_eq!((made.burn, made.owed), (7_500, [500, 2_000, 0]));
        }
    }
}

#[tokio::test]
async fn a_new_announcement_replaces_a_pending_one_and_waits_its_own_full_time() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let from = bank.now().await + SLOWEST_RISE;
    bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, other())).await;
    bank.warp(from - 1).await;
    let milder = PolicyArgs { max_fraction: PERCENT, ..policy() };
    bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, milder.clone())).await;
    let made: Ncn = bank.read(&split.ncn).await.unwrap();
    assert_eq!((&made.policy, &made.next_policy), (&policy_of(policy()), &policy_of(milder)));
    assert_eq!(made.policy_from, from - 1 + SLOWEST_RISE, "a milder one waits as well");
    // The one that was withdrawn never counts.
    for time in [from, from - 2 + SLOWEST_RISE] {
        bank.warp(time).await;
        bank.propose(&split, time as u64, 2 * PERCENT).await;
    }
    bank.warp(from - 1 + SLOWEST_RISE).await;
    let over = bank.proposing(&split, 3, 2 * PERCENT).await;
    assert_refused(&bank.refuses("slasher", over).await, RestakingError::Fraction, 2 * PERCENT, PERCENT);
    bank.propose(&split, 3, PERCENT).await;
    // An active one is the next one's starting point.
    bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, other())).await;
    let made: Ncn = bank.read(&split.ncn).await.unwrap();
    assert_eq!(made.policy.terms.max_fraction, PERCENT);
}

#[tokio::test]
async fn resolver_terms_and_recipients_of_the_proposal_stand_though_the_policy_changed_since() {
    for vetoed in [true, false] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let from = bank.now().await + SLOWEST_RISE;
        bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, other())).await;
        bank.warp(from - 1).await;
        let epoch = bank.epoch().await;
        let event = bank.propose(&split, 0, 10 * PERCENT).await;
        assert_eq!(event.final_from, from - 1 + CHALLENGE as i64);
        // The new resolver has no say in it, and the new and shorter window does not end it.
        bank.warp(from + 90).await;
        let failure = bank.refuses("alice", split.veto_slash(&id("alice"), &split.proposal(0), epoch)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotResolver));
        let early = bank.executing(&split, 0).await;
        let limit = event.final_from as u64;
        assert_refused(&bank.refused(early, &[]).await, RestakingError::NotFinal, (from + 90) as u64, limit);
        if vetoed {
            bank.warp(event.final_from - 1).await;
            bank.veto(&split, 0).await;
            assert_eq!(paid(&mut bank, &split.vault).await, [0; 3]);
        } else {
            bank.warp(event.final_from).await;
            // For the new insurance's account instead of the old one's: its part waits for the old one.
            let [reporter, _, harmed] = RECIPIENTS.map(id);
            let execute = split.execute_slash(&split.proposal(0), epoch, [reporter, id("mallory"), harmed]);
            bank.send(&[execute], &[]).await.unwrap();
            assert_eq!(paid(&mut bank, &split.vault).await, [5_000, 0, 0]);
            bank.send(
                &[split.pay_slash_share(
                    &split.proposal(0),
                    restaking_client::SlashRecipient::Insurance,
                    &id("insurance"),
                )],
                &[],
            )
            .await
            .unwrap();
            assert_eq!(paid(&mut bank, &split.vault).await, [5_000, 20_000, 0]);
            assert_eq!(bank.burned(&split.vault).await, 75_000);
        }
        bank.audit(&split.vault).await;
    }
}

#[tokio::test]
async fn a_fraction_is_within_the_policys_bounds() {
    let args = PolicyArgs { min_fraction: 5 * PERCENT, max_fraction: 20 * PERCENT, ..policy() };
    let (mut bank, split) = Bank::with_slasher(args).await;
    let (min, max) = (5 * PERCENT, 20 * PERCENT);
    for (fraction, limit) in [(0, min), (1, min), (min - 1, min), (max + 1, max), (WHOLE, max), (u64::MAX, max)] {
        let instruction = bank.proposing(&split, 0, fraction).await;
        assert_refused(&bank.refuses("slasher", instruction).await, RestakingError::Fraction, fraction, limit);
    }
    assert_eq!(bank.propose(&split, 0, min).await.slash.stake, 50_000);
    assert_eq!(bank.propose(&split, 1, max).await.slash.stake, 190_000, "a fifth of 950,000");
}

#[tokio::test]
async fn an_ncn_that_does_not_slash_takes_nothing() {
    let (mut bank, split) = Bank::with_slasher(slash::no_policy(&id("slasher"))).await;
    for (fraction, limit) in [(0, WHOLE), (1, 0), (WHOLE, 0)] {
        let instruction = bank.proposing(&split, 0, fraction).await;
        assert_refused(&bank.refuses("slasher", instruction).await, RestakingError::Fraction, fraction, limit);
    }
}

/// The usual policy with something wrong, and how that is refused: the sentence's value and limit.
fn wrong() -> Vec<(PolicyArgs, RestakingError, u64, u64)> {
    const MONTH: u64 = 30 * 86_400;
    let (usual, zero) = (policy(), Pubkey::default());
    let fractions = |min_fraction, max_fraction| PolicyArgs { min_fraction, max_fraction, ..usual.clone() };
    let parts = |burn_bps, reporter_bps, insurance_bps, redistribution_bps| PolicyArgs {
        burn_bps,
        reporter_bps,
        insurance_bps,
        redistribution_bps,
        redistribution: id("harmed"),
        ..usual.clone()
    };
    let rule = |equivocation_fraction, height_millis| PolicyArgs {
        equivocation_fraction,
        height_millis,
        ..fractions(2 * PERCENT, 3 * PERCENT)
    };
    vec![
        (PolicyArgs { resolver: zero, ..usual.clone() }, RestakingError::ResolverWithoutTime, CHALLENGE, 0),
        (PolicyArgs { challenge_seconds: 0, ..usual.clone() }, RestakingError::ResolverWithoutTime, 0, 1),
        (PolicyArgs { insurance: zero, ..usual.clone() }, RestakingError::NoRecipient, 2_000, 0),
        (PolicyArgs { redistribution: zero, ..parts(7_499, 500, 2_000, 1) }, RestakingError::NoRecipient, 1, 0),
        (parts(7_501, 500, 2_000, 0), RestakingError::SplitNotWhole, 10_001, 10_000),
        (parts(0, 500, 2_000, 7_499), RestakingError::SplitNotWhole, 9_999, 10_000),
        (parts(7_499, 501, 2_000, 0), RestakingError::ReporterOverCap, 501, 500),
        (parts(0, 10_000, 0, 0), RestakingError::ReporterOverCap, 10_000, 500),
        (parts(0, 0, 0, 0), RestakingError::SplitNotWhole, 0, 10_000),
        // A sum that would wrap round to a whole.
        (parts(u64::MAX, 10_001, 0, 0), RestakingError::SplitNotWhole, u64::MAX, 10_000),
        (
            PolicyArgs { challenge_seconds: MONTH + 1, ..usual.clone() },
            RestakingError::ChallengeTooLong,
            MONTH + 1,
            MONTH,
        ),
        (fractions(0, WHOLE + 1), RestakingError::Fraction, WHOLE + 1, WHOLE),
        (fractions(PERCENT + 1, PERCENT), RestakingError::Fraction, PERCENT + 1, PERCENT),
        (rule(2 * PERCENT - 1, 400), RestakingError::Fraction, 2 * PERCENT - 1, 2 * PERCENT),
        (rule(3 * PERCENT + 1, 400), RestakingError::Fraction, 3 * PERCENT + 1, 3 * PERCENT),
        (rule(2 * PERCENT, 0), RestakingError::Zero, 0, 1),
    ]
}

#[tokio::test]
async fn a_policy_that_contradicts_itself_is_refused_at_the_registration_and_later() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let ncn = id("ncn");
    for (args, error, value, limit) in wrong() {
        let later = slash::set_policy(&ncn, &split.ncn, args.clone());
        let at_first = entity::register_ncn_with(&ncn, 9, u64::MAX, args);
        let [later, at_first] = [bank.refuses("ncn", later).await, bank.refuses("ncn", at_first).await];
        assert_eq!(later.to_string(), at_first.to_string());
        assert_refused(&later, error, value, limit);
    }
    let made: Ncn = bank.read(&split.ncn).await.unwrap();
    assert_eq!((made.events, &made.next_policy), (1, &policy_of(policy())), "nothing was announced");
    // Right at each bound.
    for args in [
        PolicyArgs { challenge_seconds: 30 * 86_400, ..policy() },
        PolicyArgs { min_fraction: WHOLE, ..policy() },
        PolicyArgs { burn_bps: 9_500, reporter_bps: 500, insurance_bps: 0, insurance: Pubkey::default(), ..policy() },
        PolicyArgs { equivocation_fraction: WHOLE, height_millis: 1, height_zero: i64::MIN, ..policy() },
    ] {
        bank.by("ncn", slash::set_policy(&ncn, &split.ncn, args)).await;
        // One that is milder in some figure stands until it is in force.
        let now = bank.now().await;
        bank.warp(now + SLOWEST_RISE).await;
    }
}

#[tokio::test]
async fn only_the_ncns_admin_announces_a_policy() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    for name in ["slasher", "resolver", "operator", "creator", "deployer", "alice"] {
        let failure = bank.refuses(name, slash::set_policy(&id(name), &split.ncn, other())).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin), "{name}");
    }
}
