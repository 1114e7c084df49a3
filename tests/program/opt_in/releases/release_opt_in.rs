//! The release of a leave.

use super::*;

#[tokio::test]
async fn a_pending_leave_of_either_side_takes_effect_now() {
    for kind in [1, 2] {
        for side in [0, 1] {
            let (mut bank, split) = scene().await;
            let (left, right) = split.opt_ins()[kind];
            let release = split::release_opt_in(&id("ncn"), &left, &right);
            let failure = bank.refuses("ncn", release.clone()).await;
            assert_refused(&failure, RestakingError::NothingToRelease, 0, 1);
            let admins = [["operator", "ncn"], ["creator", "ncn"]][kind - 1];
            let leave = split::leave_opt_in(&id(admins[side]), &left, &right, split::Side::ALL[side]);
            bank.by(admins[side], leave).await;
            for name in ["operator", "creator", "slasher", "mallory"] {
                let failure = bank.refuses(name, split::release_opt_in(&id(name), &left, &right)).await;
                assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin), "{name}");
            }
            assert_eq!(stake(&mut bank, &split, 0).await, 1_000_000);
            let done = bank.by("ncn", release.clone()).await;
            let [Event::OptInChanged(event)] = &done.events[..] else { panic!("not one: {:?}", done.events) };
            assert_eq!((event.opt_in, event.closed), (pda::opt_in(&left, &right), false));
            assert_eq!([&event.before.left, &event.before.right][side].current, 1);
            assert_eq!([&event.after.left, &event.after.right][side].current, 0);
            assert_eq!([&event.after.left, &event.after.right][1 - side].next, 1, "the other side stands");
            assert_eq!(stake(&mut bank, &split, 0).await, 0);
            let failure = bank.refuses("ncn", release).await;
            assert_refused(&failure, RestakingError::NothingToRelease, 0, 1);
        }
    }
}
