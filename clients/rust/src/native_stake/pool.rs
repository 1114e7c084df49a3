//! A single-validator pool: its addresses, and what its tokens are worth.

use solana_program::pubkey::Pubkey;

use super::SINGLE_POOL_PROGRAM;

/// The bytes of a pool's own account.
pub const POOL_BYTES: usize = 33;

/// The lamports beyond rent that a new pool's stake account needs, where the cluster's least delegation is no higher.
pub const MIN_POOL_LAMPORTS: u64 = 1_000_000_000;

/// The tokens that stand for the lamports of the pool's start, which have no owner.
pub const PHANTOM_TOKENS: u64 = 1_000_000_000;

/// The tag of a pool's account.
const POOL: u8 = 1;

/// The addresses of the pool of one vote account: there is one for each, and anyone may make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SinglePool {
    /// The validator's vote account.
    pub vote: Pubkey,
    /// The pool's own account.
    pub pool: Pubkey,
    /// The stake account that holds what was deposited.
    pub stake: Pubkey,
    /// The stake account that activates what rewards and deposits of SOL brought.
    pub on_ramp: Pubkey,
    /// The mint of its tokens: 9 decimals, no freeze authority.
    pub mint: Pubkey,
    /// The authority of both stake accounts.
    pub stake_authority: Pubkey,
    /// The authority of the mint, which burns what is withdrawn.
    pub mint_authority: Pubkey,
    /// The authority of the tokens' name.
    pub metadata_authority: Pubkey,
}

impl SinglePool {
    /// The pool of `vote`.
    pub fn of(vote: &Pubkey) -> Self {
        let find =
            |prefix: &[u8], of: &Pubkey| Pubkey::find_program_address(&[prefix, of.as_ref()], &SINGLE_POOL_PROGRAM).0;
        let pool = find(b"pool", vote);
        Self {
            vote: *vote,
            pool,
            stake: find(b"stake", &pool),
            on_ramp: find(b"onramp", &pool),
            mint: find(b"mint", &pool),
            stake_authority: find(b"stake_authority", &pool),
            mint_authority: find(b"mint_authority", &pool),
            metadata_authority: find(b"mpl_authority", &pool),
        }
    }

    /// The pool that an account of the pool program is of; none where it is no pool.
    pub fn in_account(data: &[u8]) -> Option<Self> {
        let (tag, rest) = data.split_first()?;
        let vote = rest.get(..32)?.try_into().ok()?;
        (*tag == POOL).then(|| Self::of(&Pubkey::new_from_array(vote)))
    }

    /// Where the token's name is.
    pub fn metadata(&self) -> Pubkey {
        crate::metadata::address(&self.mint)
    }
}

/// What a pool's tokens are worth, as the pool program reckons it: in lamports, rewards included as soon as they are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolValue {
    /// The lamports of both stake accounts, less rent.
    pub lamports: u64,
    /// The tokens that they are divided among, including those without an owner.
    pub tokens: u64,
}

impl PoolValue {
    /// The value of a pool by the lamports of its two stake accounts, the rent of one, and its mint's supply.
    pub const fn new(stake: u64, on_ramp: u64, rent: u64, supply: u64) -> Self {
        let lamports = stake.saturating_sub(rent).saturating_add(on_ramp.saturating_sub(rent));
        Self { lamports, tokens: supply.saturating_add(PHANTOM_TOKENS) }
    }

    /// The tokens that `stake` lamports of active stake bring, rounded down.
    pub fn tokens_for(&self, stake: u64) -> Option<u64> {
        if self.lamports == 0 { Some(stake) } else { part(stake, self.tokens, self.lamports) }
    }

    /// The lamports of active stake that `tokens` bring, rounded down.
    pub fn stake_for(&self, tokens: u64) -> Option<u64> {
        part(tokens, self.lamports, self.tokens)
    }
}

/// `floor(amount·over/under)`.
fn part(amount: u64, over: u64, under: u64) -> Option<u64> {
    let product = u128::from(amount) * u128::from(over);
    u64::try_from(product.checked_div(u128::from(under))?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_down() {
        let rent = 2_282_880;
        let value = PoolValue::new(rent + 3_000_000_000, rent + 5, rent, 1_000_000_000);
        assert_eq!(value, PoolValue { lamports: 3_000_000_005, tokens: 2_000_000_000 });
        assert_eq!(value.tokens_for(3), Some(1));
        assert_eq!(value.stake_for(2), Some(3));
        assert_eq!(value.stake_for(u64::MAX), None);
        // An on-ramp that is not there yet is worth nothing, not less.
        assert_eq!(PoolValue::new(rent, 0, rent, 0), PoolValue { lamports: 0, tokens: PHANTOM_TOKENS });
    }

    #[test]
    fn a_pool_is_read_by_its_vote_account() {
        let vote = Pubkey::new_from_array([7; 32]);
        let mut data = vec![1];
        data.extend_from_slice(vote.as_ref());
        assert_eq!(SinglePool::in_account(&data), Some(SinglePool::of(&vote)));
        assert_eq!(SinglePool::in_account(&data[..32]), None);
        data[0] = 0;
        assert_eq!(SinglePool::in_account(&data), None);
    }
}
