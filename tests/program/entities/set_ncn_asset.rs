//! The assets that an NCN accepts, their weights and flags.

use super::*;

#[tokio::test]
async fn an_ncn_lists_assets_changes_their_weights_and_takes_them_off() {
    let mut bank = scene().await;
    bank.add_ncn("ncn", 0).await;
    let [a, b] = ["a", "b"].map(id);
    assert_eq!(set_asset(&mut bank, &a, 1_000_000_000).await, (0, 1_000_000_000));
    assert_eq!(set_asset(&mut bank, &b, u64::MAX).await, (0, u64::MAX));
    assert_eq!(set_asset(&mut bank, &a, 7).await, (1_000_000_000, 7));
    let mut list = vec![Some((a, 7)), Some((b, u64::MAX)), None, None, None, None, None, None];
    assert_eq!(assets(&mut bank).await, list);
    assert_eq!(set_asset(&mut bank, &a, 0).await, (7, 0));
    list[0] = None;
    assert_eq!(assets(&mut bank).await, list, "the other keeps its place");
    // What is off the list counts nothing, and need not be taken off again.
    assert_eq!(set_asset(&mut bank, &a, 0).await, (0, 0));
    assert_eq!(set_asset(&mut bank, &id("never"), 0).await, (0, 0));
    // Not even the address of a free place is on it.
    assert_eq!(set_asset(&mut bank, &Pubkey::default(), 0).await, (0, 0));
    assert_eq!(assets(&mut bank).await, list);
    assert_eq!(bank.read::<Ncn>(&pda::ncn(&id("ncn"), 0)).await.unwrap().events, 8);
}

#[tokio::test]
async fn eight_assets_fit_and_a_freed_place_is_used_again() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let mints: Vec<Pubkey> = (0..8).map(|number| id(&format!("mint {number}"))).collect();
    for (mint, weight) in mints.iter().zip(1..) {
        assert_eq!(set_asset(&mut bank, mint, weight).await, (0, weight));
    }
    let ninth = entity::set_ncn_asset(&id("ncn"), &ncn, &id("ninth"), 9);
    let failure = bank.refuses("ncn", ninth.clone()).await;
    assert_refused(&failure, RestakingError::TooManyAssets, 9, 8);
    let mut list: Vec<_> = mints.iter().copied().zip(1..).map(Some).collect();
    assert_eq!(assets(&mut bank).await, list);
    // A full list still changes, and what is not on it is still no error to take off.
    assert_eq!(set_asset(&mut bank, &mints[3], 40).await, (4, 40));
    assert_eq!(set_asset(&mut bank, &id("ninth"), 0).await, (0, 0));
    list[3] = Some((mints[3], 40));
    assert_eq!(assets(&mut bank).await, list);

    assert_eq!(set_asset(&mut bank, &mints[5], 0).await, (6, 0));
    bank.by("ncn", ninth).await;
    list[5] = Some((id("ninth"), 9));
    assert_eq!(assets(&mut bank).await, list, "in the freed place");
    let failure = bank.refuses("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &mints[5], 9)).await;
    assert_refused(&failure, RestakingError::TooManyAssets, 9, 8);
}

#[tokio::test]
async fn flags_are_accepted_with_a_weight_alone_and_leave_the_list_with_it() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let mint = id("mint");
    let set = |weight, flags| entity::set_ncn_asset_with(&id("ncn"), &ncn, &mint, weight, flags);
    for (weight, flags, known) in [(1, 8, 7), (1, u64::MAX, 7), (0, 1, 0)] {
        let failure = bank.refuses("ncn", set(weight, flags)).await;
        assert_refused(&failure, RestakingError::AssetFlags, flags, known);
    }
    for (weight, flags, before) in [(5, 7, 0), (6, 1, 7), (0, 0, 1), (5, 0, 0)] {
        match event(&bank.by("ncn", set(weight, flags)).await) {
            Event::NcnAssetSet(event) => {
                assert_eq!((event.accepted_flags_before, event.accepted_flags_after), (before, flags));
            }
            event => panic!("not an asset: {event:?}"),
        }
        let listed = &bank.read::<Ncn>(&ncn).await.expect("the NCN").assets[0];
        assert_eq!((listed.weight, listed.accepted_flags), (weight, flags));
    }
}
