//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use anchor_lang::accounts::Slab;
use anchor_lang::prelude::Address;
use ledger::state::grant::GrantTerms;
use restaking::choice::{KeyKind, OptInSide, Role, SlashKind, SlashRecipient, SlashStatus, TokenProgram};
use restaking::error::RestakingError;
use restaking::state::{
    AcceptedAsset, CaptureEntry, Config, DepositorApproval, Equivocation, ExitBucket, ExitTicket, Grant, Ncn,
    NcnAllocation, OffenseReport, Operator, OperatorDelegation, OperatorKey, OperatorRecord, OptIn, SlashPledge,
    SlashPolicy, SlashProposal, Software, StakeCapture, StakeEntry, StakeTable, TableReader, Vault,
};

/// Holds an account's discriminator, its size behind it, and each field's place behind it; for a part of an account, which
/// has no discriminator, its size and its fields' places.
macro_rules! layout {
    ($type:ident, $discriminator:expr, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!($type::DISCRIMINATOR, $discriminator, stringify!($type));
        layout!($type, $size, { $($field: $offset,)* });
    }};
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is left out of the list does not compile.
        let _ = |account: $type| {
            let $type { $($field: _,)* } = account;
        };
    }};
}

#[test]
fn config() {
    layout!(Config, [155, 12, 170, 224, 30, 250, 204, 130], 312, {
        version: 0, bump: 1, padding: 2, admin: 8, min_epoch_seconds: 40, max_epoch_seconds: 48,
        pending_admin: 56, events: 88, guardian: 96, fee_wallet: 128, protocol_fee_bps: 160, pause: 184,
        genesis_hash: 208, reserved: 240,
    });
}

#[test]
fn vault() {
    layout!(Vault, [211, 8, 232, 43, 2, 152, 117, 119], 1144, {
        version: 0, bump: 1, vrt_bump: 2, asset_bump: 3, decimals: 4, restricted: 5, asset_flags: 6, asset_program: 7,
        index: 8, creator: 16, admin: 48, asset_mint: 80, vrt_mint: 112, asset_account: 144, events: 176, ledger: 184,
        curator: 776, pending_admin: 808, guardian: 840, fee_admin: 872, fee_wallet: 904, pause: 936,
        deposit_gate: 960, grant_generation: 992, reserved: 1_000,
    });
}

#[test]
fn exit_bucket() {
    layout!(ExitBucket, [134, 244, 255, 152, 173, 243, 69, 247], 224, {
        version: 0, bump: 1, padding: 2, vault: 8, rent_payer: 40, bucket: 72, reserved: 192,
    });
}

#[test]
fn exit_ticket() {
    layout!(ExitTicket, [137, 38, 96, 201, 22, 40, 172, 171], 168, {
        version: 0, bump: 1, padding: 2, vault: 8, owner: 40, rent_payer: 72, ticket: 104, reserved: 144,
    });
}

#[test]
fn depositor_approval() {
    layout!(DepositorApproval, [80, 64, 79, 201, 152, 175, 84, 156], 104, {
        version: 0, bump: 1, padding: 2, vault: 8, depositor: 40, rent_payer: 72,
    });
}

#[test]
fn grant() {
    layout!(Grant, [161, 166, 11, 205, 204, 135, 205, 54], 200, {
        version: 0, bump: 1, padding: 2, entity: 8, holder: 40, rent_payer: 72, made_by: 104, terms: 136, reserved: 160,
    });
    layout!(GrantTerms, 24, { kinds: 0, until: 8, generation: 16, });
}

#[test]
fn operator() {
    layout!(Operator, [219, 31, 188, 145, 69, 139, 204, 117], 400, {
        version: 0, bump: 1, retired: 2, padding: 3, index: 8, creator: 16, admin: 48, allocator: 80, commission_bps: 112,
        events: 136, uri: 144, pending_admin: 272, fee_wallet: 304, grant_generation: 336, reserved: 344,
    });
}

#[test]
fn ncn() {
    layout!(Ncn, [78, 106, 85, 76, 102, 168, 251, 59], 1_416, {
        version: 0, bump: 1, retired: 2, padding: 3, index: 8, creator: 16, admin: 48, max_operator_weight: 80, events: 88,
        assets: 96, uri: 480, policy: 608, next_policy: 824, policy_from: 1_040, pending_admin: 1_048,
        next_table: 1_080, domain: 1_088, parent: 1_120, certain_until: 1_152,
        certain_closes_at: 1_160, software: 1_168, next_offer: 1_216, offers: 1_224, grant_generation: 1_352, reserved: 1_360,
    });
    layout!(Software, 48, { sha256: 0, since: 32, run_by: 40, });
    layout!(AcceptedAsset, 48, { mint: 0, weight: 32, accepted_flags: 40, });
    layout!(SlashPolicy, 216, { slasher: 0, resolver: 32, insurance: 64, redistribution: 96, terms: 128, });
}

#[test]
fn opt_in() {
    layout!(OptIn, [198, 150, 218, 63, 6, 129, 74, 108], 336, {
        version: 0, bump: 1, padding: 2, left: 8, right: 40, rent_payer: 72, sides: 104, limits: 152, events: 200,
        losses: 208, weight: 232, accepted_flags: 240, sets: 248, stop_loss: 272, reserved: 312,
    });
}

#[test]
fn operator_delegation() {
    layout!(OperatorDelegation, [243, 29, 162, 208, 83, 164, 197, 64], 280, {
        version: 0, bump: 1, padding: 2, vault: 8, operator: 40, rent_payer: 72, delegation: 104, commission: 216, move_to: 224, reserved: 256,
    });
}

#[test]
fn ncn_allocation() {
    layout!(NcnAllocation, [138, 130, 167, 114, 57, 178, 142, 208], 208, {
        version: 0, bump: 1, padding: 2, delegation: 8, ncn: 40, rent_payer: 72, allocation: 104, reserved: 152,
    });
}

#[test]
fn operator_record() {
    layout!(OperatorRecord, [49, 186, 37, 73, 176, 228, 99, 33], 440, {
        version: 0, bump: 1, padding: 2, ncn: 8, operator: 40, key: 72, keys: 104, events: 112, slashes: 120,
        executed: 128, vetoed: 136, incident: 144, incident_at: 152, jailed_until: 160, jailings: 168,
        equivocations: 176, commissions: 184, reserved: 312,
    });
}

#[test]
fn operator_key() {
    layout!(OperatorKey, [7, 185, 90, 106, 174, 184, 107, 143], 216, {
        version: 0, bump: 1, kind: 2, padding: 3, ncn: 8, operator: 40, key: 72, rent_payer: 104, from: 136, until: 144,
        number: 152, proven_at: 160, reserved: 168,
    });
}

#[test]
fn stake_table() {
    layout!(StakeTable, [122, 147, 235, 59, 145, 230, 76, 100], 432, {
        version: 0, bump: 1, padding: 2, ncn: 8, index: 40, rent_payer: 48, opened_at: 80, closes_at: 88,
        max_operator_weight: 96, total_weight: 104, events: 112, certain_until: 120, after: 128, offers: 136, parts: 144,
        reserved: 400,
    });
    layout!(StakeEntry, 88, { operator: 0, weight: 32, captured_at: 40, captured: 48, captor: 56, });
}

/// The places that the reader is written for are those that Anchor writes to.
#[test]
fn stake_table_entries() {
    type Table = Slab<StakeTable, StakeEntry>;
    assert_eq!([0, 1, 111].map(Table::space_for), [448, 536, 10_216]);
    let mut data = vec![0; 536];
    data[..8].copy_from_slice(StakeTable::DISCRIMINATOR);
    data[440] = 1;
    data[448..480].fill(9);
    data[480] = 77;
    let table = TableReader::new(&data).expect("a table");
    assert_eq!((table.count(), table.weight_of(&Address::new_from_array([9; 32]))), (1, 77));
}

#[test]
fn stake_capture() {
    layout!(StakeCapture, [3, 132, 168, 100, 51, 255, 224, 119], 272, {
        version: 0, bump: 1, padding: 2, table: 8, operator: 40, captor: 72, last_vault: 104,
        captured_at: 136, weight: 144, vaults: 152, events: 160, claims: 168, kept: 232, reserved: 240,
    });
    layout!(CaptureEntry, 48, { vault: 0, weight: 32, claimed: 40, });
}

#[test]
fn slash_proposal() {
    layout!(SlashProposal, [104, 26, 13, 94, 65, 203, 107, 43], 680, {
        version: 0, bump: 1, status: 2, kind: 3, counted: 4, padding: 5, ncn: 8, operator: 40, vault: 72, delegation: 104,
        allocation: 136, rent_payer: 168, resolver: 200, reporter: 232, insurance: 264, redistribution: 296,
        incident: 328, reason: 336, evidence: 344, offense_at: 376, proposed_at: 384, final_from: 392, fraction: 400,
        burn: 408, owed: 416, slash: 440, final_slot: 616, pledged: 624, reserved: 632,
    });
}

#[test]
fn slash_pledge() {
    layout!(SlashPledge, [60, 65, 244, 28, 251, 40, 165, 238], 144, {
        version: 0, bump: 1, padding: 2, proposal: 8, pledger: 40, rent_payer: 72, amount: 104, reserved: 112,
    });
}

#[test]
fn offense_report() {
    layout!(OffenseReport, [191, 168, 193, 148, 205, 168, 44, 48], 112, {
        version: 0, bump: 1, padding: 2, reporter: 8, commitment: 40, slot: 72, reserved: 80,
    });
}

#[test]
fn equivocation() {
    layout!(Equivocation, [112, 151, 2, 59, 134, 185, 59, 72], 296, {
        version: 0, bump: 1, kind: 2, padding: 3, ncn: 8, operator: 40, operator_key: 72, reporter: 104, rent_payer: 136,
        number: 168, height: 176, offense_at: 184, proven_at: 192, votes: 200, reserved: 264,
    });
}

#[test]
fn choices() {
    assert_eq!([OptInSide::Left, OptInSide::Right].map(|side| side as u8), [0, 1]);
    assert_eq!([SlashStatus::Open, SlashStatus::Vetoed, SlashStatus::Executed].map(|status| status as u8), [0, 1, 2]);
    assert_eq!([SlashKind::Incident, SlashKind::Equivocation].map(|kind| kind as u8), [0, 1]);
    let recipients = [SlashRecipient::Reporter, SlashRecipient::Insurance, SlashRecipient::Redistribution];
    assert_eq!(recipients.map(|recipient| recipient as u8), [0, 1, 2]);
    assert_eq!([KeyKind::Ed25519, KeyKind::Bn254, KeyKind::Bls12381].map(|kind| kind as u8), [0, 1, 2]);
    assert_eq!([TokenProgram::SplToken, TokenProgram::Token2022].map(|program| program as u8), [0, 1]);
    let roles = [
        Role::Guardian,
        Role::FeeAdmin,
        Role::FeeWallet,
        Role::Curator,
        Role::Allocator,
        Role::Slasher,
        Role::Resolver,
        Role::Insurance,
        Role::Redistribution,
        Role::DepositGate,
    ];
    assert_eq!(roles.map(|role| role as u8), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn error_codes() {
    use RestakingError::*;
    let errors = [
        Zero,
        Overflow,
        Dust,
        BelowMinimum,
        OverSupply,
        OverCap,
        Insolvent,
        WrongBucket,
        BucketWiped,
        NotMatured,
        Matured,
        OpenSlash,
        NothingToClaim,
        TicketsOutstanding,
        OverAllowance,
        OverIdle,
        FeeTooHigh,
        AllowanceTooHigh,
        RefillTooShort,
        EpochLength,
        BooksDiffer,
        BalanceDiffers,
        NotUpgradeAuthority,
        NotVaultAdmin,
        NotTicketOwner,
        WrongVault,
        WrongMint,
        WrongVrtMint,
        WrongAssetAccount,
        WrongRentPayer,
        DepositorNotApproved,
        NoNewOwner,
        EmptyBounds,
        NotProgramData,
        OverWhole,
        Leverage,
        OverIdleUnits,
        OverOperatorCap,
        OverDelegated,
        OverMagnitude,
        OverLeverage,
        NotOperatorAdmin,
        NotNcnAdmin,
        CommissionTooHigh,
        Retired,
        TooManyAssets,
        AlreadyJoined,
        NotJoined,
        IncidentOverEpoch,
        NotAnEntity,
        WrongParties,
        NotPartyAdmin,
        WrongOptIn,
        OptInStands,
        NotCurator,
        NotAllocator,
        WrongDelegation,
        WrongAllocation,
        NotEmpty,
        VaultsOutOfOrder,
        Fraction,
        NothingToSlash,
        OverLossLimit,
        OffenseTooOld,
        OffenseToCome,
        CoolingDown,
        SplitNotWhole,
        ChallengeTooLong,
        NotFinal,
        Final,
        ResolverWithoutTime,
        NoRecipient,
        SlashesOpen,
        NotSlasher,
        NotResolver,
        WrongRecord,
        WrongSlash,
        SlashClosed,
        NoOptIn,
        MagnitudeWorn,
        NothingOwed,
        WrongRecipient,
        JailTooShort,
        NotAVote,
        SameVote,
        NoRule,
        KeyNotInForce,
        WrongReport,
        ReportTooYoung,
        WrongProof,
        StreamTooLong,
        WeakKey,
        NoEd25519,
        SignatureCount,
        SignatureElsewhere,
        SignatureBounds,
        WrongSigner,
        WrongMessage,
        WrongKey,
        WindowLength,
        TableSize,
        WrongTable,
        WrongCapture,
        TableClosed,
        TableOpen,
        TableFull,
        NotCaptor,
        MostlyContested,
        RootDelay,
        NoRoot,
        TotalFell,
        RootNotPending,
        RootActive,
        NothingEarned,
        OverTotal,
        Unfunded,
        WrongTree,
        WrongClaim,
        WrongTreasury,
        NotPublisher,
        NotDisputer,
        NoDisputer,
        NotEarner,
        ProofTooLong,
        NotInTree,
        StreamTooShort,
        TooManyRewards,
        NoReward,
        OverBonded,
        PositionNotEmpty,
        WrongBondPool,
        WrongBondedAccount,
        NotPositionOwner,
        RewardTaken,
        NotGoverned,
        NotAdmin,
        NotPendingAdmin,
        NoAdminProposed,
        AdminPending,
        ConfigNeedsAdmin,
        FeeOverCap,
        NoFees,
        NotFeeAdmin,
        NoSuchRole,
        WrongFeeParty,
        CommissionOwed,
        Paused,
        PauseFlags,
        PauseLength,
        PausedLately,
        NotPaused,
        NotGuardian,
        FallPending,
        RiskChanged,
        DelegationsOutOfOrder,
        NotHolder,
        LimitsSet,
        TableIndexUsed,
        AlreadySlashed,
        NoGenesisHash,
        ConfigMissing,
        ReporterOverCap,
        TooFewSlots,
        MovePending,
        ChangePending,
        OverActiveUnits,
        NoMove,
        MoveNotDue,
        FullyPledged,
        SlashOpen,
        WrongPledge,
        AssetFlags,
        Bn254Key,
        Bls12381Key,
        NestedSet,
        SetHasParent,
        NothingToRelease,
        NotCounted,
        StakePromised,
        SetsCovered,
        DeadlinePast,
        NoSoftware,
        DepositGate,
        TermStart,
        TermLength,
        TermRuns,
        TermHolds,
        OfferLength,
        ClaimTime,
        TooManyOffers,
        ClaimOver,
        TablesPending,
        OfferRunning,
        WrongOffer,
        TableOutOfOrder,
        NotAttributed,
        NotStanding,
        NoShare,
        ShareClaimed,
        AssetShare,
        SharesPending,
        WrongOfferTreasury,
        AssetTransferFee,
        AssetMintCloseAuthority,
        AssetDefaultAccountState,
        AssetNonTransferable,
        AssetPermanentDelegate,
        AssetTransferHook,
        AssetConfidentialTransferFee,
        AssetConfidentialMintBurn,
        AssetPermissionedBurn,
        AssetExtension,
        WrongAssetProgram,
        MemoRequired,
        CpiGuard,
        NotVaultTokens,
        NotSweepable,
        SweepsToStream,
        SweepsToPool,
        SweepNotDue,
        WrongSweepNotice,
        SweptHook,
        SweptExtension,
        NoToken2022,
        GrantKinds,
        GrantTime,
        GrantVoid,
        GrantExpired,
        KindNotGranted,
        NotAGrant,
        WrongGrantEntity,
        WrongGrantHolder,
        GrantHolder,
        GrantRuns,
        BeyondGrant,
        NoTokenMetadata,
        MetadataExists,
        NoMetadata,
        MetadataDiffers,
        MetadataEmpty,
        MetadataTooLong,
        MetadataBlank,
        MetadataHidden,
    ];
    let mut sentences = std::collections::BTreeSet::new();
    for (code, error) in (6_000..).zip(errors) {
        let sentence = error.text();
        assert_eq!(anchor_lang::Error::from(error), anchor_lang::Error::Custom(code), "{sentence}");
        assert!(sentence.split(' ').count() < 10 && !sentence.contains(['.', '(']), "{sentence}");
        assert!(sentences.insert(sentence), "{sentence}");
    }
}

/// The first byte of an instruction's data, as the interface file has it for every client.
#[test]
fn instructions() {
    let interface = include_str!("../../../idl/restaking.json");
    let interface: serde_json::Value = serde_json::from_str(interface).expect("JSON");
    let found: Vec<(String, u64)> = interface["instructions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|each| (each["name"].as_str().unwrap().into(), each["discriminator"][0].as_u64().unwrap()))
        .collect();
    let expected = [
        "initialize_config",
        "initialize_vault",
        "set_vault_limits",
        "approve_depositor",
        "revoke_depositor",
        "deposit",
        "request_exit",
        "cancel_exit",
        "claim_exit",
        "transfer_exit_ticket",
        "exit_instantly",
        "close_exit_bucket",
        "register_operator",
        "update_operator",
        "retire_operator",
        "register_ncn",
        "update_ncn",
        "set_ncn_asset",
        "retire_ncn",
        "set_curator",
        "set_exposure",
        "open_opt_in",
        "join_opt_in",
        "leave_opt_in",
        "set_loss_limits",
        "close_opt_in",
        "open_delegation",
        "delegate",
        "settle_delegation",
        "close_delegation",
        "open_allocation",
        "allocate",
        "settle_allocation",
        "close_allocation",
        "slashable_stake",
        "open_record",
        "set_slash_policy",
        "set_breaker",
        "propose_slash",
        "veto_slash",
        "execute_slash",
        "pay_slash_share",
        "set_jail",
        "commit_report",
        "submit_equivocation",
        "slash_equivocation",
        "register_key",
        "retire_key",
        "open_stake_table",
        "grow_stake_table",
        "capture_stake",
        "enter_captures",
        "close_capture",
        "close_stake_table",
        "open_reward_tree",
        "set_reward_roles",
        "fund_reward_tree",
        "publish_root",
        "strike_root",
        "claim_reward",
        "set_claimer",
        "open_bond_pool",
        "add_reward_mint",
        "open_position",
        "bond",
        "unbond",
        "pay_position_reward",
        "claim_position_reward",
        "close_position",
        "propose_admin",
        "accept_admin",
        "renounce_admin",
        "set_role",
        "set_fees",
        "set_protocol_fee",
        "pay_reward",
        "collect_fees",
        "raise_pause",
        "lift_pause",
        "settle_exits",
        "announce_move",
        "complete_move",
        "cancel_move",
        "pledge",
        "withdraw_pledge",
        "set_vault_weight",
        "register_set",
        "cover_sets",
        "release_allocation",
        "release_opt_in",
        "set_stop_loss",
        "uncount_slash",
        "vault_rates",
        "set_software",
        "open_reward_offer",
        "attribute_reward",
        "claim_reward_share",
        "claim_position_share",
        "collect_reward_commission",
        "close_reward_offer",
        "announce_sweep",
        "sweep_to_wallet",
        "sweep_to_pool",
        "sweep_to_stream",
        "set_grant",
        "revoke_grant",
        "void_grants",
        "create_vrt_metadata",
        "update_vrt_metadata",
    ];
    let expected: Vec<(String, u64)> = expected.map(String::from).into_iter().zip(0..).collect();
    assert_eq!(found, expected);
}
