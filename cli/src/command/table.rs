//! Tables of operators' weights.

use clap::Subcommand;
use restaking_client::{self as client, Ncn, Program, StakeCapture, StakeTable};
use solana_program::instruction::AccountMeta;
use solana_program::pubkey::Pubkey;

use super::allocation::{AllocatedVault, allocated_vaults};
use super::common::SYSTEM;
use crate::accounts;
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::{Moment, Span};

/// Tables.
#[derive(Debug, Subcommand)]
pub enum TableCommand {
    /// Open a table of operators' weights, to be filled within a window of time; for the NCN's admin
    Open {
        /// The NCN
        ncn: Pubkey,
        /// Give the table this number in the NCN, above that of every earlier table [default: the next one]
        #[arg(long)]
        index: Option<u64>,
        /// Make room for this many operators
        #[arg(long, default_value_t = 100)]
        capacity: u64,
        /// Keep it open for this long: at most a day
        #[arg(long, value_name = "SPAN", default_value = "1h")]
        window: Span,
        /// Weigh only the stake that is certain to be slashable until then [default: the stake slashable at each capture]
        #[arg(long, value_name = "TIME")]
        certain_until: Option<Moment>,
    },
    /// Make room for more operators; for the table's payer
    Grow {
        /// The table
        table: Pubkey,
        /// The number of additional operators
        more: u64,
    },
    /// Capture the stake behind an operator, over all its vaults, and enter it
    Capture {
        /// The table
        table: Pubkey,
        /// The operator
        operator: Pubkey,
        /// Capture these vaults alone [default: all with an allocation to the NCN]
        #[arg(long = "vault", value_name = "ADDRESS")]
        vaults: Vec<Pubkey>,
        /// Capture without entering: `restake table enter` enters it later
        #[arg(long)]
        no_enter: bool,
    },
    /// Enter captures
    Enter {
        /// The table
        table: Pubkey,
        /// The captures [default: all that were made for the table]
        captures: Vec<Pubkey>,
    },
    /// Close a capture of yours; its rent goes back to you. A capture with offered rewards stays until its shares are claimed
    CloseCapture {
        /// The capture
        capture: Pubkey,
    },
    /// Close a table after its window; its rent goes back to its payer. For the NCN's admin
    Close {
        /// The table
        table: Pubkey,
    },
}

impl TableCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Open { ncn, index, capacity, window, certain_until } => {
                let index = match index {
                    Some(index) => index,
                    None => session.load::<Ncn>(&ncn)?.next_table,
                };
                let table = session.program().stake_table(&ncn, index);
                let accounts = client::OpenStakeTable { payer: me, admin: me, ncn, table, system_program: SYSTEM };
                let certain_until = match certain_until {
                    Some(time) => time.at(session.now()?),
                    None => 0,
                };
                let args =
                    client::OpenStakeTableInstructionArgs { index, capacity, window_seconds: window.0, certain_until };
                let what = format!("Open table {table} of NCN {ncn} for {capacity} operators");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Grow { table, more } => {
                let accounts = client::GrowStakeTable { rent_payer: me, table, system_program: SYSTEM };
                let what = format!("Make room for {more} operators more in table {table}");
                let args = client::GrowStakeTableInstructionArgs { more };
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Capture { table, operator, vaults, no_enter } => capture(session, table, operator, &vaults, no_enter),
            Self::Enter { table, captures } => {
                let captures = if captures.is_empty() {
                    let all: Vec<(Pubkey, StakeCapture)> = accounts::all(session.chain, &[("table", &table)])?;
                    all.into_iter().map(|(address, _)| address).collect()
                } else {
                    captures
                };
                if captures.is_empty() {
                    refuse!("there are no captures for table {table} yet");
                }
                session.carry_out_each(&captures, &|capture| format!("capture {capture}"), &|session, part| {
                    Ok(enter(session.program(), table, part))
                })
            }
            Self::CloseCapture { capture } => {
                let table = session.load::<StakeCapture>(&capture)?.table;
                let accounts = client::CloseCapture { captor: me, capture, table };
                session.carry_out(
                    Plan::new(format!("Close capture {capture}")).with(accounts.instruction_at(&session.program())),
                )
            }
            Self::Close { table } => {
                let found: StakeTable = session.load(&table)?;
                let accounts =
                    client::CloseStakeTable { admin: me, ncn: found.ncn, table, rent_payer: found.rent_payer };
                session.carry_out(
                    Plan::new(format!("Close table {table}")).with(accounts.instruction_at(&session.program())),
                )
            }
        }
    }
}

fn enter(program: Program, table: Pubkey, captures: &[Pubkey]) -> Plan {
    let metas: Vec<AccountMeta> = captures.iter().map(|address| AccountMeta::new_readonly(*address, false)).collect();
    let plan = Plan::new(format!("Enter {} captures in table {table}", captures.len()));
    plan.with(client::EnterCaptures { table }.instruction_with_remaining_accounts_at(&program, &metas))
}

fn capture(session: &mut Session, table: Pubkey, operator: Pubkey, named: &[Pubkey], no_enter: bool) -> Result<()> {
    let ncn = session.load::<StakeTable>(&table)?.ncn;
    let (captor, program) = (session.me(), session.program());
    let mut vaults = allocated_vaults(session, &ncn, &operator)?;
    if let Some(stranger) = named.iter().find(|address| vaults.iter().all(|behind| behind.vault != **address)) {
        refuse!("vault {stranger} has no allocation of operator {operator} to NCN {ncn}, or they do not all agree");
    }
    vaults.retain(|behind| named.is_empty() || named.contains(&behind.vault));
    if vaults.is_empty() {
        refuse!("no vault stands behind operator {operator} in NCN {ncn}");
    }
    let address = session.program().capture(&table, &operator, &captor);
    let accounts = client::CaptureStake {
        captor,
        table,
        ncn,
        operator,
        opt_in: session.program().opt_in(&operator, &ncn),
        record: session.program().record(&ncn, &operator),
        capture: address,
        system_program: SYSTEM,
    };
    // Where rewards may be attributed to the table, the capture keeps each vault: all the room is paid for by the first part.
    let room = u16::try_from(vaults.len()).unwrap_or(u16::MAX);
    // A capture that was interrupted goes on: its vaults ascend, and the core takes none again.
    if let Some(begun) = accounts::find::<StakeCapture>(session.chain, &address)? {
        vaults.retain(|behind| behind.vault > begun.last_vault);
    }
    let plan = |part: &[AllocatedVault]| {
        let metas: Vec<AccountMeta> = part.iter().flat_map(AllocatedVault::metas).collect();
        let plan = Plan::new(format!("Capture operator {operator} in {} vaults for table {table}", part.len()));
        let args = client::CaptureStakeInstructionArgs { room };
        plan.with(accounts.instruction_with_remaining_accounts_at(&program, args, &metas))
    };
    let is_whole = session.carry_out_in_turn(&vaults, usize::from(!no_enter), &plan)?;
    if no_enter || !is_whole { Ok(()) } else { session.carry_out(enter(program, table, &[address])) }
}
