//! Events as sentences.

use super::text::Scale;
use super::units::unit;
use crate::idl::Node;

/// A sentence for each event, with its fields in braces; `a.b` is a field of a field.
const SENTENCES: &[(&str, &str)] = &[
    ("AdminChanged", "{after} is the admin of {governed}, after {before}, which keeps roles {kept}"),
    ("AdminProposed", "{admin} proposed {after} as admin of {governed}"),
    ("AllocationAccountSet", "the account of {delegation}'s allocation to {ncn} was opened or closed"),
    ("AllocationChanged", "the allocation of {delegation} to NCN {ncn} is {after.magnitude}"),
    ("BondChanged", "{owner} has {after} bonded, after {before}"),
    ("BondPoolOpened", "the bond pool of vault {vault} was opened; rewards stream over {stream_seconds}"),
    ("BreakerSet", "slashes may take {after.incident_bps} at once, {after.epoch_bps} in an epoch"),
    ("CaptureClosed", "the capture of operator {operator} for table {table}, of weight {weight}, was closed"),
    ("ClaimerSet", "{after} claims for earner {earner}, after {before}"),
    ("ConfigInitialized", "the config was made for {admin}: epochs of {min_epoch_seconds} to {max_epoch_seconds}"),
    ("CuratorSet", "{after} is the curator, after {before}"),
    ("DelegationAccountSet", "the account of vault {vault}'s delegation to {operator} was opened or closed"),
    ("DelegationChanged", "operator {operator} has units {after.units} of {books_after.units}"),
    ("Deposited", "{depositor} deposited {assets} for {shares}"),
    ("DepositorSet", "depositor {depositor} was admitted or turned away"),
    ("EquivocationProven", "{reporter} proved that operator {operator} voted twice at height {height} of NCN {ncn}"),
    ("ExitBucketClosed", "the exit bucket of epoch {bucket_epoch} was closed, {dust} left over"),
    ("ExitCanceled", "{owner} canceled an exit of {assets} for {shares}"),
    ("ExitClaimed", "{owner} claimed {assets} with ticket {ticket}"),
    ("ExitRequested", "{owner} asked to leave with {shares}, worth {assets}, by ticket {ticket}"),
    ("ExitSettled", "ticket {ticket} of {owner} was settled: {assets} wait for it without its bucket"),
    ("ExitTicketTransferred", "ticket {ticket} went from {before} to {after}"),
    ("ExitedInstantly", "{owner} left at once with {shares} for {assets}, fee {fee}"),
    (
        "ExposureSet",
        "operators may hold {after.max_delegated_bps}, one {after.max_operator_bps}, leverage {after.leverage}",
    ),
    ("FeesCollected", "{party} was paid {assets} of fees, to {wallet}"),
    (
        "FeesSet",
        "fees: deposits {after.deposit_bps}, exits {after.exit_bps}, rewards {after.reward_bps}; rewards stream over {stream_seconds_after}",
    ),
    ("GrantRevoked", "the grant of {entity} to {holder} was revoked by {revoker}"),
    ("GrantSet", "{holder} may do kinds {after.kinds} of what the admin of {entity} may, until {after.until}"),
    ("GrantsVoided", "{admin} voided all grants of {entity}"),
    ("JailSet", "operator {operator} is jailed in NCN {ncn} until {after}, reason {reason}"),
    ("KeyRegistered", "operator {operator} registered key {key} in NCN {ncn}"),
    ("KeyRetired", "key {key} of operator {operator} in NCN {ncn} ends {until}"),
    ("MoveAnnounced", "{units} units of operator {from} are to move to operator {to}: {from} has units {after.units}"),
    ("MoveCanceled", "the move of units of operator {from} to operator {to} was canceled"),
    ("MoveCompleted", "{units} of {freed} units of operator {from} moved to operator {to}"),
    (
        "NcnAssetSet",
        "NCN {ncn} counts a unit of {mint} for {after}, after {before}; accepted flags: {accepted_flags_after}",
    ),
    ("NcnRegistered", "NCN {ncn} was registered by {creator}: {uri}"),
    ("NcnRetired", "NCN {ncn} was retired"),
    ("NcnUpdated", "NCN {ncn} caps an operator's weight at {max_operator_weight_after}: {uri}"),
    ("SoftwareSet", "NCN {ncn} asks its operators to run {sha256}, by {run_by}"),
    ("OperatorRegistered", "operator {operator} was registered by {creator}, commission {commission_bps}: {uri}"),
    ("OperatorRetired", "operator {operator} was retired"),
    (
        "OperatorUpdated",
        "operator {operator} has allocator {after.allocator}, commission {after.next_commission_bps}: {uri}",
    ),
    ("OptInChanged", "the agreement of {left} and {right}: left {after.left}, right {after.right}"),
    ("PauseLifted", "{lifter} ended the pause of {governed}"),
    ("PauseRaised", "{guardian} paused {governed} until {after.until}: flags {after.flags}"),
    ("PositionRewardClaimed", "{owner} claimed {amount} of mint {mint}"),
    ("PositionRewardPaid", "{payer} paid {amount} of mint {mint} to the bonded positions"),
    (
        "PositionSet",
        "the position of {owner} was opened or closed; given up of each reward, in smallest units: {forfeited}",
    ),
    ("PledgeWithdrawn", "the pledge of {pledger} for slash {proposal} has ended: {assets} were paid back"),
    ("ProtocolFeeSet", "the protocol's part of rewards is {after}, after {before}"),
    ("RecordOpened", "the record of operator {operator} in NCN {ncn} was opened"),
    ("ReportCommitted", "{reporter} committed to a report"),
    (
        "RewardAttributed",
        "table {table} was attributed {part.amount}, {attributed} of the offer in all; claimed until {part.claim_until}",
    ),
    ("RewardCommissionCollected", "operator {operator} was paid its commission of {amount} to wallet {wallet}"),
    ("RewardMintAdded", "the bond pool pays rewards of mint {mint} as well, at place {place}"),
    ("RewardOfferClosed", "the reward offer was closed; {paid_back} went back to {funder}"),
    (
        "RewardOfferOpened",
        "{funder} funded a reward of {books.amount} of mint {mint} for the stake in the tables of NCN {ncn}, from {books.from} until {books.until}",
    ),
    ("RewardPaid", "{earner} was paid {amount}, {cumulative} in all, to {to}"),
    ("RewardRolesSet", "{publisher_after} publishes; {next_disputer} disputes, from {disputer_from} on"),
    (
        "RewardShareClaimed",
        "vault {vault} was paid its share of {paid} in table {table}; operator {operator} is owed a commission of {commission}",
    ),
    ("RewardTreeFunded", "{funder} funded {amount}"),
    (
        "RewardTreeOpened",
        "the reward tree of NCN {ncn} for mint {mint} was opened; roots take effect after {delay_seconds}",
    ),
    ("RoleSet", "{after} has role {role} of {governed}, after {before}"),
    (
        "RootPublished",
        "{publisher} published root {after.next_root} of {after.next_total}, which takes effect {after.activates_at}",
    ),
    ("RootStruck", "{disputer} struck root {before.next_root}"),
    (
        "SlashExecuted",
        "slash {proposal} of operator {operator} by NCN {ncn} is final: {stake}, of it {burned} burned; {pledged} restored",
    ),
    ("SlashPledged", "{pledger} pledged {assets} for slash {proposal}: {pledged} of {stake} are pledged"),
    ("SetsCovered", "vault {vault} covers the operator sets of NCN {ncn}: {after}"),
    ("SlashPolicySet", "NCN {ncn} slashes up to {after.terms.max_fraction} from {from} on"),
    ("SlashProposed", "NCN {ncn} slashes operator {operator} by {slash.stake}, final {final_from}: slash {proposal}"),
    ("SlashSharePaid", "the {recipient} of slash {proposal} was paid {assets}"),
    ("SlashVetoed", "slash {proposal} of operator {operator} by NCN {ncn} was vetoed: {slash.stake} are back"),
    ("SlashUncounted", "slash {proposal} was taken off the stop-loss: {after} are counted, after {before}"),
    ("StakeCaptured", "{captor} captured operator {operator}: weight {weight_after} in {vaults_after} vaults"),
    (
        "StakeEntered",
        "operator {operator} stands in table {table} with weight {weight_after}, of {total_weight} in all",
    ),
    ("StakeTableClosed", "table {index} of NCN {ncn} was closed: {count} operators, weight {total_weight}"),
    ("StakeTableGrown", "table {table} has room for {after} operators, after {before}"),
    ("StakeTableOpened", "table {index} of NCN {ncn} was opened for {capacity} operators, until {closes_at}"),
    ("StopLossSet", "vault {vault} leaves NCN {ncn} once its slashes took {after.bps}, after {before.bps}"),
    ("SweepAnnounced", "{amount} of mint {mint} that {tokens} was sent leave for the fee wallet {due}"),
    ("SweptToWallet", "{amount} of mint {mint} were swept from {tokens} to the fee wallet {wallet}"),
    ("VaultInitialized", "{creator} made the vault for mint {asset_mint}, with epochs of {epoch_seconds}"),
    (
        "VaultLimitsSet",
        "deposit cap {after.deposit_cap}, instant exits {after.instant_capacity} at {after.next_instant_fee_bps}",
    ),
    (
        "VaultWeightSet",
        "NCN {ncn} counts a unit of vault {vault} for {after}, after {before}; accepted flags: {accepted_flags_after}",
    ),
    ("VaultRewardPaid", "{payer} paid a reward of {assets} for operator {operator}, commission {commission}"),
];

/// The event as a sentence; its name and fields where this command line has no sentence for it.
pub fn sentence(event: &Node, scale: &Scale) -> String {
    match SENTENCES.iter().find(|(name, _)| *name == event.name()) {
        Some((_, sentence)) => fill(sentence, event, scale),
        None => format!("{}: {}", event.name(), scale.lines(event, 0).join(", ")),
    }
}

fn fill(sentence: &str, event: &Node, scale: &Scale) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (path, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&value(path, event, scale).unwrap_or_else(|| "?".to_owned()));
        rest = after;
    }
    text + rest
}

fn value(path: &str, event: &Node, scale: &Scale) -> Option<String> {
    let (mut owner, mut node, mut field) = (event, event, "");
    for name in path.split('.') {
        (owner, node, field) = (node, node.field(name)?, name);
    }
    match node {
        Node::Bytes(bytes) if field == "uri" => Some(crate::idl::uri(bytes)),
        _ => scale.line(node, unit(owner.name(), field), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idl::IDL;

    #[test]
    fn every_event_has_a_sentence_whose_fields_it_has() {
        for (name, tag) in &IDL.events {
            let (_, sentence) = SENTENCES.iter().find(|(event, _)| event == name).unwrap_or_else(|| panic!("{name}"));
            let mut data = tag.clone();
            data.resize(2_000, 0);
            let event = IDL.event(&data).unwrap();
            let text = fill(sentence, &event, &Scale { vault: Some(9), reward: Some(6), now: 0 });
            assert!(!text.contains('?') && !text.contains('{'), "{name}: {text}");
        }
        assert_eq!(SENTENCES.len(), IDL.events.len(), "a sentence for an event that there is not");
    }

    #[test]
    fn one_of_them() {
        let event = restaking_client::ExitTicketTransferred {
            vault: Default::default(),
            number: 1,
            time: 0,
            ticket: restaking_client::LOCAL_ID,
            before: Default::default(),
            after: restaking_client::LOCAL_ID,
        };
        let tag = &IDL.events.iter().find(|(name, _)| name == "ExitTicketTransferred").unwrap().1;
        let data = [tag.clone(), borsh::to_vec(&event).unwrap()].concat();
        let text = sentence(&IDL.event(&data).unwrap(), &Scale::default());
        assert_eq!(text, "ticket 9R8F…M2iv went from nobody to 9R8F…M2iv");
    }
}
