//! What gives the rate of an asset, as a liquid pool reads it: a stake pool, a single-validator pool, Marinade's state or a report.
//!
//! The layout of Marinade's state is that of its release of November 2023.

use borsh::BorshDeserialize;
use liquid_ledger::state::price::{Fraction, Quote, Rate};
use liquid_ledger::state::report::Report;
use solana_program::pubkey::Pubkey;

use super::stake_pool::StakePool;
use super::{PoolAsset, PriceReport};
use crate::native_stake::PoolValue;

/// The cluster's rent.
pub(super) const RENT: Pubkey = solana_program::pubkey!("SysvarRent111111111111111111111111111111111");

/// Marinade's program.
pub const MARINADE: Pubkey = solana_program::pubkey!("MarBmsSgKXdrN1egZf5sqe1TMai9K1rChYNDJgjq7aD");

/// Where a mint's supply is: after the option of its authority.
const SUPPLY: usize = 36;

/// The bytes of an account that rent counts beside its data.
const ACCOUNT_HEAD: u64 = 128;

/// An account as it was read.
#[derive(Clone, Copy, Debug)]
pub struct AccountRef<'a> {
    /// Its lamports.
    pub lamports: u64,
    /// Its data.
    pub data: &'a [u8],
}

/// What gives the rate of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// None: wrapped SOL.
    Par,
    /// A stake pool of SPL's layout.
    StakePool,
    /// A pool of one validator.
    SinglePool,
    /// Marinade's state.
    Marinade,
    /// The pool's price reporter.
    Report,
}

impl SourceKind {
    /// What gives the rate of `asset`.
    pub const fn of(asset: &PoolAsset) -> Self {
        match asset.kind {
            0 => Self::Par,
            1 => Self::StakePool,
            2 => Self::SinglePool,
            3 => Self::Marinade,
            _ => Self::Report,
        }
    }
}

/// What the source of `asset` says at `now`, in `epoch` of the cluster; none where an account of it is missing or another one.
pub(super) fn quote<'a>(
    asset: &PoolAsset,
    kind: SourceKind,
    read: &impl Fn(&Pubkey) -> Option<AccountRef<'a>>,
    now: i64,
    epoch: u64,
) -> Option<Quote> {
    let source = read(&asset.source)?;
    Some(match kind {
        SourceKind::Par => Quote::PAR,
        SourceKind::StakePool => StakePool::decode(source.data)?.quote(epoch),
        SourceKind::SinglePool => {
            let (on_ramp, mint, rent) = (read(&asset.on_ramp)?, read(&asset.mint)?, read(&RENT)?);
            // Both are stake accounts, of one length.
            let rent = rent_of(rent.data, source.data.len())?;
            let supply = u64::from_le_bytes(*mint.data.get(SUPPLY..)?.first_chunk()?);
            let PoolValue { lamports, tokens } = PoolValue::new(source.lamports, on_ramp.lamports, rent, supply);
            Quote::new(Rate { value: lamports, tokens }, Fraction::NONE, true)
        }
        SourceKind::Marinade => Marinade::decode(source.data)?.quote(),
        SourceKind::Report => {
            let report = PriceReport::deserialize(&mut &source.data[..]).ok()?;
            Report::from(&report.report).quote(now)
        }
    })
}

/// The rent of an account of `bytes`, by the data of the rent's account.
fn rent_of(data: &[u8], bytes: usize) -> Option<u64> {
    let lamports = u64::from_le_bytes(*data.first_chunk()?);
    let years = f64::from_le_bytes(*data.get(8..)?.first_chunk()?);
    let yearly = (ACCOUNT_HEAD + bytes as u64).checked_mul(lamports)?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as the cluster computes"
    )]
    Some((yearly as f64 * years) as u64)
}

/// Marinade's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marinade {
    /// The mint of mSOL.
    pub mint: Pubkey,
    /// Lamports behind all tokens.
    pub lamports: u64,
    /// The tokens.
    pub supply: u64,
    /// What the delayed exit charges, in hundredths of a basis point.
    pub exit_fee: u32,
    /// Whether Marinade is paused.
    pub is_paused: bool,
}

impl Marinade {
    /// Anchor's tag of `account:State`.
    const TAG: [u8; 8] = [216, 146, 107, 94, 104, 75, 182, 177];

    /// Hundredths of a basis point in a whole.
    const FEE_WHOLE: u64 = 1_000_000;

    /// The state in an account's data; none where it is another account.
    pub fn decode(data: &[u8]) -> Option<Self> {
        if data.first_chunk::<8>()? != &Self::TAG {
            return None;
        }
        let number = |at: usize| Some(u64::from_le_bytes(*data.get(at..)?.first_chunk()?));
        let [cooling_down, active, reserve, supply, tickets, emergency] =
            [number(226)?, number(376)?, number(496)?, number(504)?, number(528)?, number(568)?];
        let held = active.checked_add(cooling_down.checked_add(emergency)?)?.checked_add(reserve)?;
        Some(Self {
            mint: Pubkey::new_from_array(*data.get(8..)?.first_chunk()?),
            lamports: held.saturating_sub(tickets),
            supply,
            exit_fee: u32::from_le_bytes(*data.get(609..)?.first_chunk()?),
            is_paused: *data.get(608)? != 0,
        })
    }

    /// What it says of its token. A paused one says nothing fresh.
    pub fn quote(&self) -> Quote {
        let exit_fee = Fraction { numerator: self.exit_fee.into(), denominator: Self::FEE_WHOLE };
        Quote::new(Rate { value: self.lamports, tokens: self.supply }, exit_fee, !self.is_paused)
    }
}
