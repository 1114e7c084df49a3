//! A vetoed slash, which the stop loss no longer counts.

use super::*;

#[tokio::test]
async fn a_vetoed_slash_is_taken_off_once_by_anyone() {
    let (mut bank, split) = scene().await;
    sets(&mut bank, &split, 1_000).await;
    let epoch = bank.epoch().await;
    assert!(!slashes(&mut bank, &split, WHOLE / 20, 0).await);
    let (first, uncount) = (split.proposal(0), split.uncount_slash(&split.proposal(0)));
    let failure = bank.refused(uncount.clone(), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCounted), "it stands");
    bank.by("resolver", split.veto_slash(&id("resolver"), &first, epoch)).await;
    assert_eq!(opt_in(&mut bank, &split).await.stop_loss.slashed, WHOLE / 20, "a veto is bound to no opt-in");
    let done = bank.send(std::slice::from_ref(&uncount), &[]).await.unwrap();
    let [Event::SlashUncounted(event)] = &done.events[..] else { panic!("not one: {:?}", done.events) };
    assert_eq!((event.proposal, event.before, event.after), (first, WHOLE / 20, 0));
    assert_eq!(opt_in(&mut bank, &split).await.stop_loss.slashed, 0);
    let failure = bank.refused(uncount, &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCounted), "once");
    assert!(!slashes(&mut bank, &split, WHOLE / 10, 1).await, "as if the first had never been");
    // One that was never counted cannot be taken off.
    bank.change::<SlashProposal>(&split.proposal(1), |proposal| {
        (proposal.status, proposal.counted) = (SlashStatus::Vetoed, false)
    })
    .await;
    let failure = bank.refused(split.uncount_slash(&split.proposal(1)), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCounted));
}
