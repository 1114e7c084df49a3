//! A grant's terms, and its ends.

mod revoke_grant;
mod set_grant;
mod void_grants;

use harness::entity;
use restaking_client::{Event, Operator};
use restaking_tests::assert_refused;

use super::*;

const YEAR: i64 = 365 * 86_400;

#[tokio::test]
async fn a_grant_ends_with_its_last_second() {
    let (mut bank, split) = scene().await;
    let (ncn, now) = (split.ncn, bank.now().await);
    set(&mut bank, "ncn", &ncn, GrantTerms::SOFTWARE).await;
    let name = |byte| entity::set_software(&id("ncn"), &ncn, [byte; 32], 0);
    bank.warp(now + 999).await;
    bank.by("holder", by_holder(name(1))).await;
    bank.warp(now + 1_000).await;
    let failure = refuses(&mut bank, name(2), RestakingError::GrantExpired).await;
    assert_refused(&failure, RestakingError::GrantExpired, (now + 1_000) as u64, (now + 1_000) as u64);
    set(&mut bank, "ncn", &ncn, GrantTerms::SOFTWARE).await;
    bank.by("holder", by_holder(name(2))).await;
}

#[tokio::test]
async fn the_config_has_no_grants() {
    let (mut bank, _) = scene().await;
    let until = bank.now().await + 60;
    let config = pda::config();
    bank.fund(&id("deployer"));
    let set = grant::set_grant(&id("deployer"), &config, &id("holder"), 1, until);
    assert_eq!(bank.refuses("deployer", set).await.restaking(), Some(RestakingError::NotAnEntity));
    let void = grant::void_grants(&id("deployer"), &config);
    assert_eq!(bank.refuses("deployer", void).await.restaking(), Some(RestakingError::NotAnEntity));
}
