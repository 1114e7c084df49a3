//! The command that sends each instruction.

/// Each instruction of the program with the command that sends it.
pub const COMMANDS: &[(&str, &str)] = &[
    ("initialize_config", "config init"),
    ("initialize_vault", "vault create"),
    ("set_vault_limits", "vault set-limits"),
    ("approve_depositor", "vault approve"),
    ("revoke_depositor", "vault revoke"),
    ("deposit", "deposit"),
    ("request_exit", "exit request"),
    ("cancel_exit", "exit cancel"),
    ("claim_exit", "exit claim"),
    ("transfer_exit_ticket", "exit transfer"),
    ("exit_instantly", "instant-exit"),
    ("close_exit_bucket", "exit close-bucket"),
    ("register_operator", "operator register"),
    ("update_operator", "operator update"),
    ("retire_operator", "operator retire"),
    ("register_ncn", "ncn register"),
    ("update_ncn", "ncn update"),
    ("set_ncn_asset", "ncn set-asset"),
    ("set_vault_weight", "ncn set-weight"),
    ("register_set", "ncn register"),
    ("cover_sets", "opt-in cover-sets"),
    ("release_allocation", "allocation release"),
    ("release_opt_in", "opt-in release"),
    ("set_stop_loss", "opt-in set-stop-loss"),
    ("uncount_slash", "slash uncount"),
    ("vault_rates", "vault rates"),
    ("set_software", "ncn set-software"),
    ("retire_ncn", "ncn retire"),
    ("set_curator", "vault set-curator"),
    ("set_exposure", "vault set-exposure"),
    ("open_opt_in", "opt-in open"),
    ("join_opt_in", "opt-in join"),
    ("leave_opt_in", "opt-in leave"),
    ("set_loss_limits", "opt-in set-limits"),
    ("close_opt_in", "opt-in close"),
    ("open_delegation", "delegation open"),
    ("delegate", "delegation set"),
    ("settle_delegation", "delegation settle"),
    ("close_delegation", "delegation close"),
    ("open_allocation", "allocation open"),
    ("allocate", "allocation set"),
    ("settle_allocation", "allocation settle"),
    ("close_allocation", "allocation close"),
    ("slashable_stake", "ncn stake"),
    ("open_record", "ncn open-record"),
    ("set_slash_policy", "ncn set-policy"),
    ("set_breaker", "vault set-breaker"),
    ("propose_slash", "slash propose"),
    ("veto_slash", "slash veto"),
    ("execute_slash", "slash execute"),
    ("pay_slash_share", "slash pay-share"),
    ("pledge", "slash pledge"),
    ("withdraw_pledge", "slash withdraw-pledge"),
    ("set_jail", "ncn jail"),
    ("commit_report", "report commit"),
    ("submit_equivocation", "report prove"),
    ("slash_equivocation", "report slash"),
    ("register_key", "key register"),
    ("retire_key", "key retire"),
    ("open_stake_table", "table open"),
    ("grow_stake_table", "table grow"),
    ("capture_stake", "table capture"),
    ("enter_captures", "table enter"),
    ("close_capture", "table close-capture"),
    ("close_stake_table", "table close"),
    ("open_reward_tree", "rewards tree open"),
    ("set_reward_roles", "rewards tree set-roles"),
    ("fund_reward_tree", "rewards tree fund"),
    ("publish_root", "rewards tree publish"),
    ("strike_root", "rewards tree strike"),
    ("claim_reward", "rewards tree claim"),
    ("set_claimer", "rewards tree set-claimer"),
    ("open_reward_offer", "rewards offer open"),
    ("attribute_reward", "rewards offer attribute"),
    ("claim_reward_share", "rewards offer claim"),
    ("claim_position_share", "rewards offer claim"),
    ("collect_reward_commission", "rewards offer collect"),
    ("close_reward_offer", "rewards offer close"),
    ("open_bond_pool", "bond open-pool"),
    ("add_reward_mint", "bond add-reward"),
    ("open_position", "bond open"),
    ("bond", "bond add"),
    ("unbond", "bond remove"),
    ("pay_position_reward", "bond pay"),
    ("claim_position_reward", "bond claim"),
    ("close_position", "bond close"),
    ("propose_admin", "admin propose"),
    ("accept_admin", "admin accept"),
    ("renounce_admin", "admin renounce"),
    ("pay_reward", "vault pay-reward"),
    ("set_fees", "vault set-fees"),
    ("set_protocol_fee", "config set-protocol-fee"),
    ("set_role", "admin set-role"),
    ("collect_fees", "vault collect-fees"),
    ("settle_exits", "exit settle"),
    ("announce_move", "delegation move"),
    ("complete_move", "delegation complete-move"),
    ("cancel_move", "delegation cancel-move"),
    ("raise_pause", "pause raise"),
    ("lift_pause", "pause lift"),
    ("announce_sweep", "vault sweep"),
    ("sweep_to_wallet", "vault sweep"),
    ("sweep_to_pool", "vault sweep"),
    ("sweep_to_stream", "vault sweep"),
    ("set_grant", "admin grant"),
    ("revoke_grant", "admin revoke-grant"),
    ("void_grants", "admin void-grants"),
    ("create_vrt_metadata", "vault metadata"),
    ("update_vrt_metadata", "vault metadata"),
];

/// Each instruction of liquid restaking with the command that sends it.
pub const LIQUID_COMMANDS: &[(&str, &str)] = &[
    ("initialize_pool", "liquid create"),
    ("add_asset", "liquid add-asset"),
    ("set_asset", "liquid set-asset"),
    ("set_targets", "liquid set-targets"),
    ("add_placement", "liquid add-vault"),
    ("set_placement", "liquid set-vault"),
    ("remove_placement", "liquid remove-vault"),
    ("set_guards", "liquid set-guards"),
    ("set_pool_fees", "liquid set-fees"),
    ("set_pool_role", "liquid set-role"),
    ("propose_pool_admin", "liquid propose-admin"),
    ("accept_pool_admin", "liquid accept-admin"),
    ("accept_rate", "liquid accept-rate"),
    ("acknowledge_upgrade", "liquid acknowledge"),
    ("deposit_asset", "liquid deposit"),
    ("leave_in_kind", "liquid exit in-kind"),
    ("leave_instantly", "liquid exit instant"),
    ("queue_exit", "liquid exit queue"),
    ("cancel_queued_exit", "liquid exit cancel"),
    ("fill_batch", "liquid fill"),
    ("claim_queued_exit", "liquid exit claim"),
    ("close_batch", "liquid close-batch"),
    ("place", "liquid place"),
    ("unplace", "liquid unplace"),
    ("collect_exit", "liquid collect"),
    ("claim_exit_part", "liquid exit claim"),
    ("claim_set_aside", "liquid exit claim"),
    ("collect_pool_fees", "liquid collect-fees"),
    ("pause_pool", "liquid pause"),
    ("swap_assets", "liquid swap"),
    ("open_auction", "liquid rewards open-auction"),
    ("claim_pool_reward", "liquid rewards claim"),
    ("collect_airdrop", "liquid rewards collect"),
    ("begin_lot", "liquid rewards begin-lot"),
    ("sell_reward", "liquid rewards buy"),
    ("observe_rates", "liquid observe"),
    ("add_reported_asset", "liquid add-reported-asset"),
    ("report_price", "liquid report-price"),
    ("deposit_vrt", "liquid deposit-vrt"),
    ("create_lrt_metadata", "liquid metadata"),
    ("update_lrt_metadata", "liquid metadata"),
    ("transfer_queued_exit", "liquid exit transfer"),
];

/// Each instruction of the price oracle with the command that sends it.
pub const ORACLE_COMMANDS: &[(&str, &str)] = &[
    ("open_oracle", "oracle open"),
    ("set_rules", "oracle set-rules"),
    ("open_feed", "oracle open-feed"),
    ("open_round", "oracle open-rounds"),
    ("open_score", "oracle open-scores"),
    ("adopt_table", "oracle adopt-table"),
    ("report", "oracle report"),
    ("finalize", "oracle finalize"),
    ("judge", "oracle judge"),
    ("slash_offense", "oracle slash"),
    ("jail_absent", "oracle jail"),
    ("close_offense", "oracle close-offense"),
    ("retire_feed", "oracle retire-feed"),
    ("close_feed", "oracle close-feed"),
    ("close_round", "oracle close-feed"),
    ("close_score", "oracle close-feed"),
];

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::command::Cli;
    use crate::idl::{IDL, LIQUID, ORACLE};

    #[test]
    fn every_instruction_has_a_command_that_is_there() {
        for (commands, idl) in [(COMMANDS, &*IDL), (LIQUID_COMMANDS, &*LIQUID), (ORACLE_COMMANDS, &*ORACLE)] {
            let mut named: Vec<&str> = commands.iter().map(|(instruction, _)| *instruction).collect();
            let mut theirs: Vec<&str> = idl.instructions.iter().map(|instruction| instruction.name.as_str()).collect();
            named.sort_unstable();
            theirs.sort_unstable();
            assert_eq!(named, theirs);
        }
        for (instruction, path) in COMMANDS.iter().chain(LIQUID_COMMANDS).chain(ORACLE_COMMANDS) {
            let mut command = Cli::command();
            for name in path.split(' ') {
                let found = command.get_subcommands().find(|each| each.get_name() == name).cloned();
                command = found.unwrap_or_else(|| panic!("{instruction}: there is no `restake {path}`"));
            }
            assert_eq!(command.get_subcommands().count(), 0, "{path}");
        }
    }

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }
}
