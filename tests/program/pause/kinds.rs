//! What each flag covers: every instruction of the program against every flag, in a vault and in all of them.

use std::collections::BTreeSet;

use harness::pause::{ALL, DEPOSITS, EXPOSURE, INSTANT_EXITS, REWARDS, TICKETS};

use crate::pause::life::{Life, Under, instructions};
use crate::pause::scene::Whose;

/// Every instruction with the flag that covers it, or none. What raises or lowers exposure is covered where it raises it.
pub const TABLE: [(&str, u64); 109] = [
    ("initialize_config", 0),
    ("initialize_vault", 0),
    ("set_vault_limits", 0),
    ("approve_depositor", 0),
    ("revoke_depositor", 0),
    ("deposit", DEPOSITS),
    ("request_exit", 0),
    ("cancel_exit", TICKETS),
    ("claim_exit", 0),
    ("transfer_exit_ticket", TICKETS),
    ("exit_instantly", INSTANT_EXITS),
    ("close_exit_bucket", 0),
    ("register_operator", 0),
    ("update_operator", 0),
    ("retire_operator", 0),
    ("register_ncn", 0),
    ("update_ncn", 0),
    ("set_ncn_asset", 0),
    ("retire_ncn", 0),
    ("set_curator", 0),
    ("set_exposure", 0),
    ("open_opt_in", 0),
    ("join_opt_in", EXPOSURE),
    ("leave_opt_in", 0),
    ("set_loss_limits", 0),
    ("close_opt_in", 0),
    ("open_delegation", 0),
    ("delegate", EXPOSURE),
    ("settle_delegation", 0),
    ("close_delegation", 0),
    ("open_allocation", 0),
    ("allocate", EXPOSURE),
    ("settle_allocation", 0),
    ("close_allocation", 0),
    ("slashable_stake", 0),
    ("open_record", 0),
    ("set_slash_policy", 0),
    ("set_breaker", 0),
    ("propose_slash", 0),
    ("veto_slash", 0),
    ("execute_slash", 0),
    ("pay_slash_share", 0),
    ("set_jail", 0),
    ("commit_report", 0),
    ("submit_equivocation", 0),
    ("slash_equivocation", 0),
    ("register_key", 0),
    ("retire_key", 0),
    ("open_stake_table", 0),
    ("grow_stake_table", 0),
    ("capture_stake", 0),
    ("enter_captures", 0),
    ("close_capture", 0),
    ("close_stake_table", 0),
    ("open_reward_tree", 0),
    ("set_reward_roles", 0),
    ("fund_reward_tree", 0),
    ("publish_root", 0),
    ("strike_root", 0),
    ("claim_reward", 0),
    ("set_claimer", 0),
    ("open_bond_pool", 0),
    ("add_reward_mint", 0),
    ("open_position", 0),
    ("bond", 0),
    ("unbond", 0),
    ("pay_position_reward", 0),
    ("claim_position_reward", 0),
    ("close_position", 0),
    ("propose_admin", 0),
    ("accept_admin", 0),
    ("renounce_admin", 0),
    ("set_role", 0),
    ("set_fees", 0),
    ("set_protocol_fee", 0),
    ("pay_reward", REWARDS),
    ("collect_fees", 0),
    ("raise_pause", 0),
    ("lift_pause", 0),
    ("settle_exits", 0),
    ("announce_move", EXPOSURE),
    ("complete_move", 0),
    ("cancel_move", 0),
    ("pledge", 0),
    ("withdraw_pledge", 0),
    ("set_vault_weight", 0),
    ("register_set", 0),
    ("cover_sets", EXPOSURE),
    ("release_allocation", 0),
    ("release_opt_in", 0),
    ("set_stop_loss", 0),
    ("uncount_slash", 0),
    ("vault_rates", 0),
    ("set_software", 0),
    ("open_reward_offer", 0),
    ("attribute_reward", 0),
    ("claim_reward_share", REWARDS),
    ("claim_position_share", 0),
    ("collect_reward_commission", 0),
    ("close_reward_offer", 0),
    ("announce_sweep", 0),
    ("sweep_to_wallet", 0),
    ("sweep_to_pool", 0),
    ("sweep_to_stream", REWARDS),
    ("set_grant", 0),
    ("revoke_grant", 0),
    ("void_grants", 0),
    ("create_vrt_metadata", 0),
    ("update_vrt_metadata", 0),
];

const KINDS: [u64; 5] = [DEPOSITS, INSTANT_EXITS, TICKETS, EXPOSURE, REWARDS];

/// Lives one life free of pauses, and the same under each of `pauses`: what they cover is refused until it is over, and all
/// else happens as it does without.
async fn compare(pauses: impl IntoIterator<Item = Under>) {
    let free = Life::live(None).await;
    for under in pauses {
        let paused = Life::live(Some(under)).await;
        let covered: BTreeSet<&str> =
            TABLE.iter().filter(|(_, flag)| flag & under.flags != 0 && under.is_on).map(|(name, _)| *name).collect();
        assert_eq!(paused.refused, covered, "{under:?}");
        assert_eq!(paused.done.len(), free.done.len(), "{under:?}");
        for (with, without) in paused.done.iter().zip(&free.done) {
            assert_eq!(with, without, "{under:?}");
        }
        assert_eq!(paused.left, free.left, "{under:?}");
    }
}

#[test]
fn the_table_has_every_instruction_of_the_interface_and_no_other() {
    assert_eq!(TABLE.map(|(name, _)| name.to_owned()).as_slice(), instructions());
    assert_eq!(KINDS.iter().fold(0, |all, kind| all | kind), ALL);
    for kind in KINDS {
        assert!(TABLE.iter().any(|(_, flag)| *flag == kind), "{kind} covers nothing");
    }
}

/// Leaving, what is due, and what stakers answer for.
#[test]
fn no_flag_covers_leaving_claims_slashes_or_vetoes() {
    for name in [
        "request_exit",
        "claim_exit",
        "claim_reward",
        "claim_position_reward",
        "unbond",
        "leave_opt_in",
        "collect_fees",
        "propose_slash",
        "slash_equivocation",
        "submit_equivocation",
        "veto_slash",
        "execute_slash",
        "pay_slash_share",
        "pledge",
        "withdraw_pledge",
        "strike_root",
        "release_allocation",
        "release_opt_in",
        "uncount_slash",
        "settle_delegation",
        "complete_move",
        "cancel_move",
        "settle_allocation",
        "close_exit_bucket",
        "lift_pause",
    ] {
        assert!(TABLE.contains(&(name, 0)), "{name}");
    }
}

#[tokio::test]
async fn each_flag_of_a_vault_covers_its_kind_alone() {
    compare(KINDS.map(|flags| Under { whose: Whose::Vault, flags, is_on: true })).await;
}

#[tokio::test]
async fn each_flag_of_the_config_covers_its_kind_alone_in_all_vaults() {
    compare(KINDS.map(|flags| Under { whose: Whose::Config, flags, is_on: true })).await;
}

#[tokio::test]
async fn all_flags_together_cover_no_more() {
    compare([Whose::Vault, Whose::Config].map(|whose| Under { whose, flags: ALL, is_on: true })).await;
}

#[tokio::test]
async fn a_pause_that_ends_in_this_second_covers_nothing() {
    compare([Whose::Vault, Whose::Config].map(|whose| Under { whose, flags: ALL, is_on: false })).await;
}
