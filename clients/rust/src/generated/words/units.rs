//! Generated from `clients/words`: edit it there.
use crate::words::shape::{Unit, Words};

/// The words of `KeyKind`.
pub const KEY_KIND: Words = &[(0, "ed25519"), (1, "bn254"), (2, "bls12381")];

/// The words of `OptInSide`.
pub const OPT_IN_SIDE: Words = &[(0, "left"), (1, "right")];

/// The words of `Role`.
pub const ROLE: Words = &[
    (0, "guardian"),
    (1, "fee admin"),
    (2, "fee wallet"),
    (3, "curator"),
    (4, "allocator"),
    (5, "slasher"),
    (6, "resolver"),
    (7, "insurance"),
    (8, "redistribution"),
    (9, "deposit gate"),
];

/// The words of `SlashKind`.
pub const SLASH_KIND: Words = &[(0, "incident"), (1, "equivocation")];

/// The words of `SlashRecipient`.
pub const SLASH_RECIPIENT: Words = &[(0, "reporter"), (1, "insurance"), (2, "harmed party")];

/// The words of `SlashStatus`.
pub const SLASH_STATUS: Words = &[(0, "open"), (1, "vetoed"), (2, "executed")];

/// The words of `TokenProgram`.
pub const TOKEN_PROGRAM: Words = &[(0, "SPL Token"), (1, "Token-2022")];

/// The words of `asset_flags`.
pub const ASSET_FLAGS: Words = &[(1, "freezable"), (2, "pausable"), (4, "display-scaled")];

/// The words of `grant_kinds`.
pub const GRANT_KINDS: Words = &[
    (1, "opt-ins"),
    (2, "limits"),
    (4, "approvals"),
    (8, "keys"),
    (16, "uri"),
    (32, "tables"),
    (64, "rewards"),
    (128, "releases"),
    (256, "software"),
    (512, "metadata"),
];

/// The words of `pause_kinds`.
pub const PAUSE_KINDS: Words =
    &[(1, "deposits"), (2, "instant exits"), (4, "tickets"), (8, "exposure"), (16, "rewards")];

/// The words of `roles`.
pub const ROLES: Words = &[
    (1, "guardian"),
    (2, "fee admin"),
    (4, "fee wallet"),
    (8, "curator"),
    (16, "allocator"),
    (32, "slasher"),
    (64, "resolver"),
    (128, "insurance"),
    (256, "redistribution"),
    (512, "deposit gate"),
];

/// The words of figures and enums that stand for one of several things, by their names.
pub const CHOICES: &[(&str, Words)] = &[
    ("KeyKind", KEY_KIND),
    ("OptInSide", OPT_IN_SIDE),
    ("Role", ROLE),
    ("SlashKind", SLASH_KIND),
    ("SlashRecipient", SLASH_RECIPIENT),
    ("SlashStatus", SLASH_STATUS),
    ("TokenProgram", TOKEN_PROGRAM),
];

/// What tables call the figures that follow from accounts, by their names in JSON.
pub const LABELS: &[(&str, &str)] = &[
    ("accrued", "Accrued"),
    ("address", "Address"),
    ("admin", "Admin"),
    ("allocator", "Allocator"),
    ("amount", "Amount"),
    ("announced", "Announced"),
    ("asset", "Asset"),
    ("asset_issuer_can", "Asset issuer can"),
    ("asset_symbol", "Asset symbol"),
    ("assets", "Assets"),
    ("attributed", "Attributed"),
    ("batch", "Batch"),
    ("bonded", "Bonded"),
    ("breaker_room", "Breaker room"),
    ("captor", "Captor"),
    ("captured_at", "Captured"),
    ("challenge", "Challenge window"),
    ("claimable", "Claimable"),
    ("claimed", "Claimed"),
    ("claimer", "Claimer"),
    ("closes", "Closes"),
    ("closes_from", "Can be closed"),
    ("commission", "Commission"),
    ("commitment", "Commitment"),
    ("counts", "Active"),
    ("curator", "Curator"),
    ("delegated_bps", "Delegated"),
    ("deposit_cap", "Deposit cap"),
    ("deposit_fee", "Deposit fee"),
    ("deposit_gate", "Deposit gate"),
    ("depositor", "Depositor"),
    ("due", "Due"),
    ("earner", "Earner"),
    ("ends", "Ends"),
    ("entity", "For"),
    ("epoch", "Epoch"),
    ("epoch_ends", "Epoch ends"),
    ("equivocations", "Equivocations"),
    ("exit_fee", "Exit fee"),
    ("exit_requested_now_claimable", "Next exit claimable"),
    ("fee_wallet", "Fee wallet"),
    ("final_from", "Final"),
    ("from", "From"),
    ("funded", "Funded"),
    ("guardian", "Guardian"),
    ("height", "Height"),
    ("holder", "Holder"),
    ("imbalance_fee", "Imbalance fee"),
    ("in_open_slashes", "In open slashes"),
    ("instant_exits_left", "Instant exits left"),
    ("instant_fee", "Instant fee"),
    ("jailed", "Jailed"),
    ("key", "Key"),
    ("kind", "Kind"),
    ("kinds", "Actions"),
    ("left", "First party"),
    ("left_to_claim", "Left to claim"),
    ("lrt_mint", "LRT mint"),
    ("lrt_rate", "SOL an LRT"),
    ("management_fee", "Management fee"),
    ("max_epoch", "Longest epoch"),
    ("max_slash", "Most a slash takes"),
    ("min_epoch", "Shortest epoch"),
    ("mint", "Mint"),
    ("moving", "Moving"),
    ("ncn", "NCN"),
    ("name", "Name"),
    ("next_root_counts", "Next root active"),
    ("notice", "Notice"),
    ("offense_at", "Offense"),
    ("operator", "Operator"),
    ("operators", "Operators"),
    ("outflow_left", "Outflow left"),
    ("owed", "Owed"),
    ("owner", "Owner"),
    ("paid", "Paid"),
    ("parent", "Parent"),
    ("paused", "Paused"),
    ("pays", "Pays"),
    ("performance_fee", "Performance fee"),
    ("pledged", "Pledged"),
    ("pledger", "Pledger"),
    ("pool", "Pool"),
    ("promised", "Promised"),
    ("protocol_fee", "Protocol fee"),
    ("proven_at", "Proven"),
    ("queued", "Queued"),
    ("rate", "Tokens a VRT"),
    ("reporter", "Reporter"),
    ("resolver", "Resolver"),
    ("restricted", "Restricted"),
    ("retired", "Retired"),
    ("reward", "Reward"),
    ("reward_fee", "Reward fee"),
    ("rewards", "Rewards"),
    ("right", "Second party"),
    ("risk_version", "Risk version"),
    ("run_by", "Run by"),
    ("shares", "LRT"),
    ("slash", "Slash"),
    ("slasher", "Slasher"),
    ("slashes", "Slashes"),
    ("slot", "Slot"),
    ("software", "Software"),
    ("stake", "Stake"),
    ("state", "State"),
    ("status", "Status"),
    ("supply", "Supply"),
    ("symbol", "Symbol"),
    ("table", "Table"),
    ("taken_by_open_slashes", "Taken by open slashes"),
    ("term", "Term"),
    ("ticket", "Ticket"),
    ("tickets", "Tickets"),
    ("tree", "Reward tree"),
    ("until", "Until"),
    ("uri", "URI"),
    ("value", "Value"),
    ("vault", "Vault"),
    ("vaults", "Vaults"),
    ("weight", "Weight"),
];

/// The unit of the figure `field` of the struct `owner`; none where it is no figure.
pub fn unit(owner: &str, field: &str) -> Option<Unit> {
    Some(match (owner, field) {
        ("Allowance", "capacity" | "used" | "next_capacity")
        | ("Books", "active" | "exiting" | "matured")
        | ("Bucket", "claimed")
        | ("Deposited", "assets" | "contested" | "fee")
        | ("ExitBucketClosed", "dust")
        | ("ExitCanceled", "assets" | "contested")
        | ("ExitClaimed", "assets" | "paid" | "fee")
        | ("ExitRequested", "assets")
        | ("ExitSettled", "assets")
        | ("ExitedInstantly", "assets" | "fee" | "exit_fee")
        | ("FeesCollected", "assets")
        | ("FeesOwed", "vault" | "protocol" | "commissions")
        | ("LimitsArgs", "deposit_cap" | "instant_capacity")
        | ("Losses", "base" | "lost")
        | ("OperatorDelegation", "commission")
        | ("PledgeWithdrawn", "assets" | "vault_pledged")
        | ("Pool", "assets" | "contested")
        | ("RateReport", "contested")
        | ("ShareRate", "assets")
        | ("Slash", "stake" | "active" | "exiting")
        | ("SlashArgs", "min_stake")
        | ("SlashExecuted", "stake" | "burned" | "owed" | "waiting" | "pledged" | "vault_pledged")
        | ("SlashPledge", "amount")
        | ("SlashPledged", "assets" | "pledged" | "stake" | "vault_pledged")
        | ("SlashProposal", "burn" | "owed" | "pledged")
        | ("SlashProposed", "burn" | "owed")
        | ("SlashSharePaid", "assets")
        | ("SlashVetoed", "stake")
        | ("StakeReport", "stakes")
        | ("Ticket", "paid")
        | ("VaultLedger", "deposit_cap" | "contested" | "escrowed" | "unpaid" | "pledged")
        | ("VaultLimits", "deposit_cap" | "instant_capacity" | "next_instant_capacity")
        | ("VaultRewardPaid", "assets" | "commission" | "vault_fee" | "protocol_fee") => Unit::Assets,
        ("BondChanged", "before" | "after" | "bonded")
        | ("BondPool", "bonded")
        | ("BondPosition", "bonded")
        | ("Books", "supply")
        | ("Deposited", "shares")
        | ("ExitCanceled", "shares")
        | ("ExitRequested", "shares")
        | ("ExitedInstantly", "shares")
        | ("PositionRewardClaimed", "position_bonded" | "bonded")
        | ("PositionRewardPaid", "bonded")
        | ("ShareRate", "shares") => Unit::Shares,
        ("ExitCanceled", "bucket_shares")
        | ("ExitRequested", "bucket_shares")
        | ("Pool", "shares")
        | ("Ticket", "shares") => Unit::BucketShares,
        ("Earning", "owed")
        | ("Offer", "amount" | "attributed" | "paid" | "commissions")
        | ("OfferDebt", "owed")
        | ("OfferPart", "amount" | "left")
        | ("PositionRewardClaimed", "amount")
        | ("PositionRewardPaid", "amount")
        | ("RewardAttributed", "attributed")
        | ("RewardBooks", "active_total" | "next_total" | "funded" | "paid")
        | ("RewardClaim", "claimed")
        | ("RewardCommissionCollected", "amount" | "offer_paid" | "offer_commissions")
        | ("RewardOfferClosed", "left" | "paid_back")
        | ("RewardPaid", "cumulative" | "amount" | "paid" | "funded")
        | ("RewardShareClaimed", "commission" | "paid" | "left" | "offer_paid" | "offer_commissions")
        | ("RewardTreeFunded", "amount")
        | ("RootPublished", "amount")
        | ("Stream", "left")
        | ("SweepAnnounced", "amount")
        | ("SweepNotice", "amount")
        | ("SweptToWallet", "amount") => Unit::Reward,
        ("AcceptedAsset", "weight")
        | ("NcnAssetSet", "before" | "after")
        | ("OptIn", "weight")
        | ("VaultWeightSet", "before" | "after") => Unit::Weight,
        ("Allocation", "magnitude")
        | ("AllocationChanged", "magnitude_before" | "magnitude_after")
        | ("Delegation", "magnitude" | "allocated")
        | ("DelegationFigures", "magnitude" | "allocated")
        | ("PolicyArgs", "min_fraction" | "max_fraction" | "equivocation_fraction")
        | ("Slash", "magnitude" | "allocated")
        | ("SlashArgs", "fraction")
        | ("SlashProposal", "fraction")
        | ("SlashProposed", "fraction")
        | ("SlashTerms", "min_fraction" | "max_fraction" | "equivocation_fraction")
        | ("SlashUncounted", "before" | "after")
        | ("StopLoss", "slashed") => Unit::Fraction,
        ("Config", "protocol_fee_bps")
        | ("ExposurePolicy", "max_delegated_bps" | "max_operator_bps")
        | ("FeesArgs", "deposit_bps" | "exit_bps" | "reward_bps")
        | ("LimitsArgs", "instant_fee_bps")
        | ("LossLimits", "incident_bps" | "epoch_bps")
        | ("Operator", "commission_bps")
        | ("OperatorRegistered", "commission_bps")
        | ("OperatorTerms", "commission_bps" | "next_commission_bps")
        | ("PolicyArgs", "burn_bps" | "reporter_bps" | "insurance_bps" | "redistribution_bps")
        | ("ProtocolFeeSet", "before" | "after")
        | ("RateReport", "deposit_bps" | "exit_bps" | "loss_bps")
        | ("SlashTerms", "burn_bps" | "reporter_bps" | "insurance_bps" | "redistribution_bps")
        | ("StopLoss", "bps")
        | ("Ticket", "fee_bps")
        | ("VaultFees", "deposit_bps" | "exit_bps" | "reward_bps")
        | ("VaultLedger", "instant_fee_bps")
        | ("VaultLimits", "instant_fee_bps" | "next_instant_fee_bps") => Unit::Bps,
        ("Allowance", "refill_seconds" | "next_refill_seconds")
        | ("BondPool", "stream_seconds")
        | ("BondPoolOpened", "stream_seconds")
        | ("Config", "min_epoch_seconds" | "max_epoch_seconds")
        | ("ConfigInitialized", "min_epoch_seconds" | "max_epoch_seconds")
        | ("FeesArgs", "stream_seconds")
        | ("FeesSet", "stream_seconds_before" | "stream_seconds_after")
        | ("LimitsArgs", "instant_refill_seconds")
        | ("Offer", "claim_seconds")
        | ("PolicyArgs", "challenge_seconds" | "cooldown_seconds")
        | ("RewardTree", "delay_seconds")
        | ("RewardTreeOpened", "delay_seconds")
        | ("SlashTerms", "challenge_seconds" | "cooldown_seconds")
        | ("VaultInitialized", "epoch_seconds")
        | ("VaultLedger", "epoch_seconds" | "stream_seconds")
        | ("VaultLimits", "instant_refill_seconds" | "next_instant_refill_seconds") => Unit::Seconds,
        ("OptIn", "sets") | ("SetsCovered", "before" | "after") | ("Sides", "left" | "right") => Unit::Flag,
        ("AcceptedAsset", "accepted_flags")
        | ("NcnAssetSet", "accepted_flags_before" | "accepted_flags_after")
        | ("OptIn", "accepted_flags")
        | ("Vault", "asset_flags")
        | ("VaultInitialized", "asset_flags")
        | ("VaultWeightSet", "accepted_flags_before" | "accepted_flags_after") => Unit::AnyOf(ASSET_FLAGS),
        ("GrantTerms", "kinds") => Unit::AnyOf(GRANT_KINDS),
        ("Pause", "flags") => Unit::AnyOf(PAUSE_KINDS),
        ("AdminChanged", "kept" | "taken") => Unit::AnyOf(ROLES),
        ("AdminChanged", "number")
        | ("AdminProposed", "number")
        | ("Allocation", "open_slashes" | "lowered" | "lowered_active")
        | ("AllocationChanged", "number")
        | ("Allowance", "remainder")
        | ("Approved", "epoch" | "sums" | "later")
        | ("BondChanged", "number")
        | ("BondPool", "rewards")
        | ("BondPoolOpened", "number")
        | ("Books", "epoch" | "units" | "idle")
        | ("BreakerSet", "number")
        | ("Bucket", "epoch" | "tickets")
        | ("CaptureClosed", "number" | "weight")
        | ("ClaimerSet", "number")
        | ("Config", "events")
        | ("CuratorSet", "number")
        | ("Delayed", "current" | "next")
        | ("DelayedLoss", "current" | "next" | "lowered" | "lowered_active")
        | (
            "Delegation",
            "units" | "open_slashes" | "lowered" | "lowered_active" | "contested" | "moving" | "leaving" | "arriving",
        )
        | ("DelegationChanged", "number")
        | ("DelegationFigures", "units" | "moving" | "leaving")
        | ("Deposited", "number")
        | ("DepositorSet", "number")
        | ("Earning", "per_share" | "fraction")
        | ("Equivocation", "kind" | "number" | "height")
        | ("EquivocationProven", "number" | "incident" | "kind" | "height")
        | ("ExitBucketClosed", "number" | "bucket_epoch")
        | ("ExitCanceled", "number" | "bucket_epoch")
        | ("ExitClaimed", "number" | "bucket_epoch")
        | ("ExitRequested", "number" | "bucket_epoch" | "pool")
        | ("ExitSettled", "number" | "bucket_epoch" | "tickets")
        | ("ExitTicketTransferred", "number")
        | ("ExitedInstantly", "number" | "units")
        | ("ExposurePolicy", "leverage")
        | ("ExposureSet", "number")
        | ("FeesCollected", "number")
        | ("FeesSet", "number")
        | ("GrantRevoked", "number")
        | ("GrantSet", "number")
        | ("GrantTerms", "generation")
        | ("GrantsVoided", "number" | "before" | "after")
        | ("JailSet", "number" | "reason")
        | ("KeyRegistered", "number")
        | ("KeyRetired", "number")
        | ("Losses", "epoch")
        | ("MoveAnnounced", "number" | "units")
        | ("MoveCanceled", "number")
        | ("MoveCompleted", "number" | "freed" | "units")
        | ("Ncn", "index" | "max_operator_weight" | "events" | "next_table" | "next_offer" | "grant_generation")
        | ("NcnAssetSet", "number")
        | ("NcnRegistered", "number" | "index" | "max_operator_weight")
        | ("NcnRetired", "number")
        | ("NcnUpdated", "number" | "max_operator_weight_before" | "max_operator_weight_after")
        | ("OffenseReport", "slot")
        | ("Offer", "open_parts")
        | ("OfferDebt", "offer")
        | ("OfferPart", "operators")
        | ("OfferPlace", "tables")
        | ("Operator", "index" | "events" | "grant_generation")
        | ("OperatorKey", "number")
        | (
            "OperatorRecord",
            "keys" | "events" | "slashes" | "executed" | "vetoed" | "incident" | "jailings" | "equivocations",
        )
        | ("OperatorRegistered", "number" | "index")
        | ("OperatorRetired", "number")
        | ("OperatorUpdated", "number")
        | ("OptIn", "events")
        | ("OptInChanged", "number")
        | ("PauseLifted", "number")
        | ("PauseRaised", "number")
        | ("PledgeWithdrawn", "number")
        | ("PolicyArgs", "height_millis")
        | ("PositionRewardClaimed", "number" | "place")
        | ("PositionRewardPaid", "number" | "place")
        | ("PositionSet", "number" | "forfeited")
        | ("ProtocolFeeSet", "number")
        | ("RecordOpened", "number")
        | ("ReportCommitted", "slot")
        | ("RewardAttributed", "number" | "index")
        | ("RewardCommissionCollected", "number")
        | ("RewardMintAdded", "number" | "place")
        | ("RewardOffer", "index" | "place" | "first_table" | "next_table" | "events")
        | ("RewardOfferClosed", "number" | "index")
        | ("RewardOfferOpened", "number" | "index" | "place" | "first_table")
        | ("RewardPaid", "number")
        | ("RewardRolesSet", "number")
        | ("RewardShareClaimed", "number" | "operators")
        | ("RewardSlot", "per_share" | "left_over" | "paid_in" | "paid_out")
        | ("RewardTree", "events")
        | ("RewardTreeFunded", "number")
        | ("RewardTreeOpened", "number")
        | ("RoleSet", "number")
        | ("RootPublished", "number")
        | ("RootStruck", "number")
        | ("SetsCovered", "number")
        | ("Slash", "epoch" | "all_units")
        | ("SlashArgs", "reason")
        | ("SlashExecuted", "number")
        | ("SlashPledged", "number")
        | ("SlashPolicySet", "number")
        | ("SlashProposal", "incident" | "reason" | "final_slot")
        | ("SlashProposed", "number" | "incident" | "reason" | "final_slot")
        | ("SlashSharePaid", "number")
        | ("SlashTerms", "height_millis")
        | ("SlashUncounted", "number")
        | ("SlashVetoed", "number")
        | ("SoftwareSet", "number")
        | ("StakeCapture", "weight" | "vaults" | "events" | "claims" | "kept")
        | ("StakeCaptured", "number" | "weight_before" | "weight_after" | "vaults_before" | "vaults_after")
        | ("StakeEntered", "number" | "weight_before" | "weight_after" | "total_weight" | "count" | "captured")
        | ("StakeReport", "weight")
        | ("StakeTable", "index" | "max_operator_weight" | "total_weight" | "events" | "after" | "offers")
        | ("StakeTableClosed", "number" | "index" | "count" | "total_weight")
        | ("StakeTableGrown", "number" | "before" | "after")
        | ("StakeTableOpened", "number" | "index" | "capacity" | "max_operator_weight" | "offers")
        | ("StopLossSet", "number")
        | ("SweepAnnounced", "number")
        | ("SweptToWallet", "number")
        | ("Ticket", "epoch" | "pool")
        | ("Vault", "decimals" | "index" | "events" | "grant_generation")
        | ("VaultBondPool", "events")
        | ("VaultInitialized", "number")
        | ("VaultLedger", "largest_units" | "risk_version")
        | ("VaultLimitsSet", "number")
        | ("VaultRewardPaid", "number")
        | ("VaultWeightSet", "number")
        | ("VrtMetadataSet", "number") => Unit::Count,
        _ => return None,
    })
}
