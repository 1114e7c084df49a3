//! How a program reports two votes of an operator at one height, and receives the reporter's share of each slash.
//!
//! The reporter is an address of this program, `["reporter", owner]`. It holds lamports for the rents of evidence, and belongs to the
//! system program, so it can pay them. The shares come to its associated token accounts. The owner alone reports and withdraws: the
//! lamports would else pay for evidence of anyone. Anyone slashes.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;
use anchor_lang::system_program;
use anchor_spl::token::{Token, TokenAccount, TokenCpiExt};
use ncn_kit::program::evidence;

// The address for tests. One of yours has a key pair of yours.
declare_id!("Gykm2dFoybavCv32RtZhpT9XFMBz3i5xZXvFnhZ8PY8F");

/// The first seed of a reporter.
const SEED: &[u8] = b"reporter";

/// The instructions.
#[program]
pub mod bounty {
    use super::*;

    /// Commits to evidence, which hides it until it is old enough. `commitment` is the hash that the core defines for this reporter.
    #[discrim = 0]
    pub fn commit(ctx: &mut Context<Commit>, commitment: [u8; 32]) -> Result<()> {
        ctx.accounts.commit(ctx.bumps.reporter, &commitment)
    }

    /// Reveals it: two votes of `kind` at `height`. The instruction of the Ed25519 program that verifies them stands just before this one.
    #[discrim = 1]
    pub fn reveal(ctx: &mut Context<Reveal>, kind: u8, height: u64, salt: [u8; 32]) -> Result<()> {
        ctx.accounts.reveal(ctx.bumps.reporter, (kind, height), &salt)
    }

    /// Slashes what was proven in one vault. Anyone may send it, and pays for the proposal.
    #[discrim = 2]
    pub fn slash(ctx: &mut Context<Slash>) -> Result<()> {
        ctx.accounts.slash()
    }

    /// Withdraws `amount` of the shares in one token, in smallest units.
    #[discrim = 3]
    pub fn withdraw(ctx: &mut Context<Withdraw>, amount: u64) -> Result<()> {
        ctx.accounts.withdraw(ctx.bumps.reporter, amount)
    }

    /// Withdraws `lamports` of those that pay rents.
    #[discrim = 4]
    pub fn withdraw_lamports(ctx: &mut Context<WithdrawLamports>, lamports: u64) -> Result<()> {
        ctx.accounts.withdraw_lamports(ctx.bumps.reporter, lamports)
    }
}

/// What the example refuses. The core refuses the rest.
#[error_code]
pub enum BountyError {
    /// The account is another program than the core.
    #[msg("Program is not the restaking program")]
    NotCore,
    /// The token account belongs to another address than the owner's reporter.
    #[msg("Token account is not the reporter's")]
    NotReporters,
}

/// Accounts of `commit`.
#[derive(Accounts)]
pub struct Commit {
    pub owner: Signer,
    /// Pays for the report, and signs it.
    #[account(mut, seeds = [SEED, owner.address().as_ref()], bump)]
    pub reporter: UncheckedAccount,
    /// Made by the core.
    #[account(mut)]
    pub report: UncheckedAccount,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = restaking::ID @ BountyError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl Commit {
    /// Calls the core as the reporter.
    pub fn commit(&mut self, bump: u8, commitment: &[u8; 32]) -> Result<()> {
        let accounts = [self.reporter.account(), self.report.account(), self.system_program.account()];
        evidence::commit_report(&accounts, commitment, &[SEED, self.owner.address().as_ref(), &[bump]])
    }
}

/// Accounts of `reveal`.
#[derive(Accounts)]
pub struct Reveal {
    pub owner: Signer,
    /// Pays for the proof, and signs it. The report's rent returns to it.
    #[account(mut, seeds = [SEED, owner.address().as_ref()], bump)]
    pub reporter: UncheckedAccount,
    /// Closed by the core.
    #[account(mut)]
    pub report: UncheckedAccount,
    /// The NCN of the votes.
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The key of the first vote.
    #[account(mut)]
    pub operator_key: UncheckedAccount,
    /// The key of the second vote, which the transaction makes writable; the core's program if one key signed both.
    pub second_key: UncheckedAccount,
    /// The proof, made by the core.
    #[account(mut)]
    pub equivocation: UncheckedAccount,
    /// The sysvar of instructions.
    pub instructions: UncheckedAccount,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = restaking::ID @ BountyError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl Reveal {
    /// Calls the core as the reporter, which checks all other accounts.
    pub fn reveal(&mut self, bump: u8, subject: (u8, u64), salt: &[u8; 32]) -> Result<()> {
        let accounts = [
            self.reporter.account(),
            self.reporter.account(),
            self.report.account(),
            self.ncn.account(),
            self.record.account(),
            self.operator_key.account(),
            self.second_key.account(),
            self.equivocation.account(),
            self.instructions.account(),
            self.system_program.account(),
        ];
        let seeds: [&[u8]; 3] = [SEED, self.owner.address().as_ref(), &[bump]];
        evidence::submit_equivocation(&accounts, subject, salt, &seeds)
    }
}

/// Accounts of `slash`, which the core checks.
#[derive(Accounts)]
pub struct Slash {
    /// Pays for the proposal's account.
    #[account(mut)]
    pub payer: Signer,
    /// The proof.
    pub equivocation: UncheckedAccount,
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The vault's delegation to the operator.
    #[account(mut)]
    pub delegation: UncheckedAccount,
    /// The operator's allocation of it to the NCN.
    #[account(mut)]
    pub allocation: UncheckedAccount,
    /// The opt-in of vault and operator.
    pub vault_operator: UncheckedAccount,
    /// The opt-in of operator and NCN.
    pub operator_ncn: UncheckedAccount,
    /// The opt-in of vault and NCN.
    #[account(mut)]
    pub vault_ncn: UncheckedAccount,
    /// The exit bucket of the vault's epoch.
    #[account(mut)]
    pub this_bucket: UncheckedAccount,
    /// The exit bucket of the vault's next epoch.
    #[account(mut)]
    pub next_bucket: UncheckedAccount,
    /// Made by the core.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = restaking::ID @ BountyError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl Slash {
    /// Calls the core. No account of this program signs.
    pub fn slash(&mut self) -> Result<()> {
        let accounts = [
            self.payer.account(),
            self.equivocation.account(),
            self.ncn.account(),
            self.record.account(),
            self.vault.account(),
            self.delegation.account(),
            self.allocation.account(),
            self.vault_operator.account(),
            self.operator_ncn.account(),
            self.vault_ncn.account(),
            self.this_bucket.account(),
            self.next_bucket.account(),
            self.proposal.account(),
            self.system_program.account(),
        ];
        evidence::slash_equivocation(&accounts, &[])
    }
}

/// Accounts of `withdraw`.
#[derive(Accounts)]
pub struct Withdraw {
    pub owner: Signer,
    #[account(seeds = [SEED, owner.address().as_ref()], bump)]
    pub reporter: UncheckedAccount,
    /// A token account of the reporter's.
    #[account(mut, constraint = from.owner() == reporter.address() @ BountyError::NotReporters)]
    pub from: Account<TokenAccount>,
    /// Where the owner wants them.
    #[account(mut)]
    pub to: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl Withdraw {
    /// Transfers them.
    pub fn withdraw(&mut self, bump: u8, amount: u64) -> Result<()> {
        let seeds: [&[u8]; 3] = [SEED, self.owner.address().as_ref(), &[bump]];
        self.token_program.transfer(&mut self.from, &mut self.to, &self.reporter, &[&seeds], amount)?;
        Ok(())
    }
}

/// Accounts of `withdraw_lamports`.
#[derive(Accounts)]
pub struct WithdrawLamports {
    #[account(mut)]
    pub owner: Signer,
    #[account(mut, seeds = [SEED, owner.address().as_ref()], bump)]
    pub reporter: UncheckedAccount,
    pub system_program: Program<System>,
}

impl WithdrawLamports {
    /// Transfers them.
    pub fn withdraw_lamports(&mut self, bump: u8, lamports: u64) -> Result<()> {
        let (owner, bump) = (*self.owner.address(), [bump]);
        let seeds: &[&[u8]] = &[SEED, owner.as_ref(), &bump];
        let signers = [seeds];
        let accounts =
            system_program::Transfer { from: self.reporter.cpi_handle_mut(), to: self.owner.cpi_handle_mut() };
        let call = CpiContext::new_with_signer(self.system_program.address(), accounts, &signers);
        system_program::transfer(call, lamports)?;
        Ok(())
    }
}
