//! Notice: nothing becomes riskier or costlier for a staker before every exit requested within a full epoch of its announcement
//! is out; and a deposit binds what its signer saw.

use harness::{Split, entity, fee, key, slash, split};
use restaking_client::{self as client, LimitsArgs, RestakingError, pda};
use restaking_tests::{Bank, EPOCH, OPEN, SETTLED, SLOWEST_RISE, WEALTH, assert_refused, id};
use solana_program::instruction::Instruction;

/// No fee, and an allowance that never binds.
const FREE: LimitsArgs = LimitsArgs { instant_fee_bps: 0, ..OPEN };

/// Mallory's vault, which looks as if it exposed nobody, and an operator and an NCN of hers that agree with each other.
async fn trap() -> (Bank, Split) {
    let mut bank = Bank::bare().await;
    bank.configure().await;
    let (vault, mallory) = (bank.add_vault("mallory", 0, OPEN).await, id("mallory"));
    bank.open_accounts(&vault, &mallory, 0).await;
    bank.by("mallory", entity::register_operator(&mallory, 0, &mallory, 0)).await;
    let terms = client::PolicyArgs {
        redistribution: mallory,
        burn_bps: 0,
        reporter_bps: 0,
        insurance_bps: 0,
        redistribution_bps: 10_000,
        max_fraction: slash::WHOLE,
        ..slash::no_policy(&mallory)
    };
    bank.by("mallory", entity::register_ncn_with(&mallory, 0, u64::MAX, terms)).await;
    let (operator, ncn) = (pda::operator(&mallory, 0), pda::ncn(&mallory, 0));
    bank.agree((operator, ncn), ["mallory", "mallory"]).await;
    bank.by("mallory", entity::open_record(&mallory, &ncn, &operator)).await;
    bank.warp_to(SETTLED, 0).await;
    (bank, Split { vault, operator, ncn })
}

/// All that exposes the whole vault.
async fn spring(bank: &mut Bank, scene: &Split) {
    let (m, v) = (id("mallory"), scene.vault.address);
    let join = |right, side| split::join_opt_in(&m, &v, right, side);
    let agree: Vec<Instruction> = vec![
        split::open_opt_in(&m, &v, &scene.operator),
        join(&scene.operator, split::Side::Left),
        join(&scene.operator, split::Side::Right),
        split::open_opt_in(&m, &v, &scene.ncn),
        join(&scene.ncn, split::Side::Left),
        join(&scene.ncn, split::Side::Right),
        split::set_loss_limits(&m, &v, &scene.ncn, 10_000, 10_000),
    ];
    bank.send(&agree, &[&key("mallory")]).await.unwrap();
    let expose = vec![
        scene.open_delegation(&m),
        scene.delegate_bps(&m, 10_000),
        scene.open_allocation(&m),
        scene.allocate(&m, slash::WHOLE),
    ];
    bank.send(&expose, &[&key("mallory")]).await.unwrap();
}

/// Mallory slashes all that she can.
async fn strike(bank: &mut Bank, scene: &Split, incident: u64) -> Instruction {
    let (epoch, now) = (bank.epoch().await, bank.now().await);
    let cause = client::ProposeSlashInstructionArgs { incident, ..slash::args(slash::WHOLE, now, &Default::default()) };
    scene.propose_slash(&id("mallory"), epoch, cause)
}

/// A vault without shares gives the same notice. A depositor that looked at it before, and landed after its exposure was
/// announced, loses nothing: an exit requested a full epoch later is paid first.
#[tokio::test]
async fn nobody_runs_ahead_of_the_first_depositor() {
    let (mut bank, scene) = trap().await;
    let (alice, vault) = (id("alice"), scene.vault);
    let signed = vault.deposit(&alice, 1_000_000, 1_000_000, false);
    spring(&mut bank, &scene).await;
    bank.by("alice", signed).await;
    // In the same second, in the last one before an exit is paid that is asked for an epoch later, and in the first one after.
    let now = strike(&mut bank, &scene, 1).await;
    assert_eq!(bank.refuses("mallory", now).await.restaking(), Some(RestakingError::NoOptIn));
    bank.warp_to(SETTLED + 1, 0).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 1_000_000, SETTLED + 2)).await;
    bank.warp_to(SETTLED + 3, -1).await;
    let late = strike(&mut bank, &scene, 1).await;
    assert_eq!(bank.refuses("mallory", late).await.restaking(), Some(RestakingError::NoOptIn));
    bank.warp_to(SETTLED + 3, 0).await;
    let later = strike(&mut bank, &scene, 1).await;
    assert_eq!(bank.refuses("mallory", later).await.restaking(), Some(RestakingError::NothingToSlash));
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 2)).await;
    assert_eq!(bank.balance(&vault.assets_of(&alice)).await, WEALTH);
}

/// A deposit that states what its signer saw does not land after anything of it was announced.
#[tokio::test]
async fn a_deposit_binds_the_risk_that_its_signer_saw() {
    let (mut bank, scene) = trap().await;
    let (alice, vault) = (id("alice"), scene.vault);
    let seen = bank.ledger(&vault).await.risk_version;
    let signed = vault.deposit_at(&alice, 1_000_000, 1_000_000, false, seen);
    spring(&mut bank, &scene).await;
    let version = bank.ledger(&vault).await.risk_version;
    // Both opt-ins are complete, the NCN's limits rose, and stake is delegated and allocated.
    assert_eq!(version, seen + 5);
    let failure = bank.refuses("alice", signed).await;
    assert_refused(&failure, RestakingError::RiskChanged, version, seen);
    bank.by("alice", vault.deposit_at(&alice, 1_000_000, 1_000_000, false, version)).await;

    // A canceled exit enters again.
    bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 0, SETTLED + 1)).await;
    let ticket = vault.ticket(&alice, 0);
    let cancel = |version| vault.cancel_exit_at(&alice, &ticket, &alice, SETTLED + 1, [1_000_000, version]);
    let failure = bank.refuses("alice", cancel(version - 1)).await;
    assert_refused(&failure, RestakingError::RiskChanged, version, version - 1);
    bank.by("alice", cancel(version)).await;
}

/// Each announcement that burdens somebody counts once, and nothing else does: not a fall, not the same again, not what a stranger
/// can say.
#[tokio::test]
async fn the_risk_version_counts_what_burdens_a_staker() {
    let (mut bank, scene) = Bank::with_split(FREE).await;
    let (creator, vault) = (id("creator"), scene.vault);
    let bounds = |delegated, operator, leverage| split::set_exposure(&vault, delegated, operator, leverage);
    let limits = |incident, epoch| split::set_loss_limits(&creator, &vault.address, &scene.ncn, incident, epoch);
    let fees = |bps, seconds| fee::set_fees(&vault, &creator, fee::args(bps, bps, bps, seconds));
    let instant = |instant_fee_bps, instant_capacity, instant_refill_seconds| {
        vault.set_limits(LimitsArgs { instant_fee_bps, instant_capacity, instant_refill_seconds, ..OPEN })
    };
    let said: [(&str, Instruction, u64); 22] = [
        ("allocator", scene.allocate(&id("allocator"), slash::WHOLE / 2), 0), // of no stake
        ("creator", scene.delegate_bps(&creator, 1_000), 1),
        ("creator", scene.delegate_bps(&creator, 1_000), 0),
        ("creator", scene.delegate_bps(&creator, 900), 0),
        ("allocator", scene.allocate(&id("allocator"), slash::WHOLE), 1),
        ("allocator", scene.allocate(&id("allocator"), slash::WHOLE / 2), 0),
        ("creator", bounds(5_000, 5_000, 1), 0),
        ("creator", bounds(6_000, 5_000, 1), 1),
        ("creator", bounds(6_000, 6_000, 1), 1),
        ("creator", bounds(6_000, 6_000, 2), 1),
        ("creator", bounds(6_000, 6_000, 2), 0),
        ("creator", limits(100, 10_000), 0),
        ("creator", slash::set_breaker(&vault, 100, 1_000), 0),
        ("creator", fees(100, EPOCH), 1),
        ("creator", fees(100, 2 * EPOCH), 1),
        ("creator", fees(50, EPOCH), 0),
        ("creator", instant(0, 1 << 60, 1_000), 0),
        ("creator", instant(10, 1 << 60, 1_000), 1),
        ("creator", instant(0, 1 << 60, 1_000), 1), // those who stay bear it
        ("creator", instant(0, 1 << 61, 1_000), 1),
        ("creator", instant(0, 1 << 61, 999), 1),
        ("creator", vault.set_limits(LimitsArgs { deposit_cap: 1, restricted: true, ..FREE }), 0),
    ];
    for (place, (name, instruction, more)) in said.into_iter().enumerate() {
        let before = bank.ledger(&vault).await.risk_version;
        bank.by(name, instruction).await;
        assert_eq!(bank.ledger(&vault).await.risk_version - before, more, "announcement {place}");
    }
    // An opt-in that the vault has not joined is none of its.
    let stranger = bank.add_ncn("stranger", 0).await;
    let before = bank.ledger(&vault).await.risk_version;
    bank.by("stranger", split::open_opt_in(&id("stranger"), &vault.address, &stranger)).await;
    bank.by("stranger", split::join_opt_in(&id("stranger"), &vault.address, &stranger, split::Side::Right)).await;
    assert_eq!(bank.ledger(&vault).await.risk_version, before);
    bank.by("creator", split::join_opt_in(&creator, &vault.address, &stranger, split::Side::Left)).await;
    assert_eq!(bank.ledger(&vault).await.risk_version, before + 1);
}

/// An insider raises the capacity and drops the fee as it leaves: neither is active before every exit requested within an epoch
/// is out. Nor does a raised cap let the operator's part grow before that.
#[tokio::test]
async fn an_insider_does_not_leave_the_others_with_the_operator() {
    let shut = LimitsArgs { instant_capacity: 0, instant_fee_bps: 1_000, ..OPEN };
    let (mut bank, scene) = Bank::with_split(shut).await;
    let (vault, bob) = (scene.vault, id("bob"));
    bank.by("creator", split::set_exposure(&vault, 10_000, 5_000, 1)).await;
    bank.by("creator", scene.delegate_bps(&id("creator"), 5_000)).await;
    bank.warp_to(SETTLED + 3, 0).await;
    bank.by("alice", vault.deposit(&id("alice"), 500_000, 0, false)).await;
    bank.by("bob", vault.deposit(&bob, 500_000, 0, false)).await;
    bank.by("creator", vault.set_limits(FREE)).await;
    let leave = || vault.exit_instantly(&bob, 100_000, 0);
    bank.warp_to(SETTLED + 6, -1).await;
    assert_refused(&bank.refuses("bob", leave()).await, RestakingError::OverAllowance, 100_000, 0);
    bank.warp_to(SETTLED + 6, 0).await;
    let failure = bank.refuses("bob", leave()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverOperatorCap));
    bank.by("creator", split::set_exposure(&vault, 10_000, 10_000, 1)).await;
    bank.warp_to(SETTLED + 9, -1).await;
    let failure = bank.refuses("bob", leave()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverOperatorCap));
    bank.warp_to(SETTLED + 9, 0).await;
    bank.by("bob", leave()).await;
}

/// What is announced in the last second of an epoch is active when an exit is paid that is requested an epoch later.
#[tokio::test]
async fn an_announcement_in_the_last_second_of_an_epoch_leaves_a_full_epoch() {
    let (mut bank, scene) = Bank::with_split(FREE).await;
    let (vault, alice) = (scene.vault, id("alice"));
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.warp_to(SETTLED + 1, -1).await;
    bank.by("creator", scene.delegate_bps(&id("creator"), 10_000)).await;
    bank.by("allocator", scene.allocate(&id("allocator"), slash::WHOLE)).await;
    bank.warp_to(SETTLED + 2, -1).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 0, SETTLED + 2)).await;
    let delegation: client::OperatorDelegation = bank.read(&scene.delegation()).await.unwrap();
    let from = delegation.delegation.units.effective;
    bank.warp(from).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 2)).await;
    assert_eq!(bank.balance(&vault.assets_of(&alice)).await, WEALTH);
}

/// An announced fall stands: of units, of a magnitude, of a side of an opt-in, of limits and of a policy.
#[tokio::test]
async fn no_announced_fall_is_taken_back() {
    let (mut bank, scene) = Bank::with_slasher(restaking_tests::policy()).await;
    let (creator, allocator, vault) = (id("creator"), id("allocator"), scene.vault);
    let limits = |bps| split::set_loss_limits(&creator, &vault.address, &scene.ncn, bps, bps);
    let policy = |max_fraction| {
        let terms = client::PolicyArgs { max_fraction, ..restaking_tests::policy() };
        slash::set_policy(&id("ncn"), &scene.ncn, terms)
    };
    let all: [(&str, Instruction, Instruction, i64); 5] = [
        ("creator", scene.delegate(&creator, 1), scene.delegate(&creator, 2), 0),
        ("allocator", scene.allocate(&allocator, 1), scene.allocate(&allocator, 2), 0),
        (
            "creator",
            split::leave_opt_in(&creator, &vault.address, &scene.ncn, split::Side::Left),
            split::join_opt_in(&creator, &vault.address, &scene.ncn, split::Side::Left),
            0,
        ),
        ("creator", limits(10), limits(20), 0),
        ("ncn", policy(1), policy(2), SLOWEST_RISE),
    ];
    for (name, fall, back, longer) in all {
        let now = bank.now().await;
        bank.by(name, fall).await;
        let until = if longer > 0 { now + longer } else { now + 2 * EPOCH as i64 };
        for at in [now, until - 1] {
            bank.warp(at).await;
            let failure = bank.refuses(name, back.clone()).await;
            assert_refused(&failure, RestakingError::FallPending, at as u64, until as u64);
        }
        bank.warp(until).await;
        bank.by(name, back).await;
        // To the start of an epoch again.
        let epoch = bank.epoch().await;
        bank.warp_to(epoch + 1, 0).await;
    }
}

/// The vault bounds its largest operator by what it was shown; anyone may show it all of them, each once and its own.
#[tokio::test]
async fn anyone_shows_a_vault_how_much_its_largest_operator_holds() {
    let (mut bank, first) = Bank::with_split(FREE).await;
    let creator = id("creator");
    let mut all = vec![first];
    for index in [1, 2] {
        let other = Split { operator: bank.add_operator("operator", index).await, ..first };
        bank.by("creator", other.open_delegation(&creator)).await;
        all.push(other);
    }
    for (scene, bps) in all.iter().zip([5_000, 2_000, 1_000]) {
        bank.by("creator", scene.delegate_bps(&creator, bps)).await;
    }
    bank.by("creator", all[0].delegate_bps(&creator, 0)).await;
    let bp = slash::WHOLE / 10_000;
    assert_eq!(bank.ledger(&first.vault).await.largest_units, 3_000 * bp);

    let foreign = bank.another_vault(&first, 1, FREE).await;
    let mut others: Vec<_> = all[1..].iter().map(Split::delegation).collect();
    others.sort();
    let show = |others: &[solana_program::pubkey::Pubkey]| all[0].settle_delegation_beside(others);
    for (others, error) in [
        (vec![others[1], others[0]], RestakingError::DelegationsOutOfOrder),
        (vec![others[0], others[0]], RestakingError::DelegationsOutOfOrder),
        (vec![foreign.delegation()], RestakingError::WrongDelegation),
    ] {
        let failure = bank.refused(show(&others), &[]).await;
        assert_eq!(failure.restaking(), Some(error), "{others:?}");
    }
    // Anchor: the same account twice, where one is written.
    assert_eq!(bank.refused(show(&[all[0].delegation()]), &[]).await.code(), Some(2_040));
    bank.send(&[show(&others)], &[]).await.unwrap();
    assert_eq!(bank.ledger(&first.vault).await.largest_units, 2_000 * bp);
}
