//! What goes back to the funder, and when.

use super::*;

impl Offering {
    fn closing(&self) -> Instruction {
        self.offer.close(&id("bob"))
    }

    /// Closes the offer, and returns what bob got back of the reward.
    async fn close(&mut self) -> u64 {
        let (bob, before) = (self.tokens("bob"), self.scene.bank.balance(&self.tokens("bob")).await);
        let lamports = self.scene.bank.lamports(&id("bob")).await;
        let mut rent = 0;
        for address in [self.offer.address, self.offer.treasury()] {
            rent += self.scene.bank.lamports(&address).await;
        }
        let books = self.account().await.books;
        let done = self.scene.bank.send(&[self.closing()], &[]).await.unwrap();
        let [Event::RewardOfferClosed(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.offer, event.funder, &event.books), (self.offer.address, id("bob"), &books));
        assert_eq!(event.left, books.amount - books.paid);
        let back = self.scene.bank.balance(&bob).await - before;
        assert_eq!(event.paid_back, back);
        assert_eq!(self.scene.bank.lamports(&id("bob")).await, lamports + rent);
        for address in [self.offer.address, self.offer.treasury()] {
            assert_eq!(self.scene.bank.account(&address).await, None);
        }
        back
    }

    async fn refuses_to_close(&mut self, error: RestakingError, limit: i64) {
        let failure = self.scene.bank.refused(self.closing(), &[]).await;
        let value = if error == RestakingError::TablesPending { 1 } else { self.scene.bank.now().await as u64 };
        assert_refused(&failure, error, value, limit as u64);
    }
}

#[tokio::test]
async fn an_offer_without_a_table_goes_back_when_none_can_come() {
    let mut offering = Offering::new().await;
    let end = offering.from + LENGTH + CLAIM as i64;
    offering.scene.bank.warp(end - 1).await;
    offering.refuses_to_close(RestakingError::OfferRunning, end).await;
    offering.scene.bank.warp(end).await;
    // A table that opens now is not the offer's.
    let table = offering.open_table().await;
    assert_eq!(offering.scene.bank.read::<StakeTable>(&table).await.expect("it").offers, 0);
    assert_eq!(offering.close().await, AMOUNT);
    let ncn: restaking_client::Ncn = offering.scene.bank.read(&offering.scene.ncn).await.expect("the NCN");
    assert_eq!((ncn.offers[0].until, ncn.next_offer), (0, 1));
}

#[tokio::test]
async fn an_offer_that_is_paid_in_full_is_closed_at_its_end() {
    let mut offering = Offering::new().await;
    offering.open_pool().await;
    offering.scene.bank.warp(offering.from + LENGTH - HOURLESS as i64).await;
    let table = offering.table().await;
    offering.refuses_to_close(RestakingError::TablesPending, 0).await;
    assert_eq!(offering.attribute(&table).await.amount, AMOUNT);
    let until = offering.part(&table).await.claim_until;
    offering.refuses_to_close(RestakingError::OfferRunning, until).await;
    offering.claim_all().await;
    // Commissions have their own time.
    offering.refuses_to_close(RestakingError::OfferRunning, until + CLAIM as i64).await;
    for operator in offering.scene.operators {
        offering.scene.bank.send(&[offering.offer.collect(&operator, &id("operator"))], &[]).await.unwrap();
    }
    assert_eq!(offering.close().await, 0);
}

#[tokio::test]
async fn what_nobody_claims_or_collects_in_its_time_goes_back() {
    let mut offering = Offering::new().await;
    offering.scene.bank.warp(offering.from + LENGTH - HOURLESS as i64).await;
    let table = offering.attributed().await;
    offering.claim(0, 0).await;
    let end = offering.part(&table).await.claim_until + CLAIM as i64;
    offering.scene.bank.warp(end - 1).await;
    offering.refuses_to_close(RestakingError::OfferRunning, end).await;
    offering.scene.bank.warp(end).await;
    // What somebody sent there goes back as well.
    let (alice, treasury) = (offering.scene.vaults[0].assets_of(&id("alice")), offering.offer.treasury());
    offering.scene.bank.by("alice", token::transfer(&alice, &treasury, &id("alice"), 77)).await;
    assert_eq!(offering.close().await, AMOUNT - 900_000 + 77, "a third of the half, less a tenth");
}

/// The place and the offer's debts are another's then; nothing of it is claimed by the tables of the old one.
#[tokio::test]
async fn a_place_is_taken_again_without_what_was_there() {
    let mut offering = Offering::new().await;
    offering.scene.bank.warp(offering.from + LENGTH - HOURLESS as i64).await;
    let table = offering.attributed().await;
    offering.claim(0, 0).await;
    let old = offering.captured("alice", 1);
    let end = offering.part(&table).await.claim_until + CLAIM as i64;
    offering.scene.bank.warp(end).await;
    offering.close().await;
    offering.open(1).await;
    let account = offering.account().await;
    assert_eq!((account.index, account.place, account.first_table), (1, 0, 1));
    let vault = offering.scene.vaults[0];
    offering.refuses(offering.offer.claim(&old, &vault), RestakingError::NotAttributed).await;
    offering.refuses(offering.offer.attribute(&table), RestakingError::TableOutOfOrder).await;
    let operator = offering.scene.operators[0];
    assert_eq!(offering.commission(0).await, 90_000 + 10_000);
    offering.refuses(offering.offer.collect(&operator, &id("operator")), RestakingError::NoFees).await;
    offering.attributed().await;
    let share = offering.claim(0, 0).await;
    assert!(share.commission > 0);
    assert_eq!(offering.commission(0).await, share.commission, "nothing of the old offer's");
    offering.scene.bank.send(&[offering.offer.collect(&operator, &id("operator"))], &[]).await.unwrap();
    offering.check().await;
}

#[tokio::test]
async fn it_goes_back_to_the_funders_own_account_or_where_the_funder_says() {
    let mut offering = Offering::new().await;
    offering.scene.bank.warp(offering.from + LENGTH + CLAIM as i64).await;
    let alice = offering.tokens("alice");
    let (elsewhere, by_alice) = (
        offering.offer.close_to(None, &alice, &id("bob")),
        offering.offer.close_to(Some(id("alice")), &alice, &id("bob")),
    );
    offering.refuses(elsewhere, RestakingError::WrongRecipient).await;
    let failure = offering.scene.bank.refuses("alice", by_alice).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRecipient));
    let before = offering.scene.bank.balance(&alice).await;
    let named = offering.offer.close_to(Some(id("bob")), &alice, &id("bob"));
    offering.scene.bank.by("bob", named).await;
    assert_eq!(offering.scene.bank.balance(&alice).await, before + AMOUNT);
}
