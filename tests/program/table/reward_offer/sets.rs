//! An operator set's own offers and tables, by the vaults' opt-ins with its parent.

use super::*;

impl Offering {
    /// The usual offer of an operator set of the scene's NCN, to which all operators allocate what they allocate to the parent. The
    /// first `covering` vaults cover sets. Gives the parent as well.
    async fn of_set(covering: usize) -> (Self, Pubkey) {
        let mut scene = Scene::bare().await;
        let (parent, set) = (scene.ncn, pda::ncn(&id("ncn"), 1));
        let bank = &mut scene.bank;
        let register = entity::register_set(&id("ncn"), 1, &id("ncn"), &parent, slash::no_policy(&id("slasher")));
        bank.by("ncn", register).await;
        for (place, vault) in scene.vaults.into_iter().enumerate() {
            bank.by("creator", split::set_exposure(&vault, 10_000, 10_000, 2)).await;
            bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &set, &vault.asset_mint, ONE)).await;
            if place < covering {
                bank.by("creator", split::cover_sets(&id("creator"), &vault.address, &parent, true)).await;
            }
        }
        scene.ncn = set;
        for (place, operator) in scene.operators.into_iter().enumerate() {
            scene.bank.agree((operator, set), ["operator", "ncn"]).await;
            let splits = scene.splits(place);
            scene.bank.open_record(&splits[0]).await;
            for each in splits {
                scene.bank.by("creator", each.open_allocation(&id("creator"))).await;
            }
        }
        let now = scene.bank.now().await;
        scene.bank.warp(now + SLOWEST_RISE).await;
        for operator in 0..3 {
            for each in scene.splits(operator) {
                scene.bank.by("allocator", each.allocate(&id("allocator"), WHOLE)).await;
            }
        }
        let now = scene.bank.now().await;
        scene.bank.warp(now + SLOWEST_RISE).await;
        let (from, mint) = (scene.bank.now().await, scene.vaults[0].asset_mint);
        let mut offering = Self { offer: RewardOffer::new(set, mint, 0), scene, from, next: 0 };
        offering.open(0).await;
        (offering, parent)
    }

    /// A table of the set that alice has captured all operators for, and what it is attributed.
    async fn attributed_of_set(&mut self, parent: &Pubkey) -> OfferPart {
        let table = self.open_table().await;
        for operator in 0..3 {
            let mut capture = self.scene.capturing("alice", operator, &[0, 1]);
            for vault in self.scene.vaults {
                capture = split::of_set(capture, &vault.address, &self.scene.ncn, parent);
            }
            self.scene.bank.by("alice", capture).await;
        }
        self.scene.enter(&[("alice", 0), ("alice", 1), ("alice", 2)]).await;
        self.scene.warp(HOURLESS as i64).await;
        self.attribute(&table).await
    }
}

#[tokio::test]
async fn an_operator_sets_offer_pays_by_the_stake_in_the_set() {
    let (mut offering, parent) = Offering::of_set(2).await;
    offering.open_pool().await;
    assert_eq!(offering.attributed_of_set(&parent).await.amount, 180_000);
    for (operator, shares) in SHARES.into_iter().enumerate() {
        for (vault, share) in shares.into_iter().enumerate() {
            let paid = offering.claim(operator, vault).await;
            assert_eq!((paid.paid, paid.commission), (share - share / 10, share / 10));
        }
    }
    let table = offering.scene.table;
    assert_eq!(offering.part(&table).await.left, 0);
    // The parent has no part in it: neither its offers nor its records say so.
    let ncn: restaking_client::Ncn = offering.scene.bank.read(&parent).await.expect("the parent");
    assert_eq!((ncn.next_offer, ncn.next_table, ncn.offers[0].until), (0, 0, 0));
    let record = pda::record(&parent, &offering.scene.operators[0]);
    assert_eq!(offering.scene.bank.read::<OperatorRecord>(&record).await.expect("a record").commissions[0].owed, 0);
    assert_eq!(offering.commission(0).await, 9_000);
}

/// What the parent's opt-in does not cover secures no set, and earns nothing of a set's offer.
#[tokio::test]
async fn a_vault_that_covers_no_sets_has_no_share() {
    let (mut offering, parent) = Offering::of_set(1).await;
    offering.open_pool().await;
    assert_eq!(offering.attributed_of_set(&parent).await.amount, 180_000);
    let captured = offering.captured("alice", 0);
    let other = offering.offer.claim_to_pool(&captured, &offering.scene.vaults[1].address, 0);
    offering.refuses(other, RestakingError::NoShare).await;
    // All of the operator's half goes to the vault that stands behind it.
    assert_eq!(offering.claim(0, 0).await.paid, 81_000);
}

/// A table of the set's is none of the parent's offers', and the other way round.
#[tokio::test]
async fn a_sets_tables_are_not_attributed_by_its_parents_offers() {
    let (mut offering, parent) = Offering::of_set(2).await;
    offering.attributed_of_set(&parent).await;
    let own = offering.offer;
    let of_parent = RewardOffer::new(parent, own.mint, 0);
    let times = [offering.from, offering.from + LENGTH];
    let open = of_parent.open(&id("ncn"), &id("bob"), AMOUNT, times, CLAIM);
    offering.scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.expect("the parent's own offer");
    let table = offering.scene.table;
    offering.refuses(of_parent.attribute(&table), RestakingError::WrongTable).await;
    let claim = of_parent.claim(&offering.captured("alice", 0), &offering.scene.vaults[0]);
    offering.refuses(claim, RestakingError::NotAttributed).await;
}
