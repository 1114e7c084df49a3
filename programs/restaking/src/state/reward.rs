//! Rewards in any token: a tree for each NCN and mint, and what each earner has claimed of it.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};

use super::{VERSION, is_zero};
use crate::error::RestakingError;

/// The rewards of an NCN in one token, at `["reward_tree", ncn, mint]`. Its treasury is at `["treasury", tree]`, and this
/// account is the treasury's authority. It is never closed: roots are cumulative, and what is not claimed stays claimable.
///
/// The treasury's balance is no figure of the books: tokens that are sent to it past `fund_reward_tree` count for nothing.
/// Where the mint's issuer can freeze accounts, it can freeze the treasury, and then no claim is paid until it is thawed.
#[account]
pub struct RewardTree {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// The bump of the treasury's address.
    pub treasury_bump: u8,
    /// 1 if the mint's issuer could freeze the treasury when the tree was opened.
    pub mint_freezable: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 4],
    /// The NCN that pays the rewards.
    pub ncn: Address,
    /// The mint of what it pays.
    pub mint: Address,
    /// The token account that holds what was funded and not claimed.
    pub treasury: Address,
    /// Who paid for this account.
    pub rent_payer: Address,
    /// Who publishes roots; zero if nobody does.
    pub publisher: Address,
    /// Who can strike the roots that are published before `disputer_from`.
    pub disputer: Address,
    /// Who can strike the roots that are published from `disputer_from` on.
    pub next_disputer: Address,
    /// The first second in which a root is published under `next_disputer`.
    pub disputer_from: i64,
    /// Who can strike the pending root: the disputer that counted when it was published; zero while none is pending.
    pub root_disputer: Address,
    /// How long after its publication a root counts, in seconds.
    pub delay_seconds: u64,
    /// The figures.
    pub books: ledger::RewardBooks,
    /// How many events the tree has emitted.
    pub events: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 128],
}

impl RewardTree {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"reward_tree";
    /// The first seed of the treasury's address.
    pub const TREASURY_SEED: &'static [u8] = b"treasury";

    /// The number of its next event.
    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }

    /// Who can strike a root that is published at `now`.
    pub fn disputer_at(&self, now: i64) -> &Address {
        if now >= self.disputer_from { &self.next_disputer } else { &self.disputer }
    }

    /// Has `disputer` count for the roots that are published from a delay after `now` on, in place of a change that is
    /// pending. Naming the one that is to come anyway puts nothing off; naming the one that counts calls a change off.
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

    /// Makes the next root the active one if it counts by `now`.
    pub fn settle(&mut self, now: i64) {
        self.books.settle(now);
        if self.books.activates_at == 0 {
            self.root_disputer = Address::default();
        }
    }

    /// What the tree signs with.
    pub fn signer(&self) -> RewardTreeSigner {
        RewardTreeSigner { ncn: self.ncn, mint: self.mint, bump: [self.bump] }
    }
}

/// A tree's seeds, apart from the account so that it can be passed to the program it signs for.
pub struct RewardTreeSigner {
    ncn: Address,
    mint: Address,
    bump: [u8; 1],
}

impl RewardTreeSigner {
    /// The seeds of the tree's address, bump included.
    pub fn seeds(&self) -> [&[u8]; 4] {
        [RewardTree::SEED, self.ncn.as_ref(), self.mint.as_ref(), &self.bump]
    }
}

/// What an earner has claimed of a tree, at `["reward_claim", tree, earner]`. It is never closed, so that nothing is paid twice.
#[account]
pub struct RewardClaim {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// The tree.
    pub tree: Address,
    /// The earner.
    pub earner: Address,
    /// Who may claim beside the earner, to wherever it likes; zero if nobody may.
    pub claimer: Address,
    /// Who paid for this account.
    pub rent_payer: Address,
    /// All that was paid.
    pub claimed: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 32],
}

impl RewardClaim {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"reward_claim";

    /// What `earner` has claimed of the tree at `tree`, in the account at `view`, which is opened first if it is not there.
    ///
    /// An account of this program with this type, this tree and this earner was opened here, at its one address: it is not
    /// derived again.
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

    /// Fills in a new account, which is all zero.
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
        // Naming it again, with a new publisher say, does not put it off.
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
