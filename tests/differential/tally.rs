//! What a run has seen, and what it must have seen: a test that no longer gets anywhere fails.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::state::Refused;

/// Every kind of instruction. A run has each succeed and be refused.
const KINDS: [&str; 81] = [
    "a gift",
    "allocate",
    "an airdrop",
    "announce_move",
    "announce_sweep",
    "approve_depositor",
    "attribute_reward",
    "bond",
    "cancel_exit",
    "cancel_move",
    "claim_exit",
    "claim_position_reward",
    "claim_position_share",
    "claim_reward",
    "claim_reward_share",
    "close_allocation",
    "close_delegation",
    "close_exit_bucket",
    "close_opt_in",
    "close_position",
    "close_reward_offer",
    "collect_fees",
    "collect_reward_commission",
    "complete_move",
    "cover_sets",
    "delegate",
    "deposit",
    "execute_slash",
    "exit_instantly",
    "fund_reward_tree",
    "join_opt_in",
    "leave_opt_in",
    "lift_pause",
    "open_allocation",
    "open_delegation",
    "open_opt_in",
    "open_position",
    "open_reward_offer",
    "pay_position_reward",
    "pay_reward",
    "pay_slash_share",
    "pledge",
    "propose_slash",
    "publish_root",
    "raise_pause",
    "release_allocation",
    "release_opt_in",
    "request_exit",
    "revoke_depositor",
    "revoke_grant",
    "set_breaker",
    "set_claimer",
    "set_exposure",
    "set_fees",
    "set_grant",
    "set_jail",
    "set_loss_limits",
    "set_protocol_fee",
    "set_reward_roles",
    "set_role",
    "set_slash_policy",
    "set_stop_loss",
    "set_vault_limits",
    "set_vault_weight",
    "settle_allocation",
    "settle_delegation",
    "settle_exits",
    "slash_equivocation",
    "slashable_stake",
    "strike_root",
    "sweep_to_pool",
    "sweep_to_stream",
    "sweep_to_wallet",
    "transfer_exit_ticket",
    "unbond",
    "uncount_slash",
    "update_operator",
    "vault_rates",
    "veto_slash",
    "void_grants",
    "withdraw_pledge",
];

/// What few transactions come to.
const SIGHTS: [&str; 41] = [
    "a burn of a Token-2022 asset that was slashed",
    "a claim of a Token-2022 asset",
    "a deposit of a Token-2022 asset",
    "a reward in a Token-2022 asset",
    "a slash by an operator set",
    "a sweep of a Token-2022 asset",
    "a sweep of what was announced alone",
    "a veto of an operator set's slash",
    "an execution of an operator set's slash",
    "a claim beside an open slash",
    "a claim of a settled ticket",
    "a claim by a named claimer",
    "a deposit by an approved depositor",
    "a deposit of 2^60 or more",
    "a deposit through a gate",
    "a pledge of what was left to pledge for",
    "a pledge that was paid back",
    "a pledge that was used up",
    "a deposit of a whole balance",
    "a proof that was slashed",
    "a request into a later pool",
    "a request where open slashes touched all pools",
    "a share that waited",
    "a table that was attributed nothing",
    "a table whose shares are all claimed",
    "a slash beside an open one of the same stake",
    "a slash that took from exits",
    "stake that moved to another operator",
    "a vault that left by its stop-loss",
    "a veto after a chain stood still",
    "a veto that gave back to exits",
    "an execution of what was taken from exits",
    "an approval by the holder of a grant",
    "an execution that restored",
    "an offense that an open slash kept young",
    "approvals revoked with their opt-in",
    "limits by the holder of a grant",
    "several instructions at once",
    "stake of an asset with a flag that is not accepted",
    "stake that is certain in the next epoch",
    "stake with a weight of its vault's own",
];

/// How many reasons to refuse a run sees at the least, and which of them in any case.
const REASONS: usize = 66;
const CERTAIN: [&str; 13] = [
    "AlreadySlashed",
    "BeyondGrant",
    "GrantExpired",
    "GrantHolder",
    "GrantKinds",
    "GrantRuns",
    "GrantTime",
    "GrantVoid",
    "KindNotGranted",
    "NotFinal",
    "TermHolds",
    "TermRuns",
    "TooFewSlots",
];

/// How often each instruction succeeded and was refused, and for what.
#[derive(Default)]
pub struct Tally {
    pub transactions: u64,
    instructions: BTreeMap<&'static str, [u64; 2]>,
    reasons: BTreeMap<String, u64>,
    sights: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts a transaction of the instructions `names` that succeeded, and what was seen in it.
    pub fn succeeded(&mut self, names: &[&'static str], sights: &[&'static str]) {
        names.iter().for_each(|name| self.instructions.entry(name).or_default()[0] += 1);
        sights.iter().for_each(|sight| *self.sights.entry(sight).or_default() += 1);
        *self.sights.entry("several instructions at once").or_default() += u64::from(names.len() > 1);
    }

    /// Counts an instruction that was refused.
    pub fn refused(&mut self, name: &'static str, why: &Refused) {
        self.instructions.entry(name).or_default()[1] += 1;
        *self.reasons.entry(why.name()).or_default() += 1;
    }

    /// Prints all of it.
    pub fn print(&self, time: Duration) {
        let Self { transactions, instructions, reasons, sights } = self;
        println!("{:<40}{:>12}{:>12}", "instruction", "done", "refused");
        instructions.iter().for_each(|(name, [done, refused])| println!("{name:<40}{done:>12}{refused:>12}"));
        reasons.iter().for_each(|(why, count)| println!("refused: {why:<43}{count:>12}"));
        sights.iter().for_each(|(sight, count)| println!("saw: {sight:<47}{count:>12}"));
        let seconds = time.as_secs_f64();
        println!("{transactions} transactions in {seconds:.0} s, {:.0} a second", *transactions as f64 / seconds);
    }

    /// What the run must have come to and has not, in words: empty if it has seen enough.
    pub fn missing(&self) -> Vec<String> {
        let least = 1 + self.transactions / 50_000;
        let seldom = |name: &&&str| {
            let counts = self.instructions.get(**name).copied().unwrap_or_default();
            counts.iter().any(|count| *count < least)
        };
        let seldom =
            KINDS.iter().filter(seldom).map(|name| format!("not {least} times done and {least} refused: {name}"));
        let unseen = SIGHTS.iter().filter(|sight| !self.sights.contains_key(*sight));
        let unrefused = CERTAIN.iter().filter(|why| !self.reasons.contains_key(**why));
        let few = (self.reasons.len() < REASONS)
            .then(|| format!("only these {} reasons: {:?}", self.reasons.len(), self.reasons));
        seldom
            .chain(unseen.map(|sight| format!("never saw {sight}")))
            .chain(unrefused.map(|why| format!("never refused for {why}")))
            .chain(few)
            .collect()
    }
}
