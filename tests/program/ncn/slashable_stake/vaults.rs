//! Several vaults at once: their weights, their accounts in their places, and how many fit.

use solana_message::Message;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::*;

/// The most bytes of a transaction.
const PACKET: usize = 1_232;

/// How many accounts each vault takes, and how many come before the first.
const EACH: usize = 5;
const FIRST: usize = 4;

async fn set_weight(bank: &mut Bank, split: &Split, weight: u64) {
    bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &split.ncn, &split.vault.asset_mint, weight)).await;
}

/// The stakes and the weight of two vaults, in the order of `splits`, whichever comes first on the chain.
async fn of_two(bank: &mut Bank, splits: [Split; 2]) -> ([u64; 2], u64) {
    let StakeReport { weight, stakes } = report(bank, &splits).await;
    let [a, b]: [u64; 2] = stakes.try_into().expect("two stakes");
    if splits[0].vault.address < splits[1].vault.address { ([a, b], weight) } else { ([b, a], weight) }
}

/// Two vaults with a thousand and one and with three hundred and three behind the operator.
async fn two() -> (Bank, [Split; 2]) {
    let (mut bank, first) = Bank::with_split(FREE).await;
    let second = bank.another_vault(&first, 1, FREE).await;
    fill(&mut bank, &first, WHOLE, WHOLE, 1_001).await;
    fill(&mut bank, &second, WHOLE, WHOLE, 303).await;
    (bank, [first, second])
}

#[tokio::test]
async fn weights_add_up_over_assets_each_rounded_down() {
    let (mut bank, splits) = two().await;
    // The second's mint is not on the list: it can be slashed, and counts for nothing.
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], 1_001));
    set_weight(&mut bank, &splits[1], ONE / 2).await;
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], 1_001 + 151));
    // A half of each is 500.5 and 151.5: what is rounded away does not add up to one.
    set_weight(&mut bank, &splits[0], ONE / 2).await;
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], 500 + 151));
    set_weight(&mut bank, &splits[0], 3 * ONE).await;
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], 3_003 + 151));
    set_weight(&mut bank, &splits[1], 1).await;
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], 3_003));
    set_weight(&mut bank, &splits[0], 0).await;
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], 0), "off the list");
    // More than 64 bits of weight are the most that there is.
    set_weight(&mut bank, &splits[0], u64::MAX).await;
    set_weight(&mut bank, &splits[1], u64::MAX).await;
    assert_eq!(
        of_two(&mut bank, splits).await,
        ([1_001, 303], 1_001 * (u64::MAX / ONE) + 303 * (u64::MAX / ONE) + 924)
    );
    bank.by("alice", splits[0].vault.deposit(&id("alice"), 999_000_000_000, 0, false)).await;
    assert_eq!(of_two(&mut bank, splits).await, ([999_000_001_001, 303], u64::MAX));
}

#[tokio::test]
async fn the_weight_is_within_the_ncns_cap_and_the_stakes_are_not() {
    let (mut bank, splits) = two().await;
    set_weight(&mut bank, &splits[1], ONE).await;
    for (cap, weight) in [(1_305, 1_304), (1_304, 1_304), (1_303, 1_303), (1, 1), (0, 0), (u64::MAX, 1_304)] {
        bank.by("ncn", entity::update_ncn(&id("ncn"), &splits[0].ncn, cap)).await;
        assert_eq!(of_two(&mut bank, splits).await, ([1_001, 303], weight), "{cap}");
    }
}

#[tokio::test]
async fn one_vaults_opt_in_is_not_anothers() {
    let (mut bank, splits) = two().await;
    set_weight(&mut bank, &splits[1], ONE).await;
    say(&mut bank, &splits[1], 2, 1, false).await;
    bank.warp_to(SETTLED + 2, 0).await;
    assert_eq!(of_two(&mut bank, splits).await, ([1_001, 0], 1_001));
    // Between operator and NCN it is everyone's.
    say(&mut bank, &splits[0], 1, 0, false).await;
    let now = bank.now().await;
    bank.warp(now + SLOWEST_FALL).await;
    assert_eq!(of_two(&mut bank, splits).await, ([0, 0], 0));
}

#[tokio::test]
async fn each_vault_counts_once_and_in_the_order_of_addresses() {
    let (mut bank, splits) = two().await;
    let in_order = split::slashable_stake(&splits);
    let vaults = |order: &[usize]| {
        let mut instruction = in_order.clone();
        instruction.accounts.truncate(FIRST);
        for place in order {
            let from = FIRST + place * EACH;
            instruction.accounts.extend_from_slice(&in_order.accounts[from..from + EACH]);
        }
        instruction
    };
    for order in [&[1, 0][..], &[0, 0], &[1, 1], &[0, 1, 0], &[0, 1, 1], &[0, 0, 1]] {
        let failure = bank.refused(vaults(order), &[]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::VaultsOutOfOrder), "{order:?}");
    }
    for (order, stakes) in [(&[][..], 0), (&[0], 1), (&[1], 1), (&[0, 1], 2)] {
        let report: StakeReport = bank.view(vaults(order)).await;
        assert_eq!(report.stakes.len(), stakes);
    }
}

#[tokio::test]
async fn accounts_that_do_not_make_up_whole_vaults_are_refused() {
    let (mut bank, splits) = two().await;
    let instruction = split::slashable_stake(&splits);
    for count in (1..2 * EACH).filter(|count| count % EACH != 0) {
        let mut cut = instruction.clone();
        cut.accounts.truncate(FIRST + count);
        let failure = bank.refused(cut, &[]).await;
        let sentence = "Error processing Instruction 1: insufficient account keys for instruction";
        assert_eq!(failure.to_string(), sentence, "{count}");
    }
}

#[tokio::test]
async fn every_account_is_the_one_that_the_figure_comes_from() {
    let (mut bank, [first, vault]) = two().await;
    let operator = Split { operator: bank.add_operator("operator", 1).await, ..first };
    let ncn = Split { ncn: bank.add_ncn("ncn", 1).await, ..first };
    bank.by("creator", operator.open_delegation(&id("creator"))).await;
    for other in [operator, ncn] {
        bank.open_record(&other).await;
        bank.by("creator", other.open_allocation(&id("creator"))).await;
        for (left, right) in other.opt_ins() {
            if bank.account(&restaking_client::pda::opt_in(&left, &right)).await.is_none() {
                bank.by("creator", split::open_opt_in(&id("creator"), &left, &right)).await;
            }
        }
    }
    let opt_in = |split: &Split, kind: usize| {
        let (left, right) = split.opt_ins()[kind];
        restaking_client::pda::opt_in(&left, &right)
    };
    let record = |split: &Split| restaking_client::pda::record(&split.ncn, &split.operator);
    let wrong: [(usize, Pubkey, RestakingError); 20] = [
        (0, ncn.ncn, RestakingError::WrongOptIn),
        (1, operator.operator, RestakingError::WrongOptIn),
        (2, opt_in(&operator, 1), RestakingError::WrongOptIn),
        (2, opt_in(&ncn, 1), RestakingError::WrongOptIn),
        (2, opt_in(&first, 0), RestakingError::WrongOptIn),
        (2, opt_in(&first, 2), RestakingError::WrongOptIn),
        (3, record(&operator), RestakingError::WrongRecord),
        (3, record(&ncn), RestakingError::WrongRecord),
        (4, vault.vault.address, RestakingError::WrongDelegation),
        (5, vault.delegation(), RestakingError::WrongDelegation),
        (5, operator.delegation(), RestakingError::WrongDelegation),
        (6, vault.allocation(), RestakingError::WrongAllocation),
        (6, operator.allocation(), RestakingError::WrongAllocation),
        (6, ncn.allocation(), RestakingError::WrongAllocation),
        (7, opt_in(&vault, 0), RestakingError::WrongOptIn),
        (7, opt_in(&operator, 0), RestakingError::WrongOptIn),
        (7, opt_in(&first, 2), RestakingError::WrongOptIn),
        (8, opt_in(&vault, 2), RestakingError::WrongOptIn),
        (8, opt_in(&ncn, 2), RestakingError::WrongOptIn),
        (8, opt_in(&first, 0), RestakingError::WrongOptIn),
    ];
    for (slot, address, error) in wrong {
        let mut instruction = split::slashable_stake(&[first]);
        assert_ne!(instruction.accounts[slot].pubkey, address, "slot {slot}");
        instruction.accounts[slot].pubkey = address;
        let failure = bank.refused(instruction, &[]).await;
        assert_eq!(failure.restaking(), Some(error), "slot {slot}");
    }
    // Nor is any of them of another kind, or missing.
    for slot in 0..FIRST + EACH {
        for address in [first.vault.asset_account, id("nobody"), restaking_client::pda::config()] {
            let mut instruction = split::slashable_stake(&[first]);
            instruction.accounts[slot].pubkey = address;
            let failure = bank.refused(instruction, &[]).await;
            assert_eq!(failure.restaking(), None, "slot {slot}: {failure}");
        }
    }
}

/// The bytes of a transaction of `instruction` alone, which a wallet signs and pays for.
fn size(instruction: &Instruction) -> usize {
    let message = Message::new(std::slice::from_ref(instruction), Some(&id("alice")));
    1 + 64 + message.serialize().len()
}

#[tokio::test]
async fn five_vaults_fit_in_a_transaction_without_lookup_tables() {
    let (mut bank, first) = Bank::with_split(FREE).await;
    let mut splits = vec![first];
    for index in 1..6 {
        splits.push(bank.another_vault(&first, index, FREE).await);
    }
    let mut costs = Vec::new();
    for (index, each) in splits.iter().enumerate() {
        if index > 0 {
            set_weight(&mut bank, each, ONE).await;
        }
        fill(&mut bank, each, WHOLE / 3, WHOLE / 3, 1_000_000).await;
        let instruction = split::slashable_stake(&splits[..=index]);
        let done = bank.simulate(&[], instruction.clone()).await;
        let StakeReport { weight, stakes } = borsh::from_slice(&done.returned).expect("a report");
        assert_eq!((weight, stakes), (111_111 * (index as u64 + 1), vec![111_111; index + 1]));
        costs.push((size(&instruction), done.compute));
    }
    println!("bytes and compute of 1 to 6 vaults: {costs:?}");
    let fit = costs.iter().filter(|(bytes, _)| *bytes <= PACKET).count();
    assert_eq!(fit, 5, "{costs:?}");
    for pair in costs.windows(2) {
        let [(bytes, compute), (more_bytes, more_compute)] = pair else { unreachable!() };
        assert_eq!(more_bytes - bytes, 165, "five keys, and an index each");
        assert!(more_compute - compute < 3_000, "{costs:?}");
    }
}
