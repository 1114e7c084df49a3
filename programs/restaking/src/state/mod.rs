//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

use anchor_lang::create_account_signed;
use anchor_lang::prelude::*;

mod allocation;
mod bond_pool;
mod config;
mod custodian;
mod delegation;
mod depositor;
mod entity;
mod equivocation;
mod exit_bucket;
mod exit_ticket;
mod governed;
mod grant;
mod key;
mod ncn;
mod operator;
mod opt_in;
mod pledge;
mod policy;
mod record;
mod reward_offer;
mod reward_tree;
mod slash;
mod stake_capture;
mod stake_table;
mod sweep;
mod vault;

pub use allocation::NcnAllocation;
pub use bond_pool::{RewardMint, VaultBondPool, VaultPosition};
pub use config::Config;
pub use custodian::Custodian;
pub use delegation::OperatorDelegation;
pub use depositor::DepositorApproval;
pub use entity::Entity;
pub use equivocation::{Equivocation, OffenseReport};
pub use exit_bucket::ExitBucket;
pub use exit_ticket::ExitTicket;
pub use governed::{Control, Governed};
pub use grant::Grant;
pub use key::OperatorKey;
pub use ncn::{AcceptedAsset, MAX_ASSETS, Ncn, Software};
pub use operator::Operator;
pub use opt_in::OptIn;
pub use pledge::SlashPledge;
pub use policy::{PolicyArgs, SlashPolicy, is_zero};
pub use record::OperatorRecord;
pub use reward_offer::RewardOffer;
pub use reward_tree::{RewardClaim, RewardTree};
pub use slash::SlashProposal;
pub use stake_capture::{CaptureEntry, Capturing, StakeCapture};
pub use stake_table::{MAX_MORE_ENTRIES, MAX_NEW_ENTRIES, MAX_WINDOW_SECONDS, StakeEntry, StakeTable, TableReader};
pub use sweep::SweepNotice;
pub use vault::{FeesArgs, LimitsArgs, Vault};

/// The layout version of every new account.
pub const VERSION: u8 = 1;

/// A link to an entity's description: a URI in UTF-8, padded with zeros.
pub type Uri = [u8; 128];

/// Whether the data of `view` begins as an account of type `T` does. The owner is not checked: loading the account does.
fn is_tagged<T: Discriminator>(view: &AccountView) -> bool {
    // SAFETY: no handler holds a reference to the data while it loads the account.
    unsafe { view.borrow_unchecked() }.starts_with(T::DISCRIMINATOR)
}

/// Creates an account of this program at the address of the four seeds and `bump`. The second account pays.
#[inline(never)]
fn create([view, payer]: &[&AccountView; 2], seeds: &[&[u8]; 4], bump: u8, space: usize) -> Result<()> {
    let bump = [bump];
    let signed = [seeds[0], seeds[1], seeds[2], seeds[3], &bump];
    create_account_signed(payer, view, space, &crate::ID, &signed)
}
