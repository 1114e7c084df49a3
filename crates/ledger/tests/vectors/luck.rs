//! Numbers that look random and are the same in every run (splitmix64).

pub struct Luck(pub u64);

impl Luck {
    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or zero.
    pub fn below(&mut self, end: u64) -> u64 {
        self.any() % end.max(1)
    }

    /// A number of at most `bits` bits, small ones as likely as large ones.
    pub fn sized(&mut self, bits: u64) -> u64 {
        let size = self.below(bits + 1);
        self.any().checked_shr(64 - size as u32).unwrap_or(0)
    }

    /// A part of `whole`: all or none of it once in a while.
    pub fn part(&mut self, whole: u64) -> u64 {
        match self.below(8) {
            0 => whole,
            1 => 0,
            _ => ((u128::from(whole) * u128::from(self.below(1 << 32))) >> 32) as u64,
        }
    }
}
