//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

use anchor_lang::create_account_signed;
use anchor_lang::prelude::*;

mod bond;
mod capture;
mod config;
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
mod offer;
mod operator;
mod opt_in;
mod pledge;
mod policy;
mod record;
mod reward;
mod slash;
mod sweep;
mod table;
mod vault;

pub use bond::{RewardMint, VaultBondPool, VaultPosition};
pub use capture::{CaptureEntry, Capturing, StakeCapture};
pub use config::Config;
pub use delegation::{NcnAllocation, OperatorDelegation};
pub use depositor::DepositorApproval;
pub use entity::Entity;
pub use equivocation::{Equivocation, OffenseReport};
pub use exit_bucket::ExitBucket;
pub use exit_ticket::ExitTicket;
pub use governed::{Control, Governed};
pub use grant::Grant;
pub use key::OperatorKey;
pub use ncn::{AcceptedAsset, MAX_ASSETS, Ncn, Software};
pub use offer::{RewardOffer, RewardOfferSigner};
pub use operator::Operator;
pub use opt_in::OptIn;
pub use pledge::SlashPledge;
pub use policy::{PolicyArgs, SlashPolicy, is_zero};
pub use record::OperatorRecord;
pub use reward::{RewardClaim, RewardTree};
pub use slash::SlashProposal;
pub use sweep::SweepNotice;
pub use table::{MAX_MORE_ENTRIES, MAX_NEW_ENTRIES, MAX_WINDOW_SECONDS, StakeEntry, StakeTable, TableReader};
pub use vault::Vault;

/// The layout version of every new account.
pub const VERSION: u8 = 1;

/// A link to an entity's description: a URI in UTF-8, padded with zeros.
pub type Uri = [u8; 128];

/// Creates an account of this program at the address of the four seeds and `bump`. The second account pays.
#[inline(never)]
fn create([view, payer]: &[&AccountView; 2], seeds: &[&[u8]; 4], bump: u8, space: usize) -> Result<()> {
    let bump = [bump];
    let signed = [seeds[0], seeds[1], seeds[2], seeds[3], &bump];
    create_account_signed(payer, view, space, &crate::ID, &signed)
}
