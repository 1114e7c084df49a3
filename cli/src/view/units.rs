//! The unit of a figure, by its struct and field.

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Smallest units of a vault's asset.
    Assets,
    /// Smallest units of a vault's VRT.
    Shares,
    /// Shares of an exit bucket, which begin at one an asset.
    BucketShares,
    /// Smallest units of a reward's mint.
    Reward,
    /// Parts of 10^18 of a whole.
    Fraction,
    /// Basis points.
    Bps,
    /// Seconds.
    Span,
    /// Unix seconds.
    Time,
    /// Yes or no.
    Flag,
    /// What the issuer of an asset can do, as flags.
    AssetFlags,
    /// The kinds of acts that a grant opens, as flags.
    GrantKinds,
    /// A number.
    Count,
}

/// The unit of `field` of `owner`; the parts of a [`Delayed`](restaking_client::Delayed) have its unit.
pub fn unit(owner: &str, field: &str) -> Unit {
    match (owner, field) {
        ("Books", "active" | "exiting" | "matured")
        | ("Pool", "assets" | "contested")
        | ("Bucket", "claimed")
        | ("Ticket", "paid")
        | ("VaultLedger", "deposit_cap" | "contested" | "escrowed" | "unpaid" | "pledged")
        | ("VaultLimits", "deposit_cap" | "instant_capacity" | "next_instant_capacity")
        | ("Allowance", "capacity" | "used" | "next_capacity")
        | ("Losses", "base" | "lost")
        | ("Slash", "stake" | "active" | "exiting")
        | ("SlashProposal" | "SlashProposed", "burn" | "owed")
        | ("SlashProposal", "pledged")
        | ("SlashPledge", "amount")
        | ("SlashExecuted", "stake" | "burned" | "owed" | "waiting" | "pledged" | "vault_pledged")
        | ("SlashPledged", "assets" | "pledged" | "stake" | "vault_pledged")
        | ("PledgeWithdrawn", "assets" | "vault_pledged")
        | ("SlashSharePaid", "assets")
        | ("Deposited", "assets" | "contested")
        | ("ExitRequested", "assets")
        | ("ExitCanceled", "assets" | "contested")
        | ("ExitClaimed", "assets" | "paid")
        | ("ExitSettled", "assets")
        | ("ExitedInstantly", "assets" | "fee")
        | ("VaultRewardPaid", "assets" | "commission" | "vault_fee" | "protocol_fee")
        | ("FeesOwed", "vault" | "protocol" | "commissions")
        | ("FeesCollected", "assets")
        | ("OperatorDelegation", "commission")
        | ("ExitBucketClosed", "dust") => Unit::Assets,
        ("Books", "supply")
        | ("Deposited" | "ExitRequested" | "ExitCanceled" | "ExitedInstantly", "shares")
        | ("BondPool" | "BondPosition" | "PositionRewardPaid" | "PositionRewardClaimed", "bonded")
        | ("PositionRewardClaimed", "position_bonded")
        | ("BondChanged", "before" | "after" | "bonded") => Unit::Shares,
        ("Pool" | "Ticket", "shares") | ("ExitRequested" | "ExitCanceled", "bucket_shares") => Unit::BucketShares,
        ("RewardBooks", "active_total" | "next_total" | "funded" | "paid")
        | ("RewardClaim", "claimed")
        | ("RewardTreeFunded" | "RootPublished" | "PositionRewardPaid" | "PositionRewardClaimed", "amount")
        | ("RewardPaid", "cumulative" | "amount" | "paid" | "funded")
        | ("Offer", "amount" | "attributed" | "paid" | "commissions")
        | ("OfferPart", "amount" | "left")
        | ("OfferDebt", "owed")
        | ("RewardAttributed", "attributed")
        | ("RewardShareClaimed", "commission" | "paid" | "left" | "offer_paid" | "offer_commissions")
        | ("RewardCommissionCollected", "amount" | "offer_paid" | "offer_commissions")
        | ("RewardOfferClosed", "left" | "paid_back")
        | ("SweepNotice" | "SweepAnnounced" | "SweptToWallet", "amount")
        | ("Stream", "left")
        | ("Earning", "owed") => Unit::Reward,
        ("Earning", "fraction") => Unit::Count,
        (_, "fraction" | "min_fraction" | "max_fraction" | "equivocation_fraction")
        | ("Allocation", "magnitude")
        | ("StopLoss", "slashed")
        | ("SlashUncounted", "before" | "after")
        | ("Delegation" | "Slash", "magnitude" | "allocated") => Unit::Fraction,
        ("GrantTerms", "kinds") => Unit::GrantKinds,
        (_, "asset_flags" | "accepted_flags" | "accepted_flags_before" | "accepted_flags_after") => Unit::AssetFlags,
        ("Agreement", "left" | "right") | ("OptIn", "sets") | ("SetsCovered", "before" | "after") => Unit::Flag,
        ("JailSet", "before" | "after") => Unit::Time,
        ("ProtocolFeeSet", "before" | "after") | ("StopLoss", "bps") => Unit::Bps,
        ("FeesSet", "stream_seconds_before" | "stream_seconds_after") => Unit::Span,
        (
            _,
            "time" | "from" | "until" | "since" | "genesis" | "updated" | "end" | "effective" | "height_zero"
            | "activates_at" | "claim_until" | "claims_until" | "due",
        ) => Unit::Time,
        _ if field.ends_with("_bps") => Unit::Bps,
        _ if field.ends_with("_seconds") => Unit::Span,
        _ if ["_at", "_from", "_until"].iter().any(|end| field.ends_with(end)) => Unit::Time,
        _ => Unit::Count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idl::IDL;

    /// The names above are spelled as the interface spells them.
    #[test]
    fn every_name_is_in_the_interface() {
        let named = include_str!("units.rs").lines().skip_while(|line| !line.contains("match (owner, field)"));
        let named = named.take_while(|line| !line.contains("_ if field.ends_with"));
        let words: Vec<&str> = named.flat_map(|line| line.split('"').skip(1).step_by(2)).collect();
        assert!(words.len() > 80, "{}", words.len());
        for word in words {
            let is_struct = IDL.structs().any(|name| name == word);
            let is_field = IDL.structs().any(|name| IDL.fields(name).any(|field| field == word));
            assert!(is_struct || is_field, "{word}");
        }
    }

    #[test]
    fn some() {
        assert_eq!(unit("Books", "active"), Unit::Assets);
        assert_eq!(unit("Ticket", "shares"), Unit::BucketShares);
        assert_eq!(unit("SlashProposal", "final_from"), Unit::Time);
        assert_eq!(unit("VaultLedger", "epoch_seconds"), Unit::Span);
        assert_eq!(unit("Operator", "commission_bps"), Unit::Bps);
        assert_eq!(unit("Vault", "index"), Unit::Count);
    }
}
