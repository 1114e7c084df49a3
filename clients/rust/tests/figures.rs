//! What the figures mean, against the ledger itself.

use borsh::BorshDeserialize;
use bytemuck::Pod;
use proptest::prelude::*;
use restaking_client::exposure::{Coming, StakePath, moves_to};
use restaking_client::ledger;
use restaking_client::ledger::state::books::UNITS;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::exit_bucket::Bucket;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::ledger::transition::vault::Limits;
use restaking_client::{
    ExitBucket, ExitTicket, NcnAllocation, OperatorDelegation, OptIn, Program, Vault, exits, rates, words,
};
use solana_program::instruction::InstructionError;
use solana_program::program_error::ProgramError;
use solana_program::pubkey::Pubkey;

/// The program that logs.
const PROGRAM: Program = Program::at(solana_program::pubkey::Pubkey::new_from_array([7; 32]));

const LIMITS: Limits =
    Limits { deposit_cap: u64::MAX, instant_fee_bps: 100, instant_capacity: 1 << 40, instant_refill_seconds: 100 };

/// An account of zeroes: what is not zero, the caller sets.
fn blank<T: BorshDeserialize>(bytes: usize) -> T {
    T::deserialize(&mut vec![0; bytes].as_slice()).unwrap()
}

/// A struct of the ledger's as the client has it.
fn same<T: BorshDeserialize>(value: &impl Pod) -> T {
    T::try_from_slice(bytemuck::bytes_of(value)).unwrap()
}

fn vault(ledger: &VaultLedger) -> Vault {
    Vault { ledger: same(ledger), ..blank(Vault::LEN) }
}

/// A deposit as large as what a slash of a tenth left loses a nineteenth by its execution, and nothing by its veto.
#[test]
fn a_deposit_while_a_slash_is_open_is_told_what_it_is_worth_either_way() {
    let mut books = VaultLedger::new(100, LIMITS, 0).unwrap();
    books.deposit(1_000_000_000, 0, 0).unwrap();
    assert!(!rates::deposit_worth(&vault(&books), 1_000, 0).unwrap().is_contested());
    books.books.active -= 100_000_000;
    (books.contested, books.escrowed) = (100_000_000, 100_000_000);
    let worth = rates::deposit_worth(&vault(&books), 900_000_000, 0).unwrap();
    assert_eq!((worth.shares, worth.if_vetoed, worth.if_executed), (900_000_000, 900_000_000, 852_631_578));
    assert!(worth.is_contested());
    // As the books have it then.
    books.deposit(900_000_000, 0, 0).unwrap();
    assert_eq!(books.books.assets_for(worth.shares), Ok(worth.if_executed));
    books.books.active += 100_000_000;
    assert_eq!(books.books.assets_for(worth.shares), Ok(worth.if_vetoed));

    // A canceled exit enters as a deposit does.
    let (mut books, mut bucket) = (VaultLedger::new(100, LIMITS, 0).unwrap(), Bucket::new(1));
    books.deposit(2_000_000_000, 0, 0).unwrap();
    let request = books.request_exit(&mut bucket, 1_000_000_000, 0, 0).unwrap();
    books.books.active -= 100_000_000;
    (books.contested, books.escrowed) = (100_000_000, 100_000_000);
    let ticket = ExitTicket { ticket: same(&request.ticket), ..blank(ExitTicket::LEN) };
    let of = ExitBucket { bucket: same(&bucket), ..blank(ExitBucket::LEN) };
    let worth = rates::cancel_worth(&vault(&books), &of, &ticket, 0).unwrap();
    assert_eq!((worth.shares, worth.if_vetoed, worth.if_executed), (1_000_000_000, 1_000_000_000, 950_000_000));
}

proptest! {
    /// To the unit: what is told is what the transition then does.
    #[test]
    fn rates_are_the_ledgers(first in 1_000u64..1 << 50, more in 1u64..1 << 50, gain in 0u64..1 << 40, part in 1u64..1_000) {
        let mut books = VaultLedger::new(100, LIMITS, 0).unwrap();
        let supply = books.deposit(first, 0, 0).unwrap().flow.shares_minted;
        books.books.active += gain;
        let account = vault(&books);
        let deposited = books.clone().deposit(more, 0, 50).map(|deposit| deposit.flow.shares_minted);
        prop_assert_eq!(rates::shares_for(&account, more, 50), deposited);

        let shares = (supply / 1_000 * part).max(1);
        let instant = books.clone().exit_instantly(shares, 0, 50);
        prop_assert_eq!(rates::instant_exit(&account, shares, 50), instant);
        let (mut after, mut bucket) = (books, Bucket::new(1));
        if let Ok(mut request) = after.request_exit(&mut bucket, shares, 0, 50) {
            let ticket = ExitTicket { ticket: same(&request.ticket), ..blank(ExitTicket::LEN) };
            let account_after = vault(&after);
            let of = ExitBucket { bucket: same(&bucket), ..blank(ExitBucket::LEN) };
            let exit = exits::Exit::of(&account_after, Some(&of), &ticket).unwrap();
            let (mut settled, mut emptied) = (after, bucket);
            let mut without = request.ticket;
            settled.settle_exit(&mut emptied, &mut without, 200).unwrap();
            let without = ExitTicket { ticket: same(&without), ..blank(ExitTicket::LEN) };
            prop_assert_eq!(exits::Exit::of(&vault(&settled), None, &without), Ok(exit));
            let paid = after.claim_exit(&mut bucket, &mut request.ticket, 200).unwrap().flow.assets_out;
            prop_assert_eq!((exit.assets, exit.claimable_at, exit.contested), (paid, 200, 0));
            prop_assert_eq!(rates::assets_for(&account, shares, 50), Ok(paid));
            prop_assert_eq!(exits::out_by(&account, 50), 200);
        }
    }
}

/// A vault of 1,000 of which a quarter stands behind an NCN, and 400 in its limit from second 600 on.
#[test]
fn exposure_by_when_one_is_out() {
    let mut books = VaultLedger::new(100, LIMITS, 0).unwrap();
    let (mut delegation, mut allocation) =
        (ledger::state::delegation::Delegation::new(), ledger::state::allocation::Allocation::new());
    books.delegate(&mut delegation, UNITS / 2, 0).unwrap();
    books.allocate(&mut delegation, &mut allocation, UNITS / 2, 0).unwrap();
    books.deposit(1_000, 0, 0).unwrap();
    books.allocate(&mut delegation, &mut allocation, UNITS, 350).unwrap();

    let vault = vault(&books);
    let delegation = OperatorDelegation { delegation: same(&delegation), ..blank(OperatorDelegation::LEN) };
    let allocation = NcnAllocation { allocation: same(&allocation), ..blank(NcnAllocation::LEN) };
    let joined = ledger::state::opt_in::Sides { left: Delayed::settled(1), right: Delayed::settled(1) };
    let limits = ledger::state::breaker::LossLimits {
        incident_bps: Delayed::settled(4_000),
        epoch_bps: Delayed::settled(10_000),
    };
    let opt_in = OptIn { sides: same(&joined), limits: same(&limits), ..blank(OptIn::LEN) };
    let opt_ins = [Some(&opt_in), Some(&opt_in), Some(&opt_in)];
    let path = StakePath { vault: &vault, delegation: &delegation, allocation: &allocation, opt_ins, coming: &[] };

    let exposure = path.exposure(450).unwrap();
    assert_eq!((exposure.now, exposure.most, exposure.until), (250, 250, 600), "who asks now is out when it counts");
    let exposure = path.exposure(550).unwrap();
    assert_eq!((exposure.now, exposure.most, exposure.until), (250, 400, 700), "within the NCN's limit");
    assert_eq!(path.at_risk(600), Ok(400));
    let apart = StakePath { opt_ins: [Some(&opt_in), None, Some(&opt_in)], ..path };
    assert_eq!(apart.exposure(550).map(|exposure| exposure.most), Ok(0));

    // A fifth of the vault moves to the operator. An exit requested now is out when the move can be completed; one requested a
    // second later is not.
    let coming = [Coming { from: 600, units: UNITS / 5 }];
    let path = StakePath { coming: &coming, ..path };
    assert_eq!(path.exposure(450).map(|exposure| exposure.most), Ok(250));
    assert_eq!(path.at_risk(599), Ok(250));
    assert_eq!(path.at_risk(600), Ok(400), "within the NCN's limit");
    let coming = [Coming { from: 500, units: UNITS / 5 }];
    assert_eq!(StakePath { coming: &coming, ..path }.exposure(450).map(|exposure| exposure.most), Ok(350));
}

#[test]
fn moves_are_found_by_where_they_go() {
    let target = Pubkey::new_unique();
    let moving = |units, move_to| {
        let figures = ledger::state::delegation::Delegation {
            moving: units,
            units: Delayed { current: 9, next: 2, effective: 600 },
            ..ledger::state::delegation::Delegation::new()
        };
        OperatorDelegation { delegation: same(&figures), move_to, ..blank(OperatorDelegation::LEN) }
    };
    let all = [moving(7, target), moving(5, Pubkey::new_unique()), moving(0, target), moving(3, target)];
    let wanted = [7, 3].map(|units| Coming { from: 600, units });
    assert_eq!(moves_to(&target, &all), wanted);
}

#[test]
fn errors_are_sentences() {
    let log = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    let said = |error: InstructionError, lines: &[&str]| PROGRAM.sentence(&error, &log(lines));
    let (zero, over) = ("Amount is zero", "Deposit would exceed the vault's cap");
    assert_eq!(said(InstructionError::Custom(6_000), &["Program log: Amount is zero"]).unwrap(), zero);
    let figures = format!("{over} (got 12, limit 10)");
    assert_eq!(said(InstructionError::Custom(6_005), &[&format!("Program log: {figures}")]).unwrap(), figures);
    for other in ["(got many, limit few)", "at all", "(got 12, limit 10) or so"] {
        assert_eq!(said(InstructionError::Custom(6_005), &[&format!("Program log: {over} {other}")]).unwrap(), over);
    }
    assert_eq!(said(InstructionError::Custom(6_000), &[]).unwrap(), zero);
    let token = "Program TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA failed: custom program error: 0x1";
    let text = said(InstructionError::Custom(1), &[token]).unwrap();
    assert_eq!(text, "The token account holds too few tokens");
    let system = "Program 11111111111111111111111111111111 failed: custom program error: 0x1";
    assert!(said(InstructionError::Custom(1), &[system]).unwrap().contains("too little SOL"));
    assert!(said(InstructionError::Custom(2_001), &[]).unwrap().contains("another account names"));
    assert!(said(InstructionError::AccountDataTooSmall, &[]).unwrap().contains("does not exist yet"));
    assert_eq!(said(InstructionError::Custom(1), &[]), None);
    let units = said(InstructionError::ComputationalBudgetExceeded, &[]).unwrap();
    assert_eq!(units, "The transaction takes more compute units than it may");
    assert_eq!(said(InstructionError::CallDepth, &[]), None);
}

#[test]
fn the_frameworks_errors_have_its_codes() {
    use anchor_lang::ErrorCode as E;
    let theirs = [
        ("ConstraintMut", E::ConstraintMut),
        ("ConstraintHasOne", E::ConstraintHasOne),
        ("ConstraintRaw", E::ConstraintRaw),
        ("ConstraintRentExempt", E::ConstraintRentExempt),
        ("ConstraintExecutable", E::ConstraintExecutable),
        ("ConstraintClose", E::ConstraintClose),
        ("ConstraintAddress", E::ConstraintAddress),
        ("ConstraintZero", E::ConstraintZero),
        ("ConstraintSpace", E::ConstraintSpace),
        ("ConstraintAccountIsNone", E::ConstraintAccountIsNone),
        ("ConstraintDuplicateMutableAccount", E::ConstraintDuplicateMutableAccount),
    ];
    let theirs = theirs.map(|(name, error)| (name, ProgramError::from(error)));
    let ours: Vec<_> =
        words::errors::ANCHOR.iter().map(|known| (known.name, ProgramError::Custom(known.code))).collect();
    assert_eq!(ours, theirs);
}
