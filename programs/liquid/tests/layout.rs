//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use liquid::built_for::BUILT_FOR;
use liquid::error::LiquidError;
use liquid::state::{
    CollectedExit, ExitBatch, ExitPart, Pool, PoolAsset, PoolPlacement, PriceReport, QueuedExit, RewardAuction,
    SetAside,
};

/// Holds each field's place, and the size.
macro_rules! layout {
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is left out of the list does not compile.
        let _ = |account: &$type| {
            let $type { $($field: _,)* } = account;
        };
    }};
}

fn idl() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../idl/liquid.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the interface")).expect("the interface is JSON")
}

#[test]
fn fields_stand_where_they_stood() {
    layout!(Pool, 6240, { version: 0, bump: 1, lrt_bump: 2, escrow_bump: 3, padding: 4, index: 8, creator: 16, admin: 48, pending_admin: 80, curator: 112, guardian: 144, fee_wallet: 176, lrt_mint: 208, escrow: 240, events: 272, notice_seconds: 280, tickets: 288, pause: 296, assets: 320, placements: 2048, ledger: 3712, price_reporter: 6048, next_reporter: 6080, reporter_from: 6112, reserved: 6120, });
    layout!(PoolAsset, 216, { mint: 0, reserve: 32, source: 64, program: 96, program_data: 128, on_ramp: 160, code_slot: 192, active_from: 200, reserve_bump: 208, kind: 209, padding: 210, });
    layout!(PoolPlacement, 208, { vault: 0, vrt_mint: 32, vrt_account: 64, tickets: 96, active_from: 192, seen_risk_version: 200, });
    layout!(ExitBatch, 176, { version: 0, bump: 1, padding: 2, pool: 8, rent_payer: 40, place: 72, batch: 80, reserved: 144, });
    layout!(QueuedExit, 184, { version: 0, bump: 1, padding: 2, pool: 8, owner: 40, rent_payer: 72, batch: 104, request: 136, reserved: 152, });
    layout!(ExitPart, 176, { version: 0, bump: 1, padding: 2, pool: 8, ticket: 40, owner: 72, rent_payer: 104, shares: 136, reserved: 144, });
    layout!(CollectedExit, 160, { version: 0, bump: 1, padding: 2, pool: 8, ticket: 40, rent_payer: 72, place: 104, shares: 112, tokens: 120, reserved: 128, });
    layout!(PriceReport, 168, { version: 0, bump: 1, padding: 2, pool: 8, mint: 40, report: 72, reserved: 128, });
    layout!(RewardAuction, 208, { version: 0, bump: 1, treasury_bump: 2, padding: 3, pool: 8, mint: 40, treasury: 72, auction: 104, reserved: 144, });
    layout!(SetAside, 200, { version: 0, bump: 1, padding: 2, pool: 8, owner: 40, rent_payer: 72, tokens: 104, reserved: 168, });
}

#[test]
fn accounts_keep_their_discriminators() {
    assert_eq!(CollectedExit::DISCRIMINATOR, [144, 185, 204, 47, 20, 98, 22, 157]);
    assert_eq!(ExitBatch::DISCRIMINATOR, [17, 17, 84, 46, 189, 101, 178, 15]);
    assert_eq!(ExitPart::DISCRIMINATOR, [96, 106, 176, 147, 131, 226, 184, 27]);
    assert_eq!(Pool::DISCRIMINATOR, [241, 154, 109, 4, 17, 177, 109, 188]);
    assert_eq!(QueuedExit::DISCRIMINATOR, [82, 203, 186, 145, 157, 41, 52, 132]);
    assert_eq!(PriceReport::DISCRIMINATOR, [26, 139, 144, 41, 36, 16, 187, 8]);
    assert_eq!(RewardAuction::DISCRIMINATOR, [85, 40, 40, 155, 147, 223, 110, 212]);
    assert_eq!(SetAside::DISCRIMINATOR, [193, 48, 117, 84, 198, 217, 146, 239]);
}

/// At other addresses nobody could ever find or sign for the accounts.
#[test]
fn seeds_are_permanent() {
    let seeds = [
        Pool::SEED,
        Pool::LRT_SEED,
        Pool::ESCROW_SEED,
        Pool::RESERVE_SEED,
        Pool::VRT_SEED,
        ExitBatch::SEED,
        QueuedExit::SEED,
        ExitPart::SEED,
        CollectedExit::SEED,
        SetAside::SEED,
        RewardAuction::SEED,
        RewardAuction::TREASURY_SEED,
        PriceReport::SEED,
    ];
    let names = [
        "pool",
        "lrt",
        "escrow",
        "reserve",
        "vrt",
        "batch",
        "queued_exit",
        "exit_part",
        "collected_exit",
        "set_aside",
        "auction",
        "treasury",
        "report",
    ];
    assert_eq!(seeds, names.map(str::as_bytes));
}

#[test]
fn error_codes() {
    use LiquidError::*;
    let errors = [
        Zero,
        Overflow,
        Dust,
        BelowMinimum,
        AboveMaximum,
        OverSupply,
        NoAsset,
        AssetClosed,
        OverCap,
        OverWeight,
        OverValue,
        Insolvent,
        StaleSource,
        RateRejected,
        NoRate,
        OtherRate,
        OverReserve,
        OverOutflow,
        BelowWatermark,
        OtherPeriod,
        PeriodRuns,
        NotNext,
        TooLateToCancel,
        NothingToPay,
        RequestsOutstanding,
        NoPlacement,
        TooManyExits,
        NoExit,
        ExitContested,
        ValueLost,
        PlacementInUse,
        FeeOverCap,
        WeightsNotWhole,
        GuardOutOfBounds,
        NoLot,
        LotForSale,
        CoreRefused,
        BalanceDiffers,
        NotPoolAdmin,
        NotPoolCurator,
        NotPoolGuardian,
        NotPendingPoolAdmin,
        NotHolder,
        NotOwner,
        WrongPool,
        WrongMint,
        WrongLrtMint,
        WrongReserve,
        WrongEscrow,
        WrongVault,
        WrongVrtAccount,
        WrongTicket,
        WrongBucket,
        WrongBatch,
        WrongRentPayer,
        WrongExitPart,
        WrongFeeWallet,
        WrongSource,
        NotASource,
        NotProgramData,
        SourceUpgraded,
        MissingAccounts,
        TwiceInPool,
        NotActiveYet,
        NoticeOutOfBounds,
        OverTarget,
        SlotUsed,
        Paused,
        PauseRefused,
        NotCollected,
        OtherCode,
        RateQuarantined,
        NoHolders,
        WrongTreasury,
        NotSweepable,
        VaultHasTerm,
        NotPriceReporter,
        WrongReport,
        ReportedRate,
        ReportTooSoon,
        ReportOutOfBounds,
        VaultContested,
        SourceTooSmall,
        NoTokenMetadata,
        MetadataExists,
        NoMetadata,
        MetadataDiffers,
        MetadataEmpty,
        MetadataTooLong,
        MetadataBlank,
        MetadataHidden,
        NoNewOwner,
        RequestDiffers,
    ];
    let idl = idl();
    let listed = idl["errors"].as_array().expect("errors");
    assert_eq!(listed.len(), errors.len());
    for (place, (error, listed)) in errors.into_iter().zip(listed).enumerate() {
        assert_eq!((error as usize, listed["code"].as_u64()), (place, Some(6000 + place as u64)));
        assert_eq!(listed["msg"].as_str(), Some(error.text()));
    }
}

#[test]
fn instructions_keep_their_numbers() {
    let names = [
        "initialize_pool",
        "add_asset",
        "set_asset",
        "set_targets",
        "add_placement",
        "set_placement",
        "remove_placement",
        "set_guards",
        "set_pool_fees",
        "set_pool_role",
        "propose_pool_admin",
        "accept_pool_admin",
        "accept_rate",
        "acknowledge_upgrade",
        "deposit_asset",
        "leave_in_kind",
        "leave_instantly",
        "queue_exit",
        "cancel_queued_exit",
        "fill_batch",
        "claim_queued_exit",
        "close_batch",
        "place",
        "unplace",
        "collect_exit",
        "claim_exit_part",
        "claim_set_aside",
        "collect_pool_fees",
        "pause_pool",
        "swap_assets",
        "open_auction",
        "claim_pool_reward",
        "collect_airdrop",
        "begin_lot",
        "sell_reward",
        "observe_rates",
        "add_reported_asset",
        "report_price",
        "deposit_vrt",
        "create_lrt_metadata",
        "update_lrt_metadata",
        "transfer_queued_exit",
    ];
    let idl = idl();
    let listed = idl["instructions"].as_array().expect("instructions");
    assert_eq!(listed.len(), names.len());
    for (place, (name, listed)) in names.into_iter().zip(listed).enumerate() {
        assert_eq!(listed["name"], name);
        assert_eq!(listed["discriminator"], serde_json::json!([place]));
    }
}

#[test]
fn a_build_says_which_address_it_is_for() {
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(liquid::ID.to_bytes()));
}
