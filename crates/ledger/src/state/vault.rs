//! A vault's ledger: its books, its clock, its limits, and all that it owes.

use bytemuck::{Pod, Zeroable};

use crate::math::{BPS, add, mul_div_floor, sum};
use crate::refusal::{Result, Rule, ensure};
use crate::state::allowance::Allowance;
use crate::state::books::Books;
use crate::state::breaker::{Approved, LossLimits, Losses};
use crate::state::delayed::Delayed;
use crate::state::exposure::ExposurePolicy;
use crate::state::fee::{FeesOwed, VaultFees};
use crate::state::stream::{MAX_STREAM_SECONDS, Stream};
use crate::state::term::Term;

/// The longest epoch, in seconds: ten years, so that no epoch's start overflows a clock.
pub const MAX_EPOCH_SECONDS: u64 = 10 * 365 * 86_400;

/// One vault's ledger.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VaultLedger {
    /// The figures.
    pub books: Books,
    /// When epoch 0 began.
    pub genesis: i64,
    /// The length of an epoch, fixed permanently.
    pub epoch_seconds: u64,
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// What an instant exit of the whole idle stake pays, in basis points of it.
    pub instant_fee_bps: Delayed,
    /// What may leave by instant exits.
    pub instant_allowance: Allowance,
    /// The vault's bounds on how its stake is exposed.
    pub exposure: ExposurePolicy,
    /// The breaker: the most that all NCNs together may take from the vault. Each has its own part of it in an epoch.
    pub loss_limits: LossLimits,
    /// What slashes took in the latest epoch that had one, but for those that were vetoed in it. For readers: what an NCN may
    /// take depends on its own losses alone.
    pub losses: Losses,
    /// C: the assets that open slashes took from A.
    pub contested: u64,
    /// All that open slashes took: what is in escrow until each is vetoed or executed.
    pub escrowed: u64,
    /// The parts of executed slashes that their recipients have not been paid yet.
    pub unpaid: u64,
    /// Rewards in the vault's asset that still stream into the active assets. They belong to no stake until then.
    pub stream: Stream,
    /// The seconds over which a reward vests. It falls at once and rises late, as a fee.
    pub stream_seconds: Delayed,
    /// What the vault charges.
    pub fees: VaultFees,
    /// What was charged and has not been collected.
    pub fees_owed: FeesOwed,
    /// No operator reserves more units than this. It falls as far as the vault can tell without reading every delegation.
    pub largest_units: u64,
    /// How often the vault announced more risk or a higher charge. A deposit may state the last one that its signer has seen.
    pub risk_version: u64,
    /// What the vault approved for all NCNs in an epoch.
    pub approved: Approved,
    /// What was pledged for open slashes, and for vetoed ones and not withdrawn. It belongs to no stake: an execution restores
    /// what its slash took from it, and after a veto it is its payers'.
    pub pledged: u64,
    /// The time in which stakers stay, if there is one: fixed when the vault is made.
    pub term: Term,
    /// Zero, for figures to come.
    pub reserved: [u64; 2],
}

impl VaultLedger {
    /// All that the vault owes except what slashes took: the stake, matured exits to claim, rewards still to stream, and
    /// uncollected fees.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn owed(&self) -> Result<u64> {
        let Books { active, exiting: [now, next], matured, .. } = self.books;
        let FeesOwed { vault, protocol, commissions } = self.fees_owed;
        sum([active, now, next, matured, self.stream.left, vault, protocol, commissions])
    }

    /// The most that the active assets can become without anything coming in: all that is owed, and what vetoes may bring
    /// back.
    pub(crate) fn bound(&self) -> Result<u64> {
        add(self.owed()?, self.escrowed)
    }

    /// What slashes took and have not paid out: what open ones may give back, and what executed ones still owe. It lies in
    /// the vault's token account, and is no part of what is owed to others.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn in_escrow(&self) -> Result<u64> {
        add(self.escrowed, self.unpaid)
    }

    /// What the vault's token account must hold at the least: all that is owed, what slashes took, and what was pledged.
    ///
    /// # Errors
    /// [`Rule::Overflow`] for more tokens than there can be of a mint.
    pub fn held(&self) -> Result<u64> {
        add(add(self.owed()?, self.pledged)?, self.in_escrow()?)
    }

    /// `bps` of the vault's units, in units, rounded down.
    ///
    /// # Errors
    /// [`Rule::OverWhole`].
    pub fn units_of_bps(&self, bps: u64) -> Result<u64> {
        ensure(bps <= BPS, Rule::OverWhole, bps, BPS)?;
        mul_div_floor(self.books.units, bps, BPS)
    }

    /// The shortest stream of a reward, in seconds: an epoch, so that a deposit made for a reward has to stay.
    pub fn min_stream_seconds(&self) -> u64 {
        self.epoch_seconds.min(MAX_STREAM_SECONDS)
    }

    /// Refuses a signer that has not seen all that the vault announced, where it has seen `max_risk_version`.
    ///
    /// # Errors
    /// [`Rule::RiskChanged`].
    pub fn check_risk(&self, max_risk_version: u64) -> Result<()> {
        ensure(self.risk_version <= max_risk_version, Rule::RiskChanged, self.risk_version, max_risk_version)
    }
}
