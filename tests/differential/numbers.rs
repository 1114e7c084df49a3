//! Numbers that look random and are the same in every run of a seed.

/// Where the numbers come from: SplitMix64.
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; zero if there is none.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.any() % bound.max(1)
    }

    /// One of `all`, if there is one.
    pub fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.below(all.len() as u64) as usize).cloned()
    }

    /// Whether something happens that does so once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A part of `whole`: none or all of it at times, and of any size otherwise.
    pub fn part(&mut self, whole: u64) -> u64 {
        match self.below(8) {
            0 => 0,
            1 => whole,
            2 => self.amount(whole),
            _ => self.below(whole),
        }
    }

    /// An amount of any size up to `most`: all of it at times, nothing or one too many seldom.
    pub fn amount(&mut self, most: u64) -> u64 {
        match self.below(16) {
            0 => most,
            1 => most.saturating_add(1),
            2 => self.below(3),
            _ => {
                let bits = 64 - most.leading_zeros();
                let shift = self.below(u64::from(bits));
                self.below((most >> shift).saturating_add(1))
            }
        }
    }

    /// A bound of at most `most` that lets most things pass.
    pub fn bound(&mut self, most: u64) -> u64 {
        match self.below(6) {
            0 => self.amount(most),
            1 => most / 2 + self.below(most / 2),
            _ => most,
        }
    }

    /// A minimum that is met, that is not, or none.
    pub fn minimum(&mut self, comes_out: Option<u64>) -> u64 {
        match (self.below(4), comes_out) {
            (0, Some(amount)) => amount,
            (1, Some(amount)) => amount + u64::from(self.once_in(4)),
            _ => 0,
        }
    }
}
