//! Why a transition did not happen, with the value that was wrong and the limit that it broke.

/// A refused transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerError {
    /// The rule that it broke.
    pub rule: Rule,
    /// What was asked, or found.
    pub value: u64,
    /// What the rule allows, or needs.
    pub limit: u64,
}

/// The result of a transition.
pub type Result<T> = core::result::Result<T, LedgerError>;

/// The rules that a transition can break. [`LedgerError::value`] and [`LedgerError::limit`] mean what each says in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An amount of zero moves nothing [0, 1].
    Zero,
    /// The result does not fit in 64 bits, or a balance would fall below zero [operand, operand].
    Overflow,
    /// The amount is worth less than one unit of what it buys [amount, 1].
    Dust,
    /// The result is below the caller's minimum [result, minimum].
    BelowMinimum,
    /// More shares would be burned than the caller allows [shares, maximum].
    AboveMaximum,
    /// More shares than there are [shares, supply].
    OverSupply,
    /// The pool has no such asset [place, assets].
    NoAsset,
    /// The asset takes no deposits any more [place, 0].
    AssetClosed,
    /// The deposit would lift the asset over its cap [tokens after it, cap].
    OverCap,
    /// The asset would be more of the pool than it may [basis points after it, most].
    OverWeight,
    /// The pool would be worth more than it can be [value, most].
    OverValue,
    /// The pool has shares and nothing behind them, so no price [supply, value].
    Insolvent,
    /// A source is not up to date, so its asset has no price [place, 0].
    StaleSource,
    /// A source moved too far at once: only exits in kind are open until its rate is accepted [place, first second].
    RateRejected,
    /// A rate waits to be accepted, and until then no one that waits is paid [place, first second].
    RateQuarantined,
    /// A source's figures make no rate [value, tokens].
    NoRate,
    /// The rate to accept is not the one observed [value, observed].
    OtherRate,
    /// More than the reserve has free: the rest waits for the queue or is placed [tokens, free].
    OverReserve,
    /// More than may leave at once [value, left].
    OverOutflow,
    /// The reserve is below its low watermark [value after it, watermark].
    BelowWatermark,
    /// The batch is of another period [its period, period now].
    OtherPeriod,
    /// The batch's period still runs [its period, period now].
    PeriodRuns,
    /// An earlier batch of the asset is filled first [shares filled, the batch's start].
    NotNext,
    /// All of the request is filled [shares filled, shares].
    TooLateToCancel,
    /// Nothing can be paid now [paid in, taken].
    NothingToPay,
    /// Requests still need the batch [requests, 0].
    RequestsOutstanding,
    /// The placement is not one of the pool's [place, placements].
    NoPlacement,
    /// As many exits are on their way as a placement can have [exits, most].
    TooManyExits,
    /// The placement has no such exit [place, exits].
    NoExit,
    /// Open slashes contest the exit, or too much of the pool [value, most].
    ExitContested,
    /// The placement would lose more value than it may [value before, value after].
    ValueLost,
    /// The placement has shares, or exits on their way [shares or exits, 0].
    PlacementInUse,
    /// A fee is over its cap [basis points, cap].
    FeeOverCap,
    /// Weights do not make a whole [basis points, 10,000].
    WeightsNotWhole,
    /// A guard's figure is out of bounds [figure, bound].
    GuardOutOfBounds,
    /// No lot is for sale [0, 1].
    NoLot,
    /// A lot is still for sale [tokens left, 0].
    LotForSale,
    /// The placement would have more than its target [tokens, most].
    OverTarget,
    /// The pool has no shares, so income would be nobody's [0, 1].
    NoHolders,
    /// The reported price changed less than a period ago [now, first second].
    ReportTooSoon,
    /// A unit of the reported price is worth too much, or a figure is too large [figure, most].
    ReportOutOfBounds,
    /// A rule of the core's ledger.
    Core,
}

impl LedgerError {
    #[cold]
    pub(crate) const fn new(rule: Rule, value: u64, limit: u64) -> Self {
        Self { rule, value, limit }
    }
}

impl From<ledger::refusal::Refusal> for LedgerError {
    /// The core refuses for one reason here, figures that do not fit, and for a spent allowance.
    fn from(refusal: ledger::refusal::Refusal) -> Self {
        let rule = match refusal.rule {
            ledger::refusal::Rule::Overflow => Rule::Overflow,
            ledger::refusal::Rule::OverAllowance => Rule::OverOutflow,
            ledger::refusal::Rule::AllowanceTooHigh | ledger::refusal::Rule::RefillTooShort => Rule::GuardOutOfBounds,
            _ => Rule::Core,
        };
        Self::new(rule, refusal.value, refusal.limit)
    }
}

/// `Err` unless `holds`.
pub(crate) fn ensure(holds: bool, rule: Rule, value: u64, limit: u64) -> Result<()> {
    if holds { Ok(()) } else { Err(LedgerError::new(rule, value, limit)) }
}

/// The first of `truths` that does not hold.
pub(crate) fn first_untrue(truths: &[(bool, &'static str)]) -> core::result::Result<(), &'static str> {
    match truths.iter().find(|(holds, _)| !holds) {
        Some((_, truth)) => Err(truth),
        None => Ok(()),
    }
}
