//! Pledges for open slashes: the amount that one takes in, and what an execution restores by them to each party.

use ledger::refusal::{Refusal, Rule};
use ledger::state::pledge::Restored;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;

use crate::SlashProposal;

/// What an execution of a slash restores by the pledges for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restoration {
    /// What is pledged for it: the sum of the rest.
    pub pledged: u64,
    /// What comes back to the vault's shares.
    pub shares: u64,
    /// What comes back to the tickets of the bucket of the slash's epoch, and of the next one's, with these epochs.
    pub tickets: [(u64, u64); 2],
}

/// What an execution of `slash` restores if nothing more is pledged for it.
///
/// # Errors
/// For a proposal that no program wrote.
pub fn restoration(slash: &SlashProposal) -> Result<Restoration, Refusal> {
    restored(slash, slash.pledged)
}

/// What a pledge of `assets` takes in, and what an execution restores with it.
///
/// # Errors
/// What the program would refuse it for: [`Rule::Zero`], [`Rule::FullyPledged`]. Whether the slash is open is not looked at.
pub fn pledge(slash: &SlashProposal, assets: u64) -> Result<(u64, Restoration), Refusal> {
    let of = Slash::from(&slash.slash);
    if assets == 0 {
        return Err(Refusal { rule: Rule::Zero, value: 0, limit: 1 });
    }
    if slash.pledged >= of.stake {
        return Err(Refusal { rule: Rule::FullyPledged, value: slash.pledged, limit: of.stake });
    }
    let taken = assets.min(of.stake - slash.pledged);
    Ok((taken, restored(slash, slash.pledged + taken)?))
}

fn restored(slash: &SlashProposal, pledged: u64) -> Result<Restoration, Refusal> {
    let of = Slash::from(&slash.slash);
    let Restored { active, exiting } = of.restored(pledged)?;
    let sums = exiting.map(|pools| pools.iter().sum::<u64>());
    Ok(Restoration { pledged, shares: active, tickets: [(of.epoch, sums[0]), (of.epoch.saturating_add(1), sums[1])] })
}

/// What is pledged in a vault for all slashes: those that are open, and those that were vetoed and not paid back.
pub fn pledged_in(vault: &crate::Vault) -> u64 {
    VaultLedger::from(&vault.ledger).pledged
}

#[cfg(test)]
mod tests {
    use borsh::BorshDeserialize;

    use super::*;

    /// A slash of 150: 100 of the shares, 30 and 20 of the tickets.
    fn slash(pledged: u64) -> SlashProposal {
        let mut slash = SlashProposal::try_from_slice(&[0; SlashProposal::LEN]).expect("all zero");
        (slash.slash.stake, slash.slash.active, slash.slash.epoch, slash.pledged) = (150, 100, 7, pledged);
        (slash.slash.exiting[0][0], slash.slash.exiting[1][2]) = (30, 20);
        slash
    }

    #[test]
    fn a_pledge_takes_what_is_left_and_says_who_gets_it() {
        let none = Restoration { pledged: 0, shares: 0, tickets: [(7, 0), (8, 0)] };
        assert_eq!(restoration(&slash(0)), Ok(none));
        let half = Restoration { pledged: 75, shares: 50, tickets: [(7, 15), (8, 10)] };
        assert_eq!(pledge(&slash(0), 75), Ok((75, half)));
        assert_eq!(pledge(&slash(50), 25), Ok((25, half)), "with what was pledged before");
        let all = Restoration { pledged: 150, shares: 100, tickets: [(7, 30), (8, 20)] };
        assert_eq!(pledge(&slash(50), u64::MAX), Ok((100, all)));
        assert_eq!(pledge(&slash(0), 0).map_err(|no| no.rule), Err(Rule::Zero));
        assert_eq!(pledge(&slash(150), 1).map_err(|no| (no.rule, no.value)), Err((Rule::FullyPledged, 150)));
    }
}
