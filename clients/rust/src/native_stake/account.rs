//! What a stake account says.

use solana_program::pubkey::Pubkey;

/// The bytes of a stake account.
pub const STAKE_ACCOUNT_BYTES: usize = 200;

/// The tags of an account with authorities alone, and of one that has been delegated.
const INITIALIZED: u32 = 1;
const DELEGATED: u32 = 2;

/// An epoch that never comes.
const NEVER: u64 = u64::MAX;

/// A stake account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakeAccount {
    /// Delegates, splits and deactivates it.
    pub staker: Pubkey,
    /// Withdraws from it, and names both authorities.
    pub withdrawer: Pubkey,
    /// Until when its withdrawer needs a custodian.
    pub lockup: Lockup,
    /// The vote account that it was delegated to; none if it never was.
    pub delegation: Option<Delegation>,
}

/// A time until which nothing leaves a stake account without the custodian's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockup {
    /// In unix seconds.
    pub unix_timestamp: i64,
    /// The cluster's epoch.
    pub epoch: u64,
    /// Lifts it, and changes it.
    pub custodian: Pubkey,
}

/// A delegation to a validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The validator's vote account.
    pub vote: Pubkey,
    /// In lamports.
    pub stake: u64,
    /// The epoch in which it was delegated: it is active from the next one on.
    pub activation_epoch: u64,
    /// The epoch in which it was deactivated; 2^64 - 1 if it was not.
    pub deactivation_epoch: u64,
}

/// What becomes of a delegation in an epoch.
///
/// A cluster activates and deactivates at most a fixed part of its stake an epoch: with very much of it on the way, an account may stay
/// in between for longer than this says, and a pool refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It was never delegated.
    Undelegated,
    /// It is active from the next epoch on.
    Activating,
    /// It earns rewards.
    Active,
    /// It is inactive from the next epoch on.
    Deactivating,
    /// It earns nothing.
    Inactive,
}

impl StakeAccount {
    /// The account in `data`, which belongs to [`STAKE_PROGRAM`](super::STAKE_PROGRAM); none where it is no stake account yet.
    pub fn decode(data: &[u8]) -> Option<Self> {
        let tag = u32::from_le_bytes(bytes(data, 0)?);
        if tag != INITIALIZED && tag != DELEGATED {
            return None;
        }
        // Behind the tag: the rent that it was made with, the authorities, the lockup; then the delegation.
        let lockup = Lockup {
            unix_timestamp: i64::from_le_bytes(bytes(data, 76)?),
            epoch: number(data, 84)?,
            custodian: address(data, 92)?,
        };
        let delegation = if tag == DELEGATED {
            Some(Delegation {
                vote: address(data, 124)?,
                stake: number(data, 156)?,
                activation_epoch: number(data, 164)?,
                deactivation_epoch: number(data, 172)?,
            })
        } else {
            None
        };
        Some(Self { staker: address(data, 12)?, withdrawer: address(data, 44)?, lockup, delegation })
    }

    /// What becomes of it in `epoch`, the cluster's.
    pub fn phase(&self, epoch: u64) -> Phase {
        let Some(delegation) = &self.delegation else { return Phase::Undelegated };
        let Delegation { activation_epoch: on, deactivation_epoch: off, .. } = *delegation;
        if (on == off && on != NEVER) || off < epoch {
            Phase::Inactive
        } else if off == epoch {
            Phase::Deactivating
        } else if on != NEVER && on >= epoch {
            Phase::Activating
        } else {
            Phase::Active
        }
    }
}

impl Lockup {
    /// Whether it binds in `epoch` at `now`, in unix seconds.
    pub const fn is_in_force(&self, now: i64, epoch: u64) -> bool {
        self.unix_timestamp > now || self.epoch > epoch
    }
}

/// Whether the rewards of the last epoch are being paid, by the data of the sysvar [`EPOCH_REWARDS`](super::EPOCH_REWARDS). Every
/// instruction of the stake program fails meanwhile.
pub fn rewards_are_paid(data: &[u8]) -> bool {
    // Behind a height, a count, a hash, the points, the rewards and those that have been paid.
    data.get(80).is_some_and(|active| *active != 0)
}

fn bytes<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..at + N)?.try_into().ok()
}

fn number(data: &[u8], at: usize) -> Option<u64> {
    bytes(data, at).map(u64::from_le_bytes)
}

fn address(data: &[u8], at: usize) -> Option<Pubkey> {
    bytes(data, at).map(Pubkey::new_from_array)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delegated(activation_epoch: u64, deactivation_epoch: u64) -> StakeAccount {
        let delegation = Delegation { vote: Pubkey::default(), stake: 1, activation_epoch, deactivation_epoch };
        StakeAccount {
            staker: Pubkey::default(),
            withdrawer: Pubkey::default(),
            lockup: Lockup { unix_timestamp: 0, epoch: 0, custodian: Pubkey::default() },
            delegation: Some(delegation),
        }
    }

    #[test]
    fn a_delegation_is_active_from_the_epoch_after_it_on() {
        let account = delegated(5, NEVER);
        assert_eq!(
            [4, 5, 6, 7].map(|epoch| account.phase(epoch)),
            [Phase::Activating, Phase::Activating, Phase::Active, Phase::Active]
        );
        assert_eq!(StakeAccount { delegation: None, ..account }.phase(6), Phase::Undelegated);
        assert_eq!(delegated(NEVER, NEVER).phase(0), Phase::Active, "stake that a cluster began with");
    }

    #[test]
    fn a_deactivation_ends_it_from_the_epoch_after_it_on() {
        let account = delegated(5, 8);
        assert_eq!([7, 8, 9].map(|epoch| account.phase(epoch)), [Phase::Active, Phase::Deactivating, Phase::Inactive]);
        assert_eq!(delegated(5, 5).phase(5), Phase::Inactive, "at once");
    }

    #[test]
    fn a_lockup_binds_until_both_have_come() {
        let lockup = Lockup { unix_timestamp: 100, epoch: 7, custodian: Pubkey::default() };
        let binds = [(99, 7), (100, 6), (100, 7)].map(|(now, epoch)| lockup.is_in_force(now, epoch));
        assert_eq!(binds, [true, true, false]);
    }

    #[test]
    fn what_is_no_stake_account_is_none() {
        assert_eq!(StakeAccount::decode(&[]), None);
        assert_eq!(StakeAccount::decode(&[0; STAKE_ACCOUNT_BYTES]), None, "not initialized");
        let mut data = [0; STAKE_ACCOUNT_BYTES];
        data[0] = 3;
        assert_eq!(StakeAccount::decode(&data), None, "a pool of rewards of old");
        data[0] = 2;
        assert!(StakeAccount::decode(&data).is_some_and(|account| account.delegation.is_some()));
        assert_eq!(StakeAccount::decode(&data[..100]), None, "cut short");
        assert!(!rewards_are_paid(&[]));
    }
}
