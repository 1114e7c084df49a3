//! Tables of operators' weights: builders for the instructions that open, fill and close them.

use restaking_client::{self as client, pda};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::Split;
use crate::split::vault_accounts;

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// Opens table `index` of `ncn` with room for `capacity` operators; `payer` pays.
pub fn open(
    payer: &Pubkey,
    admin: &Pubkey,
    ncn: &Pubkey,
    index: u64,
    capacity: u64,
    window_seconds: u64,
) -> Instruction {
    open_certain(payer, admin, ncn, index, capacity, window_seconds, 0)
}

/// The same for weights that are certain until then.
pub fn open_certain(
    payer: &Pubkey,
    admin: &Pubkey,
    ncn: &Pubkey,
    index: u64,
    capacity: u64,
    window_seconds: u64,
    certain_until: i64,
) -> Instruction {
    client::OpenStakeTable {
        payer: *payer,
        admin: *admin,
        ncn: *ncn,
        table: pda::stake_table(ncn, index),
        system_program: SYSTEM,
    }
    .instruction(client::OpenStakeTableInstructionArgs { index, capacity, window_seconds, certain_until })
}

/// Makes room for `more` operators; `rent_payer` paid for the table.
pub fn grow(rent_payer: &Pubkey, table: &Pubkey, more: u64) -> Instruction {
    client::GrowStakeTable { rent_payer: *rent_payer, table: *table, system_program: SYSTEM }
        .instruction(client::GrowStakeTableInstructionArgs { more })
}

/// Adds what stands behind `operator` in `ncn`, in the vaults of `splits`, to `captor`'s capture for `table`.
pub fn capture(captor: &Pubkey, table: &Pubkey, ncn: &Pubkey, operator: &Pubkey, splits: &[Split]) -> Instruction {
    capture_with_room(captor, table, ncn, operator, splits, 0)
}

/// The same for a capture that has room for `room` vaults at least.
pub fn capture_with_room(
    captor: &Pubkey,
    table: &Pubkey,
    ncn: &Pubkey,
    operator: &Pubkey,
    splits: &[Split],
    room: u16,
) -> Instruction {
    client::CaptureStake {
        captor: *captor,
        table: *table,
        ncn: *ncn,
        operator: *operator,
        opt_in: pda::opt_in(operator, ncn),
        record: pda::record(ncn, operator),
        capture: pda::capture(table, operator, captor),
        system_program: SYSTEM,
    }
    .instruction_with_remaining_accounts(client::CaptureStakeInstructionArgs { room }, &vault_accounts(splits))
}

/// Enters `captures` in `table`.
pub fn enter(table: &Pubkey, captures: &[Pubkey]) -> Instruction {
    let captures: Vec<AccountMeta> =
        captures.iter().map(|address| AccountMeta::new_readonly(*address, false)).collect();
    client::EnterCaptures { table: *table }.instruction_with_remaining_accounts(&captures)
}

/// Closes what `captor` captured of `operator` for `table`.
pub fn close_capture(captor: &Pubkey, table: &Pubkey, operator: &Pubkey) -> Instruction {
    let capture = pda::capture(table, operator, captor);
    client::CloseCapture { captor: *captor, capture, table: *table }.instruction()
}

/// Closes a table that `rent_payer` paid for.
pub fn close(admin: &Pubkey, ncn: &Pubkey, table: &Pubkey, rent_payer: &Pubkey) -> Instruction {
    client::CloseStakeTable { admin: *admin, ncn: *ncn, table: *table, rent_payer: *rent_payer }.instruction()
}
