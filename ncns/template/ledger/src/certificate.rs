//! The reader of a certified value, for other programs. It knows the layout of a round's account, and needs no Solana crate.
//!
//! A consumer checks the owner of the account against the service's program, then reads:
//!
//! ```
//! use template_ledger::certificate::Certificate;
//!
//! # fn consume(data: &[u8], service: [u8; 32]) -> Option<()> {
//! let certificate = Certificate::read(data, &service)?;
//! assert!(certificate.weight >= 5_000_000, "too little stake stands behind it");
//! # Some(())
//! # }
//! # assert_eq!(consume(&[], [0; 32]), None);
//! ```

use core::mem::{offset_of, size_of};

use crate::round::Round;
use crate::rule::Value;

/// The first bytes of a round's account.
pub const DISCRIMINATOR: [u8; 8] = [201, 21, 6, 234, 1, 129, 82, 149];

/// The offset of the service's address in a round's account.
pub const SERVICE_AT: usize = 16;

/// The offset of the [`Round`].
pub const ROUND_AT: usize = 112;

/// A value that the service certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub height: u64,
    /// The time of the height.
    pub time: i64,
    pub value: Value,
    /// The weight that certified it. A consumer asks for as much as is at risk.
    pub weight: u64,
    pub total_weight: u64,
}

impl Certificate {
    /// Reads the account of a round of `service`. None without a certified value, for another service's round, or for other data. The
    /// caller has checked the owner of the account.
    pub fn read(data: &[u8], service: &[u8; 32]) -> Option<Self> {
        let is_of = data.starts_with(&DISCRIMINATOR) && data.get(SERVICE_AT..SERVICE_AT + 32)? == service;
        let round = data.get(ROUND_AT..ROUND_AT + size_of::<Round>()).filter(|_| is_of)?;
        let figure = |at: usize| Some(u64::from_le_bytes(round.get(at..at + 8)?.try_into().ok()?));
        let at = offset_of!(Round, value);
        (figure(offset_of!(Round, is_final))? == 1).then_some(())?;
        Some(Self {
            height: figure(offset_of!(Round, height))?,
            time: figure(offset_of!(Round, opens_at))?.cast_signed(),
            value: round.get(at..at + 32)?.try_into().ok()?,
            weight: figure(offset_of!(Round, weight))?,
            total_weight: figure(offset_of!(Round, total_weight))?,
        })
    }
}
