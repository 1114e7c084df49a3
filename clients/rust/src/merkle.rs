//! Lists of earners as Merkle trees: what a publisher builds its root from, and an earner its proof. `docs/reward-tree.md` has
//! the format, with an example.

use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;

/// What a leaf's preimage begins with.
const LEAF: &[u8] = &[0];

/// What a node's preimage begins with.
const NODE: &[u8] = &[1];

/// The leaf of `earner`, with `cumulative` earned in all in the reward tree at `tree`.
pub fn leaf(tree: &Pubkey, earner: &Pubkey, cumulative: u64) -> [u8; 32] {
    hashv(&[LEAF, tree.as_ref(), earner.as_ref(), &cumulative.to_le_bytes()]).to_bytes()
}

/// The node above two hashes, whichever of them is the left one: the smaller goes first.
pub fn node(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    hashv(&[NODE, first, second]).to_bytes()
}

/// The root that `proof` leads to from `leaf`.
pub fn root_of(leaf: [u8; 32], proof: &[[u8; 32]]) -> [u8; 32] {
    proof.iter().fold(leaf, |hash, sibling| node(&hash, sibling))
}

/// Why a list makes no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// It is empty.
    #[error("the list is empty")]
    Empty,
    /// An earner is in it twice: it could claim but one of the two.
    #[error("{0} is in the list twice")]
    Twice(Pubkey),
    /// Its sum does not fit.
    #[error("the list comes to more than 64 bits hold")]
    TooMuch,
}

/// A list of earners, hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earnings {
    /// The earners and their totals, by the earners' addresses.
    list: Vec<(Pubkey, u64)>,
    /// The hashes: the leaves, what is above them, and so on to the root alone.
    levels: Vec<Vec<[u8; 32]>>,
    total: u64,
}

impl Earnings {
    /// Hashes `list`, in any order, for the reward tree at `tree`: the earners and their totals from the beginning on.
    ///
    /// # Errors
    /// A [`ListError`] for a list that the program could not pay out.
    pub fn new(tree: &Pubkey, list: impl IntoIterator<Item = (Pubkey, u64)>) -> Result<Self, ListError> {
        let mut list: Vec<(Pubkey, u64)> = list.into_iter().collect();
        list.sort_unstable();
        if let Some(twice) = list.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(ListError::Twice(twice[0].0));
        }
        let total =
            list.iter().try_fold(0u64, |sum, (_, earned)| sum.checked_add(*earned)).ok_or(ListError::TooMuch)?;
        let mut level: Vec<_> = list.iter().map(|(earner, cumulative)| leaf(tree, earner, *cumulative)).collect();
        if level.is_empty() {
            return Err(ListError::Empty);
        }
        let mut levels = vec![];
        while level.len() > 1 {
            // One that is left over goes up as it is.
            let above = level.chunks(2).map(|pair| if let [one, other] = pair { node(one, other) } else { pair[0] });
            let above = above.collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Ok(Self { list, levels, total })
    }

    /// The root to publish.
    pub fn root(&self) -> [u8; 32] {
        self.levels[self.levels.len() - 1][0]
    }

    /// What all have earned together: the total to publish with the root.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The earners and their totals, by the earners' addresses.
    pub fn list(&self) -> &[(Pubkey, u64)] {
        &self.list
    }

    /// What `earner` has earned in all, and the proof of it; none if it is not in the list.
    pub fn proof(&self, earner: &Pubkey) -> Option<(u64, Vec<[u8; 32]>)> {
        let mut place = self.list.binary_search_by_key(earner, |entry| entry.0).ok()?;
        let cumulative = self.list[place].1;
        let mut proof = vec![];
        for level in &self.levels {
            // None beside one that goes up as it is, nor beside the root.
            proof.extend(level.get(place ^ 1));
            place /= 2;
        }
        Some((cumulative, proof))
    }
}
