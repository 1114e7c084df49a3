//! Tables of operators' weights: captured by anyone, in any order and in parallel, within a window of time, and final after
//! it.

mod capture_stake;
mod enter_captures;
mod open_stake_table;
mod reward_offer;

use harness::{Done, Split, entity, key, slash, split, table as build};
use restaking_client::table::{StakeEntry, entries, table_space, weight_of};
use restaking_client::{Event, LimitsArgs, RestakingError, StakeCapture, StakeReport, StakeTable, pda};
use restaking_tests::{Bank, EPOCH, OPEN, SETTLED, SLOWEST_RISE, assert_refused, id};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// The units of a vault, and the magnitude of a delegation, to begin with.
const WHOLE: u64 = 1_000_000_000_000_000_000;

/// What a unit of an asset counts that counts once.
const ONE: u64 = 1_000_000_000;

/// The length of the window, in seconds.
const WINDOW: u64 = 100;

/// Limits without a fee, so that shares and assets stay one to one.
const FREE: LimitsArgs = LimitsArgs { instant_fee_bps: 0, ..OPEN };

/// What the operators of the scene have in its first vault and in its second.
const STAKES: [[u64; 2]; 3] = [[500_000, 250_000], [300_000, 150_000], [200_000, 100_000]];

/// Three operators in one NCN, each with a part of two vaults; every joined one counts.
struct Scene {
    bank: Bank,
    ncn: Pubkey,
    operators: [Pubkey; 3],
    /// The first vault and the second, in the order of their addresses.
    vaults: [harness::Vault; 2],
    /// Table 0 of the NCN; opened by [`Scene::open`].
    table: Pubkey,
}

impl Scene {
    /// The scene without a table.
    async fn bare() -> Self {
        let (mut bank, first) = Bank::with_split(FREE).await;
        let second = bank.another_vault(&first, 1, FREE).await;
        bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &first.ncn, &second.vault.asset_mint, ONE)).await;
        let mut vaults = [first.vault, second.vault];
        vaults.sort_by_key(|vault| vault.address);
        let mut operators = [first.operator; 3];
        for index in 1..3 {
            let operator = bank.add_operator("operator", index).await;
            operators[index as usize] = operator;
            bank.agree((operator, first.ncn), ["operator", "ncn"]).await;
            for vault in vaults {
                let split = Split { vault, operator, ncn: first.ncn };
                bank.agree((vault.address, operator), ["creator", "operator"]).await;
                bank.by("creator", split.open_delegation(&id("creator"))).await;
                bank.by("creator", split.open_allocation(&id("creator"))).await;
            }
            bank.open_record(&Split { operator, ..first }).await;
        }
        let mut scene = Self { bank, ncn: first.ncn, operators, vaults, table: pda::stake_table(&first.ncn, 0) };
        for (operator, bps) in [5_000, 3_000, 2_000].into_iter().enumerate() {
            for split in scene.splits(operator) {
                scene.bank.by("creator", split.delegate_bps(&id("creator"), bps)).await;
                scene.bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
            }
        }
        for (vault, assets) in vaults.into_iter().zip([1_000_000, 500_000]) {
            scene.bank.by("alice", vault.deposit(&id("alice"), assets, 0, false)).await;
        }
        let now = scene.bank.now().await;
        scene.bank.warp(now + SLOWEST_RISE).await;
        scene
    }

    /// The scene with table 0 open for [`WINDOW`] seconds, with room for `capacity` operators.
    async fn open(capacity: u64) -> Self {
        let mut scene = Self::bare().await;
        let open = scene.opening(0, capacity, WINDOW);
        scene.bank.by("ncn", open).await;
        scene
    }

    /// Opens a table of the NCN; its admin pays.
    fn opening(&self, index: u64, capacity: u64, window: u64) -> Instruction {
        build::open(&id("ncn"), &id("ncn"), &self.ncn, index, capacity, window)
    }

    /// An operator's part of each vault.
    fn splits(&self, operator: usize) -> [Split; 2] {
        self.vaults.map(|vault| Split { vault, operator: self.operators[operator], ncn: self.ncn })
    }

    /// Captures an operator's weight in some of the vaults.
    fn capturing(&self, captor: &str, operator: usize, vaults: &[usize]) -> Instruction {
        let splits = self.splits(operator);
        let splits: Vec<Split> = vaults.iter().map(|&vault| splits[vault]).collect();
        build::capture(&id(captor), &self.table, &self.ncn, &self.operators[operator], &splits)
    }

    async fn capture(&mut self, captor: &str, operator: usize, vaults: &[usize]) -> Done {
        let capture = self.capturing(captor, operator, vaults);
        self.bank.by(captor, capture).await
    }

    /// Enters what was captured of operators, by captor and operator.
    fn entering(&self, captures: &[(&str, usize)]) -> Instruction {
        let captures: Vec<Pubkey> =
            captures.iter().map(|(captor, operator)| self.capture_of(captor, *operator)).collect();
        build::enter(&self.table, &captures)
    }

    async fn enter(&mut self, captures: &[(&str, usize)]) -> Done {
        let enter = self.entering(captures);
        match self.bank.send(&[enter], &[]).await {
            Ok(done) => done,
            Err(failure) => panic!("{failure}: {:#?}", failure.logs),
        }
    }

    fn capture_of(&self, captor: &str, operator: usize) -> Pubkey {
        pda::capture(&self.table, &self.operators[operator], &id(captor))
    }

    /// The weight that a captor has added up so far.
    async fn captured(&mut self, captor: &str, operator: usize) -> u64 {
        let address = self.capture_of(captor, operator);
        self.bank.read::<StakeCapture>(&address).await.expect("a capture").weight
    }

    /// The table's weights by operator, which must be in order and add up to the table's total.
    async fn weights(&mut self) -> [u64; 3] {
        let data = self.bank.account(&self.table).await.expect("a table").data;
        let (head, entries) = (StakeTable::from_bytes(&data).expect("a table"), entries(&data).expect("a table"));
        assert!(entries.is_sorted_by(|a, b| a.operator < b.operator), "{entries:?}");
        assert!(entries.iter().all(|entry| entry.weight > 0 && self.operators.contains(&entry.operator)));
        let total = entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.weight));
        assert_eq!(head.total_weight, total);
        self.operators.map(|operator| weight_of(&entries, &operator))
    }

    /// Moves the clock to a second of the window, counted from its first.
    async fn warp(&mut self, second: i64) {
        let opened = self.bank.read::<StakeTable>(&self.table).await.expect("a table").opened_at;
        self.bank.warp(opened + second).await;
    }
}

#[tokio::test]
async fn a_table_holds_what_the_view_says_of_each_operator() {
    let mut scene = Scene::open(3).await;
    let now = scene.bank.now().await;
    for operator in 0..3 {
        scene.capture("alice", operator, &[0, 1]).await;
    }
    scene.enter(&[("alice", 0), ("alice", 1), ("alice", 2)]).await;
    assert_eq!(scene.weights().await, STAKES.map(|[first, second]| first + second));
    for (operator, stakes) in STAKES.into_iter().enumerate() {
        let report: StakeReport = scene.bank.view(split::slashable_stake(&scene.splits(operator))).await;
        assert_eq!(report, StakeReport { weight: stakes.iter().sum(), stakes: stakes.to_vec() });
    }
    let data = scene.bank.account(&scene.table).await.expect("a table").data;
    assert_eq!(data.len(), table_space(3));
    let mut expected: Vec<StakeEntry> = (0..3)
        .map(|operator| StakeEntry {
            operator: scene.operators[operator],
            weight: STAKES[operator].iter().sum(),
            captured_at: now,
            captured: STAKES[operator].iter().sum(),
            captor: id("alice"),
        })
        .collect();
    expected.sort_by_key(|entry| entry.operator);
    assert_eq!(entries(&data), Some(expected));
    assert_eq!(StakeTable::from_bytes(&data).unwrap().total_weight, 1_500_000);
}

#[tokio::test]
async fn the_events_give_every_entry_of_the_table() {
    let mut scene = Scene::bare().await;
    let open = scene.opening(0, 3, WINDOW);
    let mut events = scene.bank.by("ncn", open).await.events;
    for operator in [2, 0] {
        events.extend(scene.capture("alice", operator, &[0, 1]).await.events);
    }
    events.extend(scene.capture("bob", 0, &[1]).await.events);
    events.extend(scene.enter(&[("bob", 0), ("alice", 2), ("alice", 2), ("alice", 0), ("bob", 0)]).await.events);
    let (mut number, mut rebuilt, mut captured) = (0, std::collections::BTreeMap::new(), vec![]);
    for event in &events {
        match event {
            Event::StakeTableOpened(e) => {
                number += 1;
                assert_eq!((e.table, e.number, e.ncn, e.index, e.capacity), (scene.table, 1, scene.ncn, 0, 3));
                assert_eq!((e.closes_at, e.max_operator_weight), (e.time + WINDOW as i64, u64::MAX));
            }
            Event::StakeCaptured(e) => {
                assert_eq!((e.number, e.weight_before, e.vaults_before), (1, 0, 0));
                assert_eq!((e.table, e.last_vault), (scene.table, scene.vaults[1].address));
                captured.push((e.operator, e.captor, e.weight_after, e.vaults_after));
            }
            Event::StakeEntered(e) => {
                number += 1;
                assert_eq!((e.table, e.number, e.captured), (scene.table, number, e.weight_after));
                let before = rebuilt.insert(e.operator, e.weight_after).unwrap_or_default();
                assert_eq!((before, e.count), (e.weight_before, rebuilt.len() as u64));
                assert_eq!(e.total_weight, rebuilt.values().sum::<u64>());
            }
            other => panic!("{other:?}"),
        }
    }
    let [first, _, third] = scene.operators;
    let (alice, bob) = (id("alice"), id("bob"));
    assert_eq!(captured, [(third, alice, 300_000, 2), (first, alice, 750_000, 2), (first, bob, 250_000, 1)]);
    // Opened, entered for bob, for the third operator, and raised: what changes nothing says nothing.
    assert_eq!((number, rebuilt.into_values().sum::<u64>()), (4, 1_050_000));
    assert_eq!(scene.weights().await, [750_000, 0, 300_000]);
}
