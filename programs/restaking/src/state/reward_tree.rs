//! Rewards in any token: a tree per NCN and mint, and each earner's claims.

use anchor_lang::accounts::Account;
use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};

use super::{Custodian, VERSION, is_zero};
use crate::error::RestakingError;

/// The rewards of an NCN in one token, at `["reward_tree", ncn, mint]`. This account is the authority of its treasury,
/// at `["treasury", tree]`. It is never closed: roots are cumulative, and unclaimed rewards stay claimable.
///
/// The treasury's balance is not a figure of the books: tokens sent to it without `fund_reward_tree` are ignored. A
/// mint's issuer with a freeze authority can freeze the treasury, which blocks claims until it is thawed.
#[account]
pub struct RewardTree {
    pub version: u8,
    pub bump: u8,
    pub treasury_bump: u8,
    /// The mint's issuer could freeze the treasury when the tree was opened.
    pub mint_freezable: PodBool,
    pub padding: [u8; 4],
    /// The NCN that pays the rewards.
    pub ncn: Address,
    /// The reward's mint.
    pub mint: Address,
    /// The token account of funded and unclaimed rewards.
    pub treasury: Address,
    /// Paid for this account.
    pub rent_payer: Address,
    /// Publishes roots; zero if none.
    pub publisher: Address,
    /// May strike the roots published before `disputer_from`.
    pub disputer: Address,
    /// May strike the roots published from `disputer_from` on.
    pub next_disputer: Address,
    /// The first second in which a root is published under `next_disputer`.
    pub disputer_from: i64,
    /// May strike the pending root: the disputer at its publication; zero while no root is pending.
    pub root_disputer: Address,
    /// The time from a root's publication until it is active, in seconds.
    pub delay_seconds: u64,
    pub books: ledger::state::reward_tree::RewardBooks,
    pub events: u64,
    pub reserved: [u8; 128],
}

impl RewardTree {
    pub const SEED: &'static [u8] = b"reward_tree";
    /// Seed of the treasury's address.
    pub const TREASURY_SEED: &'static [u8] = b"treasury";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// The disputer of a root published at `now`.
    pub fn disputer_at(&self, now: i64) -> &Address {
        if now >= self.disputer_from { &self.next_disputer } else { &self.disputer }
    }

    /// Schedules `disputer` for roots published a delay after `now` or later, replacing a pending change. Naming the
    /// pending disputer again postpones nothing; naming the current one cancels the change.
    pub fn announce(&mut self, disputer: Address, now: i64) {
        if address_eq(&disputer, &self.next_disputer) {
            return;
        }
        let current = *self.disputer_at(now);
        let changes = !address_eq(&disputer, &current);
        self.disputer = current;
        self.next_disputer = disputer;
        self.disputer_from = if changes { now.saturating_add_unsigned(self.delay_seconds) } else { now };
    }

    /// Activates the pending root if it is due at `now`.
    pub fn settle(&mut self, now: i64) {
        self.books.settle(now);
        if self.books.activates_at == 0 {
            self.root_disputer = Address::default();
        }
    }
}

impl Custodian for RewardTree {
    #[inline(always)]
    fn with_seeds<R>(&self, sign: impl FnOnce(&[&[u8]]) -> R) -> R {
        sign(&[Self::SEED, self.ncn.as_ref(), self.mint.as_ref(), &[self.bump]])
    }
}

/// An earner's claims from a tree, at `["reward_claim", tree, earner]`. It is never closed, so nothing is paid twice.
#[account]
pub struct RewardClaim {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub tree: Address,
    pub earner: Address,
    /// May claim in the earner's place, to any account; zero if none.
    pub claimer: Address,
    /// Paid for this account.
    pub rent_payer: Address,
    /// The total paid.
    pub claimed: u64,
    pub reserved: [u8; 32],
}

impl RewardClaim {
    pub const SEED: &'static [u8] = b"reward_claim";

    /// Loads the claim of `earner` from the tree at `tree`, in `view`, or creates it.
    ///
    /// An account of this program with this type, tree and earner was created here at its one address, so the address
    /// is not derived again.
    pub fn load_or_open(
        mut view: AccountView,
        payer: &AccountView,
        tree: &Address,
        earner: &Address,
    ) -> Result<Account<Self>> {
        if view.owned_by(&crate::ID) {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let claim = unsafe { Account::<Self>::load_mut(view) }?;
            require!(address_eq(&claim.tree, tree), RestakingError::WrongTree);
            require!(address_eq(&claim.earner, earner), RestakingError::WrongClaim);
            return Ok(claim);
        }
        let seeds: [&[u8]; 3] = [Self::SEED, tree.as_ref(), earner.as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let space = 8 + core::mem::size_of::<Self>();
        create_account_signed(payer, &view, space, &crate::ID, &[seeds[0], seeds[1], seeds[2], &[bump]])?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(Self::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<Self>::load_mut_after_init(view) }?;
        opened.open(bump, tree, earner, payer.address());
        Ok(opened)
    }

    /// Initializes a new, zeroed account.
    pub fn open(&mut self, bump: u8, tree: &Address, earner: &Address, payer: &Address) {
        self.version = VERSION;
        self.bump = bump;
        self.tree = *tree;
        self.earner = *earner;
        self.rent_payer = *payer;
    }

    /// Whether `signer` may claim for the earner.
    pub fn may_claim(&self, signer: &Address) -> bool {
        address_eq(signer, &self.earner) || (address_eq(signer, &self.claimer) && !is_zero(signer))
    }
}

#[cfg(test)]
mod tests {
    use bytemuck::Zeroable;

    use super::*;

    const A: Address = Address::new_from_array([1; 32]);
    const B: Address = Address::new_from_array([2; 32]);
    const C: Address = Address::new_from_array([3; 32]);

    fn tree() -> RewardTree {
        RewardTree { disputer: A, next_disputer: A, delay_seconds: 3_600, ..Zeroable::zeroed() }
    }

    fn at(tree: &RewardTree, times: [i64; 3]) -> [Address; 3] {
        times.map(|time| *tree.disputer_at(time))
    }

    #[test]
    fn a_disputer_counts_a_delay_after_its_announcement() {
        let mut tree = tree();
        assert_eq!(at(&tree, [i64::MIN, 0, i64::MAX]), [A, A, A]);
        tree.announce(B, 100);
        assert_eq!(at(&tree, [100, 3_699, 3_700]), [A, A, B]);
        // Naming it again, for example with a new publisher, does not postpone it.
        tree.announce(B, 3_699);
        assert_eq!(at(&tree, [3_699, 3_700, 3_701]), [A, B, B]);
        tree.announce(C, 3_700);
        assert_eq!(at(&tree, [3_700, 7_299, 7_300]), [B, B, C]);
    }

    #[test]
    fn a_change_is_replaced_by_another_or_called_off() {
        let mut tree = tree();
        tree.announce(B, 0);
        tree.announce(C, 3_599);
        assert_eq!(at(&tree, [3_600, 7_198, 7_199]), [A, A, C], "the new one waits its own full time");
        tree.announce(A, 7_198);
        assert_eq!(at(&tree, [7_198, 7_199, i64::MAX]), [A, A, A]);
    }
}
