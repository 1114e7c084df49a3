//! Chance that a seed repeats.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone)]
pub struct Luck(pub u64);

impl Luck {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// An amount up to `most`, small ones as often as large ones.
    pub fn amount(&mut self, most: u64) -> u64 {
        if most == 0 {
            return 0;
        }
        match self.below(8) {
            0 => most,
            1 => 1 + self.below(most.min(3)),
            _ => {
                let shift = self.below(64 - u64::from(most.leading_zeros()));
                1 + self.below(most >> shift)
            }
        }
    }
}
