//! A certified blob, for all tests of the ledger.

use availability_ledger::blob::Tree;
use availability_ledger::certificate::Certificate;
use availability_ledger::error::Rule;
use availability_ledger::rules::Rules;
use sha2::{Digest, Sha256};

pub const RULES: Rules = Rules { answer_seconds: 600, window_seconds: 100, ..Rules::REFERENCE };

pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// A blob of six chunks, of which no two are equal.
pub fn data() -> Vec<u8> {
    (0..5 * 256 + 3).map(|place| (place / 7) as u8).collect()
}

/// A certificate of [`data`] by `rules`, with `weights` of 300, opened at 1,000 until 5,000.
pub fn certificate_by(rules: &Rules, weights: &[u64]) -> Certificate {
    let content = Tree::of(&sha256, &data()).unwrap().content(5_000);
    let mut opened = Certificate::open(content, (7, 1_000), rules, 300, 1_000).unwrap();
    for (place, weight) in weights.iter().enumerate() {
        assert_eq!(opened.attest(place, *weight, 1_050), Ok(true));
    }
    opened
}

/// The same by [`RULES`].
pub fn certificate(weights: &[u64]) -> Certificate {
    certificate_by(&RULES, weights)
}

pub fn rule<T: std::fmt::Debug>(result: availability_ledger::error::Result<T>) -> Rule {
    result.expect_err("refused").rule
}
