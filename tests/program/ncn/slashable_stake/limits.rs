//! What does not count though it can be slashed: what is over the vault's limit for one slash, and all of a jailed operator.

use harness::slash;
use solana_program::instruction::Instruction;

use super::*;

fn limits(split: &Split, incident: u64, epoch: u64) -> Instruction {
    split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, incident, epoch)
}

/// Announces the limits, and holds that the stake is `before` until the second at which they count, and `after` from it on.
async fn counts_late(bank: &mut Bank, split: &Split, announced: [Instruction; 2], before: u64, after: u64) {
    let now = bank.now().await;
    for instruction in announced {
        bank.by("creator", instruction).await;
    }
    let counts = now + if after > before { 3 } else { 2 } * EPOCH as i64;
    for (time, counted) in [(now, before), (counts - 1, before), (counts, after), (counts + 1, after)] {
        bank.warp(time).await;
        assert_eq!(stake(bank, split).await, counted, "{before} to {after}, second {}", time - counts);
    }
    bank.warp(counts).await;
}

#[tokio::test]
async fn stake_counts_up_to_what_the_vault_lets_one_slash_take() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    // A quarter of 999,999 is 249,999.
    fill(&mut bank, &split, WHOLE / 2, WHOLE / 2, 999_999).await;
    let mut before = 249_999;
    // Of the whole vault, and not of the operator's part of it: 2,499 basis points are 249,899.7. The limit for an epoch bounds
    // all slashes of it together, and not what a slash takes.
    for (incident, epoch, counted) in [
        (2_500, 10_000, 249_999),
        (2_499, 10_000, 249_899),
        (2_000, 2_000, 199_999),
        (1, 10_000, 99),
        (0, 0, 0),
        (2_000, 2_000, 199_999),
        (10_000, 10_000, 249_999),
    ] {
        let announced = [limits(&split, incident, epoch), slash::set_breaker(&split.vault, 10_000, 10_000)];
        counts_late(&mut bank, &split, announced, before, counted).await;
        before = counted;
    }
}

#[tokio::test]
async fn the_lower_of_what_the_vault_lets_the_ncn_and_lets_all_of_them_take_counts() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    fill(&mut bank, &split, WHOLE / 2, WHOLE / 2, 999_999).await;
    let mut before = 249_999;
    // 20 % of 999,999 are 199,999.8, and 19.99 % are 199,899.8.
    for (agreed, own, counted) in [
        (10_000, 2_000, 199_999),
        (2_000, 10_000, 199_999),
        (2_000, 1_999, 199_899),
        (1_999, 2_000, 199_899),
        (2_500, 2_501, 249_999),
        (10_000, 0, 0),
        (0, 10_000, 0),
        (10_000, 10_000, 249_999),
    ] {
        let announced = [limits(&split, agreed, 10_000), slash::set_breaker(&split.vault, own, 10_000)];
        counts_late(&mut bank, &split, announced, before, counted).await;
        before = counted;
    }
}

#[tokio::test]
async fn in_an_empty_vault_limits_count_for_the_first_deposit() {
    for (agreed, own) in [(1_000, 10_000), (10_000, 1_000)] {
        let (mut bank, split) = Bank::with_split(FREE).await;
        bank.by("creator", limits(&split, agreed, 10_000)).await;
        bank.by("creator", slash::set_breaker(&split.vault, own, 10_000)).await;
        fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
        assert_eq!(stake(&mut bank, &split).await, 100_000);
    }
}

#[tokio::test]
async fn a_vault_that_never_set_limits_has_nothing_at_stake() {
    let (mut bank, first) = Bank::with_split(FREE).await;
    let second = Split { vault: bank.add_vault("creator", 1, FREE).await, ..first };
    for kind in [0, 2] {
        bank.agree(second.opt_ins()[kind], ADMINS[kind]).await;
    }
    bank.by("creator", second.open_delegation(&id("creator"))).await;
    bank.by("creator", second.open_allocation(&id("creator"))).await;
    fill(&mut bank, &second, WHOLE, WHOLE, 1_000_000).await;
    bank.warp_to(SETTLED + 100, 0).await;
    assert_eq!(report(&mut bank, &[second]).await, StakeReport { weight: 0, stakes: vec![0] });
}

#[tokio::test]
async fn what_is_leaving_is_a_part_of_the_whole_that_the_limit_is_of() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    bank.by("creator", limits(&split, 1_000, 10_000)).await;
    fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
    let request = split.vault.request_exit(&id("alice"), 0, 600_000, 0, SETTLED + 1);
    bank.by("alice", request).await;
    for (epoch, second, counted) in [(1, 999, 100_000), (2, 0, 40_000), (50, 0, 40_000)] {
        bank.warp_to(SETTLED + epoch, second).await;
        assert_eq!(stake(&mut bank, &split).await, counted, "second {second} of epoch {epoch}");
    }
}

#[tokio::test]
async fn a_jailed_operator_has_no_weight_to_the_second_and_can_be_slashed() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
    let until = bank.now().await + 500;
    bank.jail(&split, until).await;
    for (second, weight) in [(-500, 0), (-1, 0), (0, 1_000_000), (1, 1_000_000)] {
        bank.warp(until + second).await;
        let stakes = vec![1_000_000];
        assert_eq!(report(&mut bank, &[split]).await, StakeReport { weight, stakes }, "second {second}");
    }
}

#[tokio::test]
async fn without_a_record_there_is_no_answer() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    let record = restaking_client::pda::record(&split.ncn, &split.operator);
    bank.put(&record, Default::default());
    let failure = bank.refused(split::slashable_stake(&[split]), &[]).await;
    let sentence = "An account is missing: it does not exist yet";
    assert_eq!(failure.to_string(), sentence);
}
