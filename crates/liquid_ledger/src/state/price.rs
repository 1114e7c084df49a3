//! What an asset is worth: a source's quote, and the two prices that a pool makes of it.

use bytemuck::{Pod, Zeroable};

use crate::error::Result;
use crate::math::{ceil, floor, sub};

/// An exact rate: this much value for this many tokens.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rate {
    /// The value, in the numeraire's smallest unit.
    pub value: u64,
    /// The tokens, in their smallest unit.
    pub tokens: u64,
}

/// What a source says of its token at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// All of its tokens and what is behind them.
    pub rate: Rate,
    /// The rate before it, of a source that may choose its rate; zero for any other.
    pub before: Rate,
    /// What it charges of tokens that are redeemed, as a fraction: the larger of the fee of now and the announced one.
    pub exit_fee: Fraction,
    /// Whether the rate is of now. A source that waits for an update is not.
    pub is_fresh: bool,
    /// Whether the asset takes deposits now, or something of it may be left. No other needs a rate.
    pub is_needed: bool,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    /// The part.
    pub numerator: u64,
    /// The whole; zero makes the fraction nothing.
    pub denominator: u64,
}

/// The two rates of an asset, and what its source charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The rate by which the asset is worth the less.
    pub low: Rate,
    /// The rate by which the asset is worth the more.
    pub high: Rate,
    /// What the source charges of tokens that are redeemed.
    pub exit_fee: Fraction,
}

impl Rate {
    /// None.
    pub const NONE: Self = Self { value: 0, tokens: 0 };

    /// One unit of value a token.
    pub const PAR: Self = Self { value: 1, tokens: 1 };

    /// Whether it values a token: a source without tokens or without value does not.
    pub fn is_valid(&self) -> bool {
        self.value > 0 && self.tokens > 0
    }

    /// Whether `self` values a token at more than `other` does.
    pub fn exceeds(&self, other: &Self) -> bool {
        u128::from(self.value) * u128::from(other.tokens) > u128::from(other.value) * u128::from(self.tokens)
    }

    /// The lower and the higher of two.
    pub fn order(self, other: Self) -> [Self; 2] {
        if self.exceeds(&other) { [other, self] } else { [self, other] }
    }
}

impl Quote {
    /// A token that is worth one unit of value each, such as wrapped SOL.
    pub const PAR: Self = Self::new(Rate::PAR, Fraction::NONE, true);

    /// Of a source that no one asks.
    pub const NONE: Self = Self { is_needed: false, ..Self::new(Rate::NONE, Fraction::NONE, false) };

    /// What a source says that an asset needs.
    pub const fn new(rate: Rate, exit_fee: Fraction, is_fresh: bool) -> Self {
        Self { rate, before: Rate::NONE, exit_fee, is_fresh, is_needed: true }
    }
}

impl Fraction {
    /// Nothing.
    pub const NONE: Self = Self { numerator: 0, denominator: 0 };

    /// The fraction of `amount`, rounded up, and no more than all of it.
    pub fn of(&self, amount: u64) -> Result<u64> {
        if self.numerator == 0 || self.denominator == 0 {
            return Ok(0);
        }
        Ok(ceil(amount, self.numerator.min(self.denominator), self.denominator)?.min(amount))
    }
}

impl Price {
    /// What `tokens` are worth to one that leaves with them: redeemed at the source, by the lower rate. Rounded down.
    ///
    /// `floor(floor(x·(1 - f))·value/tokens)`: parts of an amount are never worth more than the whole.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn low(&self, tokens: u64) -> Result<u64> {
        floor(sub(tokens, self.exit_fee.of(tokens)?)?, self.low.value, self.low.tokens)
    }

    /// What `tokens` are worth to those that have them: by the higher rate, without a fee. Rounded up.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn high(&self, tokens: u64) -> Result<u64> {
        ceil(tokens, self.high.value, self.high.tokens)
    }

    /// The price by which the asset is worth no more to one that enters or leaves than by `rate`.
    pub fn with(self, rate: Rate) -> Self {
        let low = if self.low.exceeds(&rate) { rate } else { self.low };
        let high = if rate.exceeds(&self.high) { rate } else { self.high };
        Self { low, high, ..self }
    }

    /// What the two rates of `tokens` differ by.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn doubt(&self, tokens: u64) -> Result<u64> {
        sub(self.high(tokens)?, floor(tokens, self.low.value, self.low.tokens)?)
    }

    /// The most tokens whose higher value is within `value`: `floor(value·tokens/value)`.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn tokens_for(&self, value: u64) -> Result<u64> {
        floor(value, self.high.tokens, self.high.value)
    }
}
