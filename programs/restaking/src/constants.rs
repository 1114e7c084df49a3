//! Limits, units, flags and seeds, for the interface file: clients take them from there.
//!
//! Each is the value that the program itself uses, by the name that clients know it by.

use crate::state;
use crate::state::{
    Config, DepositorApproval, Equivocation, ExitBucket, ExitTicket, Grant, Ncn, NcnAllocation, OffenseReport,
    Operator, OperatorDelegation, OperatorKey, OperatorRecord, OptIn, RewardClaim, RewardOffer, RewardTree,
    SlashPledge, SlashProposal, StakeCapture, StakeTable, SweepNotice, Vault, VaultBondPool, VaultPosition,
};

/// Defines constants, and prints each for the interface file as `#[constant]` does, with its comment.
macro_rules! constants {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident = $value:expr;)+) => {
        $($(#[doc = $doc])+ pub const $name: constants!(@type $kind) = $value;)+

        #[cfg(all(test, feature = "idl-build"))]
        #[test]
        fn __anchor_private_print_idl_constants() {
            $(
                let docs: &[&str] = &[$($doc.trim_ascii()),+];
                let value = format!("{:?}", $name);
                println!("--- IDL begin const ---");
                println!(
                    r#"{{"name":"{}","docs":{docs:?},"type":"{}","value":"{value}"}}"#,
                    stringify!($name),
                    stringify!($kind),
                );
                println!("--- IDL end const ---");
            )+
        }
    };
    (@type u64) => { u64 };
    (@type bytes) => { &[u8] };
}

constants! {
    /// Virtual assets, and as many virtual shares, in every rate. In smallest units.
    VIRTUAL: u64 = ledger::state::books::VIRTUAL;
    /// The units of a whole vault, the magnitude of a whole delegation, and the fraction of a whole slash.
    UNITS: u64 = ledger::state::books::UNITS;
    /// Basis points in a whole.
    BPS: u64 = ledger::math::BPS;
    /// A bit for each error code less 6,000, lowest first: set if the log shows a value and a limit.
    ERRORS_WITH_FIGURES: bytes = &crate::error::WITH_FIGURES;
    /// The amount of a `deposit` that stands for all that its depositor can move.
    WHOLE_BALANCE: u64 = ledger::transition::deposit::WHOLE_BALANCE;

    /// A fall that is announced in epoch e takes effect at the start of epoch e + `FALL_EPOCHS`.
    FALL_EPOCHS: u64 = ledger::state::delayed::Notice::FALL_EPOCHS;
    /// A rise that is announced in epoch e takes effect at the start of epoch e + `RISE_EPOCHS`.
    RISE_EPOCHS: u64 = ledger::state::delayed::Notice::RISE_EPOCHS;
    /// The longest epoch, in seconds.
    MAX_EPOCH_SECONDS: u64 = ledger::state::vault::MAX_EPOCH_SECONDS;
    /// The longest term of a vault, in seconds.
    MAX_TERM_SECONDS: u64 = ledger::state::term::MAX_TERM_SECONDS;
    /// The longest time from the creation of a vault to the start of its term, in seconds.
    MAX_TERM_LEAD_SECONDS: u64 = ledger::state::term::MAX_TERM_LEAD_SECONDS;

    /// The highest fee on a deposit, in basis points of it.
    MAX_DEPOSIT_FEE_BPS: u64 = ledger::state::fee::MAX_DEPOSIT_FEE_BPS;
    /// The highest fee on an exit, in basis points of what it pays.
    MAX_EXIT_FEE_BPS: u64 = ledger::state::fee::MAX_EXIT_FEE_BPS;
    /// The highest fee for an instant exit of the whole idle stake, in basis points of it.
    MAX_INSTANT_FEE_BPS: u64 = ledger::state::fee::MAX_INSTANT_FEE_BPS;
    /// The highest fee of a vault on rewards, in basis points of what the operator's commission leaves.
    MAX_REWARD_FEE_BPS: u64 = ledger::state::fee::MAX_REWARD_FEE_BPS;
    /// The highest fee of the protocol on rewards, in basis points of what the operator's commission leaves.
    MAX_PROTOCOL_FEE_BPS: u64 = ledger::state::fee::MAX_PROTOCOL_FEE_BPS;
    /// The highest commission of an operator, in basis points of a reward.
    MAX_COMMISSION_BPS: u64 = ledger::state::fee::MAX_COMMISSION_BPS;
    /// The longest time over which a reward vests, in seconds.
    MAX_STREAM_SECONDS: u64 = ledger::state::stream::MAX_STREAM_SECONDS;
    /// The highest allowance for instant exits, in assets.
    MAX_ALLOWANCE: u64 = ledger::state::allowance::MAX_ALLOWANCE;

    /// The pools of an exit bucket.
    POOLS: u64 = ledger::state::exit_bucket::POOLS as u64;
    /// The pool of a settled ticket. Its shares are the assets that it is owed in all.
    SETTLED: u64 = ledger::state::exit_ticket::Ticket::SETTLED;
    /// The highest leverage of a vault: the number of NCNs that the same stake secures in full.
    MAX_LEVERAGE: u64 = ledger::state::exposure::MAX_LEVERAGE;
    /// The least magnitude of a delegation that takes more units or allocations.
    LEAST_MAGNITUDE: u64 = ledger::state::delegation::LEAST_MAGNITUDE;
    /// The weight at which each smallest unit of an asset counts once.
    WEIGHT_ONE: u64 = ledger::state::weight::WEIGHT_ONE;
    /// The assets that an NCN accepts by mint.
    MAX_ASSETS: u64 = state::MAX_ASSETS as u64;

    /// The longest challenge window of a slash, in seconds.
    MAX_CHALLENGE_SECONDS: u64 = ledger::state::slash_terms::MAX_CHALLENGE_SECONDS;
    /// The highest part of a slash for its reporter, in basis points.
    MAX_REPORTER_BPS: u64 = ledger::state::slash_terms::MAX_REPORTER_BPS;
    /// The slots for which a report must have been committed before its evidence.
    REPORT_SLOTS: u64 = OffenseReport::MIN_AGE_SLOTS;

    /// The longest time that a grant is made for, in seconds.
    MAX_GRANT_SECONDS: u64 = ledger::state::grant::MAX_GRANT_SECONDS;
    /// Kind of a grant: join and leave opt-ins, cover operator sets.
    GRANT_OPT_INS: u64 = ledger::state::grant::GrantTerms::OPT_INS;
    /// Kind of a grant: a vault's deposit cap and the size of its instant exits.
    GRANT_LIMITS: u64 = ledger::state::grant::GrantTerms::LIMITS;
    /// Kind of a grant: a vault's list of depositors.
    GRANT_APPROVALS: u64 = ledger::state::grant::GrantTerms::APPROVALS;
    /// Kind of a grant: an operator's keys.
    GRANT_KEYS: u64 = ledger::state::grant::GrantTerms::KEYS;
    /// Kind of a grant: the URI of an operator or an NCN.
    GRANT_URI: u64 = ledger::state::grant::GrantTerms::URI;
    /// Kind of a grant: an NCN's stake tables.
    GRANT_TABLES: u64 = ledger::state::grant::GrantTerms::TABLES;
    /// Kind of a grant: an NCN's reward offers.
    GRANT_REWARDS: u64 = ledger::state::grant::GrantTerms::REWARDS;
    /// Kind of a grant: releases of stake by an NCN.
    GRANT_RELEASES: u64 = ledger::state::grant::GrantTerms::RELEASES;
    /// Kind of a grant: the software that an NCN's operators must run.
    GRANT_SOFTWARE: u64 = ledger::state::grant::GrantTerms::SOFTWARE;
    /// Kind of a grant: the name, symbol and URI of a vault's VRT.
    GRANT_METADATA: u64 = ledger::state::grant::GrantTerms::METADATA;
    /// The longest name of a VRT, in bytes of UTF-8.
    MAX_VRT_NAME: u64 = crate::metaplex::MAX_NAME as u64;
    /// The longest symbol of a VRT, in bytes of UTF-8.
    MAX_VRT_SYMBOL: u64 = crate::metaplex::MAX_SYMBOL as u64;
    /// The longest URI of a VRT, in bytes of UTF-8.
    MAX_VRT_URI: u64 = crate::metaplex::MAX_URI as u64;
    /// The shortest notice of a sweep to the fee wallet, in seconds.
    MIN_SWEEP_SECONDS: u64 = ledger::transition::sweep::MIN_SWEEP_SECONDS.unsigned_abs();

    /// The longest pause, in seconds.
    MAX_PAUSE_SECONDS: u64 = ledger::state::pause::MAX_PAUSE_SECONDS;
    /// The seconds from the end of a pause in which there is no other.
    MIN_PAUSE_GAP: u64 = ledger::state::pause::MIN_PAUSE_GAP;
    /// Flag of a pause: deposits.
    PAUSE_DEPOSITS: u64 = ledger::state::pause::Pause::DEPOSITS;
    /// Flag of a pause: instant exits.
    PAUSE_INSTANT_EXITS: u64 = ledger::state::pause::Pause::INSTANT_EXITS;
    /// Flag of a pause: tickets that turn back into shares, or go to another owner.
    PAUSE_TICKETS: u64 = ledger::state::pause::Pause::TICKETS;
    /// Flag of a pause: what raises a vault's exposure.
    PAUSE_EXPOSURE: u64 = ledger::state::pause::Pause::EXPOSURE;
    /// Flag of a pause: rewards in the vault's asset.
    PAUSE_REWARDS: u64 = ledger::state::pause::Pause::REWARDS;

    /// Flag of an asset: its issuer can freeze accounts.
    ASSET_FREEZABLE: u64 = ledger::state::weight::AssetFlags::FREEZABLE;
    /// Flag of an asset: its issuer can pause all transfers.
    ASSET_PAUSABLE: u64 = ledger::state::weight::AssetFlags::PAUSABLE;
    /// Flag of an asset: wallets show amounts times a factor that its issuer can change.
    ASSET_DISPLAY_SCALED: u64 = ledger::state::weight::AssetFlags::DISPLAY_SCALED;

    /// The shortest delay of a root of rewards, in seconds.
    MIN_ROOT_DELAY: u64 = ledger::state::reward_tree::MIN_ROOT_DELAY;
    /// The longest delay of a root of rewards, in seconds.
    MAX_ROOT_DELAY: u64 = ledger::state::reward_tree::MAX_ROOT_DELAY;
    /// The nodes of the longest proof of a claim.
    MAX_PROOF: u64 = crate::merkle::MAX_PROOF as u64;
    /// The reward mints of a bond pool.
    MAX_REWARDS: u64 = ledger::state::bond_pool::MAX_REWARDS as u64;
    /// The open reward offers of an NCN.
    MAX_OFFERS: u64 = ledger::state::reward_offer::MAX_OFFERS as u64;
    /// The latest end of a reward offer, in seconds from its opening.
    MAX_OFFER_SECONDS: u64 = ledger::state::reward_offer::MAX_OFFER_SECONDS;
    /// The shortest time to claim a share of an offer, in seconds.
    MIN_CLAIM_SECONDS: u64 = ledger::state::reward_offer::MIN_CLAIM_SECONDS;
    /// The longest time to claim a share of an offer, in seconds.
    MAX_CLAIM_SECONDS: u64 = ledger::state::reward_offer::MAX_CLAIM_SECONDS;
    /// The shortest window of a stake table that earns from an offer, in seconds.
    MIN_REWARD_WINDOW: u64 = ledger::state::reward_offer::MIN_REWARD_WINDOW;
    /// The longest window of a stake table, in seconds.
    MAX_WINDOW_SECONDS: u64 = state::MAX_WINDOW_SECONDS;

    /// Seed of `["config"]`.
    CONFIG_SEED: bytes = Config::SEED;
    /// Seed of `["vault", creator, index]`.
    VAULT_SEED: bytes = Vault::SEED;
    /// Seed of `["vrt", vault]`.
    VRT_SEED: bytes = Vault::VRT_SEED;
    /// Seed of `["assets", vault]`.
    VAULT_ASSETS_SEED: bytes = Vault::ASSET_SEED;
    /// Seed of `["depositor", vault, depositor]`.
    DEPOSITOR_APPROVAL_SEED: bytes = DepositorApproval::SEED;
    /// Seed of `["exit_bucket", vault, epoch]`.
    EXIT_BUCKET_SEED: bytes = ExitBucket::SEED;
    /// Seed of `["exit_ticket", vault, owner, nonce]`.
    EXIT_TICKET_SEED: bytes = ExitTicket::SEED;
    /// Seed of `["operator", creator, index]`.
    OPERATOR_SEED: bytes = Operator::SEED;
    /// Seed of `["ncn", creator, index]`.
    NCN_SEED: bytes = Ncn::SEED;
    /// Seed of `["opt_in", left, right]`.
    OPT_IN_SEED: bytes = OptIn::SEED;
    /// Seed of `["delegation", vault, operator]`.
    DELEGATION_SEED: bytes = OperatorDelegation::SEED;
    /// Seed of `["allocation", delegation, ncn]`.
    ALLOCATION_SEED: bytes = NcnAllocation::SEED;
    /// Seed of `["record", ncn, operator]`.
    RECORD_SEED: bytes = OperatorRecord::SEED;
    /// Seed of `["slash", allocation, kind, incident]`.
    SLASH_SEED: bytes = SlashProposal::SEED;
    /// Seed of `["pledge", slash, owner]`.
    PLEDGE_SEED: bytes = SlashPledge::SEED;
    /// Seed of `["key", ncn, key]`.
    KEY_SEED: bytes = OperatorKey::SEED;
    /// Seed of `["report", reporter, commitment]`.
    REPORT_SEED: bytes = OffenseReport::SEED;
    /// Seed of `["equivocation", ncn, operator, kind, height]`.
    EQUIVOCATION_SEED: bytes = Equivocation::SEED;
    /// Seed of `["stake_table", ncn, index]`.
    STAKE_TABLE_SEED: bytes = StakeTable::SEED;
    /// Seed of `["capture", table, operator, captor]`.
    CAPTURE_SEED: bytes = StakeCapture::SEED;
    /// Seed of `["reward_tree", ncn, mint]`.
    REWARD_TREE_SEED: bytes = RewardTree::SEED;
    /// Seed of `["treasury", tree]`.
    TREE_TREASURY_SEED: bytes = RewardTree::TREASURY_SEED;
    /// Seed of `["reward_claim", tree, earner]`.
    REWARD_CLAIM_SEED: bytes = RewardClaim::SEED;
    /// Seed of `["reward_offer", ncn, index]`.
    REWARD_OFFER_SEED: bytes = RewardOffer::SEED;
    /// Seed of `["offer_treasury", offer]`.
    OFFER_TREASURY_SEED: bytes = RewardOffer::TREASURY_SEED;
    /// Seed of `["bond_pool", vault]`.
    BOND_POOL_SEED: bytes = VaultBondPool::SEED;
    /// Seed of `["bonded", vault]`.
    BONDED_SEED: bytes = VaultBondPool::BONDED_SEED;
    /// Seed of `["reward", pool, place]`.
    POOL_REWARD_SEED: bytes = VaultBondPool::REWARD_SEED;
    /// Seed of `["position", pool, owner]`.
    POSITION_SEED: bytes = VaultPosition::SEED;
    /// Seed of `["grant", entity, holder]`.
    GRANT_SEED: bytes = Grant::SEED;
    /// Seed of `["sweep", vault, tokens]`.
    SWEEP_SEED: bytes = SweepNotice::SEED;
}
