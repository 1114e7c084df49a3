//! Why a transition did not happen, with the value that was wrong and the limit that it broke.

/// A refused transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that it broke.
    pub rule: Rule,
    /// What was asked, or found.
    pub value: u64,
    /// What the rule allows, or needs.
    pub limit: u64,
}

/// The result of a transition.
pub type Result<T> = core::result::Result<T, Refusal>;

/// The rules that a transition can break. [`Refusal::value`] and [`Refusal::limit`] mean what each says in brackets.
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
    /// More shares than there are [shares, supply].
    OverSupply,
    /// The deposit would lift the active assets over the vault's cap [active assets after it, cap].
    OverCap,
    /// The vault has shares and no assets, or almost none, so no price [supply, active assets].
    Insolvent,
    /// The bucket is not the one that this epoch's requests go to [its epoch, the epoch of requests].
    WrongBucket,
    /// Slashes took all that the bucket held: what came in now would be shared with old tickets [its shares, assets].
    BucketWiped,
    /// The exit is not claimable yet [epoch now, first claimable epoch].
    NotMatured,
    /// The bucket has matured, so the exit can only be claimed [epoch now, last epoch to cancel in].
    Matured,
    /// A slash that touched the bucket is open [open slashes, 0].
    OpenSlash,
    /// All that the ticket is owed has been paid [paid, owed].
    NothingToClaim,
    /// Tickets still need the bucket [tickets, 0].
    TicketsOutstanding,
    /// More than the instant-exit allowance has left [assets, allowance left].
    OverAllowance,
    /// More than the idle stake: the rest stands behind operators [assets, idle stake].
    OverIdle,
    /// The instant-exit fee is over its cap [basis points, cap].
    FeeTooHigh,
    /// The instant-exit allowance is over its cap [assets, cap].
    AllowanceTooHigh,
    /// The allowance's refill time is zero [seconds, 1].
    RefillTooShort,
    /// The epoch length is out of bounds [seconds, the bound].
    EpochLength,
    /// A bucket's account and the vault's figure for it differ [account, vault]. No transition can make them so.
    BooksDiffer,
    /// Basis points over the whole [basis points, 10,000].
    OverWhole,
    /// The leverage is out of its bounds [leverage, the bound].
    Leverage,
    /// More units than are idle [units, idle units].
    OverIdleUnits,
    /// More than one operator may hold [units, cap].
    OverOperatorCap,
    /// More than all operators together may hold [units, bound].
    OverDelegated,
    /// More than the whole of a delegation to one NCN [magnitude, whole].
    OverMagnitude,
    /// More to all NCNs together than the vault's leverage allows [magnitudes, bound].
    OverLeverage,
    /// The side has joined already [1, 0].
    AlreadyJoined,
    /// The side has not joined, or is leaving already [0, 1].
    NotJoined,
    /// One incident would take more than an epoch may [basis points, the epoch's].
    IncidentOverEpoch,
    /// A fraction that is zero or over what is allowed, in `1/10^18` [fraction, the bound].
    Fraction,
    /// Nothing stands behind the operator that the NCN could take [stake, 1].
    NothingToSlash,
    /// Slashes left the delegation too little magnitude for more. It starts again with all its allocations at zero [magnitude, the
    /// least].
    MagnitudeWorn,
    /// The breaker lets no more be taken in this epoch [assets, limit left].
    OverLossLimit,
    /// The offense is older than stake is bound to wait [seconds, the vault's epoch].
    OffenseTooOld,
    /// The offense is yet to come [its time, now].
    OffenseToCome,
    /// An earlier incident of the operator is too recent [now, the first second after it].
    CoolingDown,
    /// The parts of a split do not make a whole [basis points, 10,000].
    SplitNotWhole,
    /// The challenge window is over its cap [seconds, cap].
    ChallengeTooLong,
    /// The slash can still be challenged [now, the first second at which it is final].
    NotFinal,
    /// The slash is final [now, the first second at which it was].
    Final,
    /// Open slashes took more of the active assets than they left [assets taken, assets left].
    MostlyContested,
    /// A reward would stream over too long a time [seconds, cap].
    StreamTooLong,
    /// The delay of a tree's roots is out of bounds [seconds, the bound].
    RootDelay,
    /// The zero root stands for none [0, 1].
    NoRoot,
    /// A root may not promise less than the active one [total, the active root's].
    TotalFell,
    /// The root is not the pending one [0, 1].
    RootNotPending,
    /// The root is active [now, the first second at which it was].
    RootActive,
    /// Nothing of the reward is due that has not been claimed [due in all, claimed; or 0, 1].
    NothingEarned,
    /// The claims of a root come to more than it promises in all [amount, what is left of its total].
    OverTotal,
    /// A reward would stream at once, to the holders of that moment [seconds, 1].
    StreamTooShort,
    /// The pool pays as many rewards as it can [rewards, cap].
    TooManyRewards,
    /// The pool has no such reward [its place, rewards].
    NoReward,
    /// More shares than the position has bonded [shares, bonded].
    OverBonded,
    /// Something is bonded in the position, or owed to it [shares or rewards, 0].
    PositionNotEmpty,
    /// A fee is over its cap [basis points, cap].
    FeeOverCap,
    /// No fee waits to be collected [0, 1].
    NoFees,
    /// It is paused [now, the first second after the pause].
    Paused,
    /// Nothing is to be paused, or something that cannot be [flags, all that there are].
    PauseFlags,
    /// The pause is empty, or over its cap [seconds, the bound].
    PauseLength,
    /// The latest pause is too recent [now, the first second at which there can be another].
    PausedLately,
    /// Nothing is paused [now, the first second after the latest pause].
    NotPaused,
    /// An announced fall cannot be withdrawn or postponed before it takes effect [now, the first second at which it does].
    FallPending,
    /// The vault announced a risk or a charge that the signer has not seen [the vault's risk version, the signer's].
    RiskChanged,
    /// The reporter's part of a slash is over its cap [basis points, cap].
    ReporterOverCap,
    /// Units of the delegation are moving to another operator [units, 0].
    MovePending,
    /// Another change of the delegation is pending [now, the first second at which it is active].
    ChangePending,
    /// More units than are active behind the operator [units, active units].
    OverActiveUnits,
    /// No units of the delegation are moving [0, 1].
    NoMove,
    /// The move is not effective yet [now, the first second at which it is].
    MoveNotDue,
    /// All that the slash took is pledged for already [pledged, what the slash took].
    FullyPledged,
    /// Flags of an asset that are unknown, or that are accepted without a weight [flags, those that can be].
    AssetFlags,
    /// No decrease and no leave is pending [what is announced, what is active].
    NothingToRelease,
    /// The slash was proposed before the stop-loss began to add up [time of the slash, begin].
    NotCounted,
    /// A term that starts too soon or too late: when, and the bound.
    TermStart,
    /// A term that is too short or too long: its seconds, and the bound.
    TermLength,
    /// A deposit inside the vault's term: now, and when the term ends.
    TermRuns,
    /// The vault's term holds its stakers: now, and when it lets them leave.
    TermHolds,
    /// An offer would end before it begins, or too late [seconds, the bound].
    OfferLength,
    /// The time to claim a share is out of bounds [seconds, the bound].
    ClaimTime,
    /// The NCN has as many open offers as it can [offers, cap].
    TooManyOffers,
    /// The time to claim the share is over [now, the first second after it].
    ClaimOver,
    /// Tables wait for their attribution [tables, 0].
    TablesPending,
    /// The offer still pays, or may [now, the first second at which it can be closed].
    OfferRunning,
    /// The notice of the sweep is not over [now, the first second after it].
    SweepNotDue,
    /// A grant without a kind, or with one that its entity does not have [kinds, those that it has].
    GrantKinds,
    /// A grant's end is not ahead, or too far ahead [the end, the bound].
    GrantTime,
    /// The grant is of another generation than the entity's grants are [its generation, theirs].
    GrantVoid,
    /// The grant is over [now, its end].
    GrantExpired,
    /// The grant does not open acts of the kind [the kind, the kinds that it opens].
    KindNotGranted,
}

impl Refusal {
    /// A refusal by `rule`.
    pub const fn new(rule: Rule, value: u64, limit: u64) -> Self {
        Self { rule, value, limit }
    }
}

/// `Err` of a refusal unless `holds`.
pub(crate) fn ensure(holds: bool, rule: Rule, value: u64, limit: u64) -> Result<()> {
    if holds { Ok(()) } else { Err(Refusal::new(rule, value, limit)) }
}

/// The first of `truths` that does not hold, for the lists of what is always true.
pub(crate) fn first_untrue(truths: &[(bool, &'static str)]) -> core::result::Result<(), &'static str> {
    truths.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, truth)| Err(truth))
}
