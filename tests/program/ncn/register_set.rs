//! Operator sets: an NCN with a parent, which vaults cover by their one opt-in with the parent, and within its limits.

mod cover_sets;

use harness::{Split, entity, key, slash, split, table};
use restaking_client::{
    Event, LimitsArgs, Ncn, OptIn, PolicyArgs, RestakingError, SetsCovered, StakeCapture, StakeReport, pda, sets,
};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SLOWEST_RISE, assert_refused, id};
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

/// The units of a vault, and the magnitude of a delegation, to begin with.
const WHOLE: u64 = slash::WHOLE;

/// Limits without a fee, so that shares and assets stay one to one.
const FREE: LimitsArgs = LimitsArgs { instant_fee_bps: 0, ..OPEN };

/// A policy by which "slasher" takes all, at once.
fn harsh() -> PolicyArgs {
    PolicyArgs { max_fraction: WHOLE, ..slash::no_policy(&id("slasher")) }
}

/// The usual split of the parent, which slashes 10% at the most, and two sets of it with the same operator. A million of alice's stands
/// behind the operator at a leverage of 4, all of it allocated to each of the three; the vault covers sets, and lets the parent take
/// 20% at once and 30% in an epoch.
struct Scene {
    bank: Bank,
    parent: Split,
    sets: [Split; 2],
}

impl Scene {
    /// All of it, without a word on sets from the vault.
    async fn uncovered() -> Self {
        let (mut bank, parent) = Bank::with_split(FREE).await;
        for name in ["slasher", "mallory"] {
            bank.fund(&id(name));
        }
        let mut sets = [parent; 2];
        for (index, each) in (1..).zip(&mut sets) {
            let register = entity::register_set(&id("ncn"), index, &id("ncn"), &parent.ncn, harsh());
            bank.by("ncn", register).await;
            each.ncn = pda::ncn(&id("ncn"), index);
            bank.agree((each.operator, each.ncn), ["operator", "ncn"]).await;
            bank.open_record(each).await;
            bank.by("creator", each.open_allocation(&id("creator"))).await;
            bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &each.ncn, &parent.vault.asset_mint, 1_000_000_000)).await;
        }
        let policy = PolicyArgs { max_fraction: WHOLE / 10, ..harsh() };
        bank.by("ncn", slash::set_policy(&id("ncn"), &parent.ncn, policy)).await;
        bank.by("creator", split::set_exposure(&parent.vault, 10_000, 10_000, 4)).await;
        bank.age(&parent).await;
        bank.by("creator", parent.delegate(&id("creator"), WHOLE)).await;
        bank.age(&parent).await;
        for each in [parent, sets[0], sets[1]] {
            bank.by("allocator", each.allocate(&id("allocator"), WHOLE)).await;
        }
        let limits = split::set_loss_limits(&id("creator"), &parent.vault.address, &parent.ncn, 2_000, 3_000);
        bank.by("creator", limits).await;
        bank.by("alice", parent.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
        Self { bank, parent, sets }
    }

    /// The same once the vault covers sets, and all that was said is active.
    async fn new() -> Self {
        let mut scene = Self::uncovered().await;
        scene.covers(true).await;
        scene.later().await;
        scene
    }

    /// Waits until all that was said is active.
    async fn later(&mut self) {
        let now = self.bank.now().await;
        self.bank.warp(now + SLOWEST_RISE).await;
    }

    fn cover_by(&self, name: &str, covers: bool) -> Instruction {
        split::cover_sets(&id(name), &self.parent.vault.address, &self.parent.ncn, covers)
    }

    /// The vault covers sets, or none; what the only event says.
    async fn covers(&mut self, covers: bool) -> SetsCovered {
        match &self.bank.by("creator", self.cover_by("creator", covers)).await.events[..] {
            [Event::SetsCovered(event)] => event.clone(),
            events => panic!("not one word on sets: {events:?}"),
        }
    }

    async fn opt_in(&mut self) -> OptIn {
        let [_, _, (vault, ncn)] = self.parent.opt_ins();
        self.bank.read(&pda::opt_in(&vault, &ncn)).await.expect("the opt-in with the parent")
    }

    /// A slash of `fraction` by `by`, the parent or one of its sets, for `incident`.
    async fn slash(&mut self, by: &Split, fraction: u64, incident: u64) -> Instruction {
        let now = self.bank.now().await;
        let epoch = self.bank.epoch().await;
        let args =
            restaking_client::ProposeSlashInstructionArgs { incident, ..slash::args(fraction, now, &id("nobody")) };
        self.of(by, by.propose_slash(&id("slasher"), epoch, args))
    }

    /// `instruction` with the opt-in with the parent in place of the one with the set.
    fn of(&self, by: &Split, instruction: Instruction) -> Instruction {
        split::of_set(instruction, &by.vault.address, &by.ncn, &self.parent.ncn)
    }

    /// What a slash by `by` takes.
    async fn takes(&mut self, by: &Split, fraction: u64, incident: u64) -> u64 {
        let propose = self.slash(by, fraction, incident).await;
        match &self.bank.by("slasher", propose).await.events[..] {
            [Event::SlashProposed(event)] => event.slash.stake,
            events => panic!("not one slash: {events:?}"),
        }
    }

    async fn refuses(&mut self, by: &Split, error: RestakingError) {
        let propose = self.slash(by, WHOLE, 77).await;
        let failure = self.bank.refuses("slasher", propose).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}: {:#?}", failure.logs);
    }

    /// What stands behind the operator in `by`.
    async fn stake(&mut self, by: &Split, until: i64) -> StakeReport {
        let read = self.of(by, split::certain_stake(&[*by], until));
        self.bank.view(read).await
    }
}

#[tokio::test]
async fn a_set_is_registered_with_its_parents_admin_and_knows_its_parent_permanently() {
    let (mut bank, parent) = Bank::with_split(FREE).await;
    for name in ["setter", "mallory"] {
        bank.fund(&id(name));
    }
    // By another creator than the parent's admin, which signs.
    let register = entity::register_set(&id("setter"), 0, &id("ncn"), &parent.ncn, harsh());
    let mut unsigned = register.clone();
    unsigned.accounts[3].is_signer = false;
    let failure = bank.refused(unsigned, &[&key("setter")]).await;
    let missing = InstructionError::MissingRequiredSignature;
    assert_eq!(failure.error, TransactionError::InstructionError(1, missing), "without the parent's admin");
    let by_mallory = entity::register_set(&id("mallory"), 0, &id("mallory"), &parent.ncn, harsh());
    let failure = bank.refuses("mallory", by_mallory).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin));
    let done = bank.send(&[register], &[&key("setter"), &key("ncn")]).await.unwrap();
    let at = pda::ncn(&id("setter"), 0);
    let [Event::NcnRegistered(event)] = &done.events[..] else { panic!("not one registration: {:?}", done.events) };
    assert_eq!((event.ncn, event.parent, event.creator, event.number), (at, parent.ncn, id("setter"), 1));
    let set: Ncn = bank.read(&at).await.expect("the set");
    assert_eq!((set.parent, set.admin, set.creator, set.version), (parent.ncn, id("setter"), id("setter"), 1));
    assert_eq!((sets::parent(&set), sets::partner(&at, &set)), (Some(parent.ncn), parent.ncn));
    let first: Ncn = bank.read(&parent.ncn).await.expect("the parent");
    assert_eq!((sets::parent(&first), sets::partner(&parent.ncn, &first)), (None, parent.ncn));
    // One level: the set's own admin makes none of it.
    let grandchild = entity::register_set(&id("setter"), 1, &id("setter"), &at, harsh());
    let failure = bank.refuses("setter", grandchild).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NestedSet));
    // A retired parent takes on nothing new.
    bank.by("ncn", entity::retire_ncn(&id("ncn"), &parent.ncn)).await;
    let late = entity::register_set(&id("ncn"), 7, &id("ncn"), &parent.ncn, harsh());
    let failure = bank.refuses("ncn", late).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
}

#[tokio::test]
async fn a_set_has_no_opt_in_of_its_own_with_a_vault() {
    let mut scene = Scene::new().await;
    let set = scene.sets[0];
    let open = split::open_opt_in(&id("creator"), &set.vault.address, &set.ncn);
    let failure = scene.bank.refuses("creator", open).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SetHasParent));
    // Nor is one that is missing read as none.
    let propose = scene.slash(&set, WHOLE, 0).await;
    let own = split::of_set(propose, &set.vault.address, &scene.parent.ncn, &set.ncn);
    let failure = scene.bank.refuses("slasher", own).await;
    assert_eq!(failure.restaking(), None, "{failure}");
}

#[tokio::test]
async fn all_sets_together_stay_within_the_one_limit() {
    let mut scene = Scene::new().await;
    let [first, second] = scene.sets;
    for each in [scene.parent, first, second] {
        // The most that one slash may take, by any NCN.
        assert_eq!(scene.stake(&each, 0).await, StakeReport { weight: 200_000, stakes: vec![200_000] });
    }
    // A harsher policy than the parent's, and no further than the limits.
    assert_eq!(scene.takes(&first, WHOLE, 0).await, 200_000);
    let losses = scene.opt_in().await.losses;
    assert_eq!((losses.base, losses.lost), (1_000_000, 200_000));
    for each in [scene.parent, first, second] {
        assert_eq!(scene.stake(&each, 0).await.stakes, [100_000], "a sibling's slash is counted in the same room");
    }
    assert_eq!(scene.takes(&second, WHOLE, 0).await, 100_000);
    let losses = scene.opt_in().await.losses;
    assert_eq!((losses.base, losses.lost), (1_000_000, 300_000));
    // What is left in the epoch is nothing, for the parent as well.
    for each in [scene.parent, first, second] {
        assert_eq!(scene.stake(&each, 0).await.stakes, [0]);
    }
    let (now, epoch, parent) = (scene.bank.now().await, scene.bank.epoch().await, scene.parent);
    let args =
        restaking_client::ProposeSlashInstructionArgs { incident: 5, ..slash::args(WHOLE / 10, now, &id("nobody")) };
    let failure = scene.bank.refuses("slasher", parent.propose_slash(&id("slasher"), epoch, args)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverLossLimit));
    scene.bank.warp_to(epoch + 1, 0).await;
    assert_eq!(scene.takes(&first, WHOLE, 1).await, 140_000, "a new epoch, of 700,000");
}

#[tokio::test]
async fn a_set_is_captured_with_the_parents_opt_in_and_weight() {
    let mut scene = Scene::new().await;
    let set = scene.sets[0];
    let (ncn, at) = (id("ncn"), pda::stake_table(&set.ncn, 0));
    scene.bank.by("ncn", table::open(&ncn, &ncn, &set.ncn, 0, 2, 60)).await;
    let capture = |captor| table::capture(&id(captor), &at, &set.ncn, &set.operator, &[set]);
    let by_alice = scene.of(&set, capture("alice"));
    scene.bank.by("alice", by_alice).await;
    let captured = pda::capture(&at, &set.operator, &id("alice"));
    assert_eq!(scene.bank.read::<StakeCapture>(&captured).await.expect("a capture").weight, 200_000);
    // The parent's admin values the vault for all sets.
    let weigh = |ncn: &Pubkey| entity::set_vault_weight(&id("ncn"), &set.vault.address, ncn, 3_000_000_000, 0);
    scene.bank.by("ncn", weigh(&scene.parent.ncn)).await;
    assert_eq!(scene.stake(&set, 0).await.weight, 600_000);
    let failure = scene.bank.refuses("ncn", weigh(&set.ncn)).await;
    assert_eq!(failure.restaking(), None, "a set has no opt-in with the vault: {failure}");
}

/// Every account that is not the parent's opt-in with this vault.
#[tokio::test]
async fn a_child_of_another_parent_slashes_by_no_opt_in_but_its_parents() {
    let mut scene = Scene::new().await;
    let (set, parent) = (scene.sets[0], scene.parent);
    let other_parent = scene.bank.add_ncn("ncn", 8).await;
    let other = Split { ncn: other_parent, ..parent };
    let [_, _, with_other] = other.opt_ins();
    scene.bank.agree(with_other, ["creator", "ncn"]).await;
    let stranger = entity::register_set(&id("ncn"), 9, &id("ncn"), &other_parent, harsh());
    scene.bank.by("ncn", stranger).await;
    let child = Split { ncn: pda::ncn(&id("ncn"), 9), ..parent };
    scene.bank.agree((child.operator, child.ncn), ["operator", "ncn"]).await;
    scene.bank.open_record(&child).await;
    scene.bank.by("creator", child.open_allocation(&id("creator"))).await;
    scene.bank.by("allocator", child.allocate(&id("allocator"), WHOLE)).await;
    let another = scene.bank.another_vault(&parent, 1, FREE).await;
    scene.later().await;
    // The other child by the first parent's opt-in; the first child by the other's; each by the operator's, or another vault's.
    scene.refuses(&child, RestakingError::WrongOptIn).await;
    let propose = scene.slash(&set, WHOLE, 0).await;
    let place = propose.accounts.iter().position(|meta| meta.pubkey == pda::opt_in(&parent.vault.address, &parent.ncn));
    let place = place.expect("the opt-in with the parent");
    for wrong in [
        pda::opt_in(&parent.vault.address, &other_parent),
        pda::opt_in(&another.vault.address, &parent.ncn),
        pda::opt_in(&set.vault.address, &set.operator),
        pda::opt_in(&set.operator, &set.ncn),
    ] {
        let mut propose = propose.clone();
        propose.accounts[place].pubkey = wrong;
        let failure = scene.bank.refuses("slasher", propose).await;
        let twice = failure.restaking().is_none();
        assert!(failure.restaking() == Some(RestakingError::WrongOptIn) || twice, "{wrong}: {failure}");
    }
    // Its own parent's opt-in covers no sets.
    let own = split::of_set(
        child.propose_slash(&id("slasher"), 0, slash::args(WHOLE, GENESIS, &id("nobody"))),
        &child.vault.address,
        &child.ncn,
        &other_parent,
    );
    let failure = scene.bank.refuses("slasher", own).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NoOptIn));
}

#[tokio::test]
async fn a_set_of_a_retired_parent_stays_slashable_until_the_vault_has_left() {
    let mut scene = Scene::new().await;
    let (set, parent) = (scene.sets[0], scene.parent);
    scene.bank.by("ncn", entity::retire_ncn(&id("ncn"), &parent.ncn)).await;
    assert_eq!(scene.stake(&set, 0).await.stakes, [200_000]);
    let [_, _, (vault, ncn)] = parent.opt_ins();
    scene.bank.by("creator", split::leave_opt_in(&id("creator"), &vault, &ncn, split::Side::Left)).await;
    assert_eq!(scene.takes(&set, WHOLE / 10, 0).await, 100_000);
    let epoch = scene.bank.epoch().await;
    scene.bank.warp_to(epoch + 2, -1).await;
    assert_eq!(scene.stake(&set, 0).await.stakes, [180_000]);
    scene.bank.warp_to(epoch + 2, 0).await;
    assert_eq!(scene.stake(&set, 0).await.stakes, [0], "the parent's opt-in is over, and its sets' with it");
    scene.refuses(&set, RestakingError::NoOptIn).await;
    // What is over is closed with its limits, and cannot come back: the parent is retired.
    scene.bank.by("ncn", split::leave_opt_in(&id("ncn"), &vault, &ncn, split::Side::Right)).await;
    scene.later().await;
    scene.bank.send(&[split::close_opt_in(&vault, &ncn, &id("creator"))], &[]).await.unwrap();
}
