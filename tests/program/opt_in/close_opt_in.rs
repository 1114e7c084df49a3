//! The end of an opt-in.

use super::*;

#[tokio::test]
async fn an_opt_in_closes_once_it_is_over_and_its_rent_goes_back() {
    let (mut bank, pacts) = scene().await;
    for pact in pacts {
        bank.warp(GENESIS).await;
        pact.join(&mut bank, 0).await;
        pact.stands(&mut bank).await;
        pact.join(&mut bank, 1).await;
        bank.warp(pact.from).await;
        pact.stands(&mut bank).await;
        pact.leave(&mut bank, 0).await;
        pact.stands(&mut bank).await;
        let last = pact.leave(&mut bank, 1).await;
        bank.warp(last.after.right.effective - 1).await;
        pact.stands(&mut bank).await;
        bank.warp(last.after.right.effective).await;
        for wrong in ["creator", "operator", "mallory"] {
            let failure = bank.refused(split::close_opt_in(&pact.left, &pact.right, &id(wrong)), &[]).await;
            assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer), "{wrong}");
        }
        let (wallet, rent) = (bank.lamports(&id("sponsor")).await, bank.lamports(&pact.address()).await);
        let closed = word(&pact, &bank.send(&[pact.close()], &[]).await.unwrap());
        assert_eq!((closed.number, closed.closed, closed.time), (last.number + 1, true, last.after.right.effective));
        assert_eq!(closed.before, last.after);
        assert!(bank.account(&pact.address()).await.is_none());
        assert_eq!(bank.lamports(&id("sponsor")).await, wallet + rent);
    }
}
