//! The heights that take votes.

use restake_node::service::{Height, Window};
use template_cli::account::Found;
use template_client::VOTE_KIND;

/// The windows that are open at `now`.
pub fn windows_of(found: &Found, now: i64) -> Vec<Window> {
    let Ok(latest) = found.height_at(now) else { return vec![] };
    let mut windows = vec![];
    for number in (0..=latest).rev() {
        let opens_at = found.time_of(number);
        let closes_at = opens_at.saturating_add_unsigned(found.service.rules.window_seconds);
        if closes_at <= now {
            break;
        }
        windows.push(Window { at: Height { kind: VOTE_KIND, number }, opens_at, closes_at });
    }
    windows.reverse();
    windows
}

#[cfg(test)]
mod tests {
    use solana_program::pubkey::Pubkey;
    use template_client::Service;

    use super::*;

    #[test]
    fn open_windows_are_told_the_earliest_first() {
        let mut service = Service::from_bytes(&[0; Service::LEN]).expect("a service of zeros");
        (service.height_zero, service.height_millis, service.rules.window_seconds) = (1_000, 20_500, 60);
        let found = Found { at: Pubkey::default(), service };
        assert_eq!(windows_of(&found, 999), [], "before the first height");
        let first = Window { at: Height { kind: VOTE_KIND, number: 0 }, opens_at: 1_000, closes_at: 1_060 };
        assert_eq!(windows_of(&found, 1_019), [first]);
        let heights = |now: i64| windows_of(&found, now).iter().map(|window| window.at.number).collect::<Vec<_>>();
        assert_eq!(heights(1_059), [0, 1, 2]);
        assert_eq!(heights(1_060), [1, 2]);
        // Height 3 is at 1,061.5: in the second that it begins in.
        assert_eq!(heights(1_061), [1, 2, 3]);
        assert_eq!(found.time_of(3), 1_061);
    }
}
