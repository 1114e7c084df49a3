//! An offer in a token that its issuer freezes: claims fail and lose nothing, and go on after the thaw.

use restaking_tests::WEALTH;

use super::*;

/// SPL Token's error for an account that is frozen.
const FROZEN: u32 = 17;

/// The usual offer with a bond pool of the second vault and an attributed table, in a token that "issuer" can freeze.
async fn freezable() -> (Offering, BondPool) {
    let mut offering = Offering::new().await;
    let (mint, bank) = (offering.offer.mint, &mut offering.scene.bank);
    bank.fund(&id("issuer"));
    bank.put(&mint, token::mint_account(9, id("creator"), Some(id("issuer")), u64::MAX));
    let pool = offering.open_pool().await;
    offering.attributed().await;
    (offering, pool)
}

impl Offering {
    async fn set_frozen(&mut self, account: Pubkey, frozen: bool) {
        let set = if frozen { token::freeze } else { token::thaw };
        self.scene.bank.by("issuer", set(&account, &self.offer.mint, &id("issuer"))).await;
    }

    /// The instruction is refused by SPL Token, and all that it names stays as it was.
    async fn is_stopped(&mut self, instruction: Instruction) {
        let failure = self.scene.bank.refused(instruction, &[]).await;
        assert_eq!((failure.restaking(), failure.code()), (None, Some(FROZEN)), "{failure}");
        self.check().await;
    }

    fn claiming_to_pool(&self, operator: usize) -> Instruction {
        self.offer.claim_to_pool(&self.captured("alice", operator), &self.scene.vaults[1].address, 0)
    }
}

#[tokio::test]
async fn shares_of_a_frozen_offer_wait_for_the_thaw() {
    let (mut offering, pool) = freezable().await;
    let table = offering.scene.table;
    let accounts = [offering.offer.treasury(), offering.scene.vaults[0].asset_account, pool.treasury(0)];
    for (place, account) in accounts.into_iter().enumerate() {
        offering.set_frozen(account, true).await;
        // What pays stops both kinds of shares, what is paid its own kind alone.
        if place != 2 {
            offering.is_stopped(offering.claiming(0)).await;
        }
        if place != 1 {
            offering.is_stopped(offering.claiming_to_pool(0)).await;
        }
        assert_eq!(offering.part(&table).await.left, 180_000);
        offering.set_frozen(account, false).await;
    }
    assert_eq!(offering.claim(0, 0).await.paid, 54_000);
    assert_eq!(offering.claim(0, 1).await.paid, 27_000);
    assert_eq!(offering.scene.bank.balance(&pool.treasury(0)).await, 27_000);
    // Frozen again after some were paid: the rest waits as well.
    offering.set_frozen(offering.offer.treasury(), true).await;
    offering.is_stopped(offering.claiming(1)).await;
    offering.set_frozen(offering.offer.treasury(), false).await;
    assert_eq!(offering.claim(1, 0).await.paid, 32_400);
}

/// An operator whose account is frozen delays itself alone: its commission waits in its record.
#[tokio::test]
async fn a_commission_to_a_frozen_account_waits_for_the_thaw() {
    let (mut offering, _) = freezable().await;
    let operator = offering.scene.operators[0];
    offering.set_frozen(offering.tokens("operator"), true).await;
    assert_eq!(offering.claim(0, 0).await.paid, 54_000);
    let collect = offering.offer.collect(&operator, &id("operator"));
    offering.refuses(collect.clone(), RestakingError::WrongRecipient).await;
    assert_eq!(offering.commission(0).await, 6_000);
    offering.set_frozen(offering.tokens("operator"), false).await;
    offering.set_frozen(offering.offer.treasury(), true).await;
    offering.is_stopped(collect.clone()).await;
    offering.set_frozen(offering.offer.treasury(), false).await;
    offering.scene.bank.send(&[collect], &[]).await.unwrap();
    assert_eq!(
        (offering.commission(0).await, offering.scene.bank.balance(&offering.tokens("operator")).await),
        (0, 6_000)
    );
}

/// A freeze over the whole time to claim costs the stakers their shares, and nobody gets them but the funder, after the thaw.
#[tokio::test]
async fn what_a_freeze_keeps_from_being_claimed_goes_back_to_the_funder() {
    let (mut offering, _) = freezable().await;
    let (treasury, bob) = (offering.offer.treasury(), offering.tokens("bob"));
    assert_eq!(offering.claim(2, 0).await.paid, 21_600);
    offering.set_frozen(treasury, true).await;
    offering.is_stopped(offering.claiming(0)).await;
    offering.scene.bank.warp(offering.from + LENGTH + 2 * CLAIM as i64).await;
    offering.refuses(offering.claiming(0), RestakingError::ClaimOver).await;
    let close = offering.offer.close(&id("bob"));
    offering.is_stopped(close.clone()).await;
    offering.set_frozen(treasury, false).await;
    // Nor can it go back while the funder's own account is frozen.
    offering.set_frozen(bob, true).await;
    offering.refuses(close.clone(), RestakingError::WrongRecipient).await;
    offering.set_frozen(bob, false).await;
    offering.scene.bank.send(&[close], &[]).await.unwrap();
    assert_eq!(offering.scene.bank.balance(&bob).await, WEALTH - 21_600);
    assert_eq!(offering.scene.bank.account(&treasury).await, None);
}
