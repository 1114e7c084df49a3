//! The owners of token accounts, and payments into them.

use std::collections::BTreeSet;

use restaking_client::asset::TOKEN;
use restaking_client::holding::{Found, Held, NotHeld, held};
use restaking_client::recipient::{Recipient, recipient};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::instruction::close_account;
use spl_token_interface::native_mint;

use crate::accounts::{self, token_address};
use crate::amount::tokens;
use crate::error::{Error, Result};
use crate::refuse;
use crate::session::{Mode, Plan, Session};

/// The account that a payment goes to.
#[derive(Clone, Debug)]
pub struct Wallet {
    /// The token account.
    pub account: Pubkey,
    /// Whether it has been made.
    pub exists: bool,
    /// What makes it, before the payment.
    opens: Option<Instruction>,
    /// What turns wrapped SOL in it into SOL, after the payment.
    pub unwraps: Option<Instruction>,
    /// What to know of it.
    warning: Option<String>,
}

impl Plan {
    /// Makes `wallet` ready to be paid into.
    pub fn pay_into(&mut self, wallet: &Wallet) {
        self.instructions.extend(wallet.opens.clone());
        self.warnings.extend(wallet.warning.clone());
    }
}

impl Session<'_> {
    /// `owner`'s account of `mint`, and what is in it if it has been made: the one that was named, or the associated one.
    ///
    /// # Errors
    /// Another account than `owner`'s own at any address, or one that cannot be used.
    pub fn holding(&self, owner: &Pubkey, mint: &Pubkey) -> Result<(Pubkey, Option<Held>)> {
        let read = |address: &Pubkey| {
            let account = self.chain.account(address)?;
            let found = account.as_ref().map(|account| Found { program: &account.owner, data: &account.data });
            Ok::<_, Error>(held(found, owner, mint))
        };
        for named in &self.options.token_accounts {
            match read(named)? {
                Ok(Some(account)) => return Ok((*named, Some(account))),
                Ok(None) => refuse!("there is no token account at {named} on this cluster"),
                // It is for another mint, or for the signer where another is paid.
                Err(NotHeld::Mint(_)) => {}
                Err(NotHeld::Owner(_)) if *owner != self.me() => {}
                Err(why) => refuse!("{named} cannot be used as the token account: {why}"),
            }
        }
        let address = token_address(owner, mint, &accounts::token_program(self.chain, mint)?);
        match read(&address)? {
            Ok(account) => Ok((address, account)),
            Err(why) => refuse!(
                "{address} is where {owner} has tokens of mint {mint}, and {why}: name another account of that mint with \
                 --token-account"
            ),
        }
    }

    /// `owner`'s account of `mint`, to be paid into; adds to `plan` what makes it, where it is missing.
    ///
    /// # Errors
    /// As [`Session::holding`].
    pub fn token_account(&self, plan: &mut Plan, owner: &Pubkey, mint: &Pubkey) -> Result<Pubkey> {
        let wallet = self.wallet_of(owner, mint, self.holding(owner, mint)?)?;
        plan.pay_into(&wallet);
        Ok(wallet.account)
    }

    /// The signer's own account of `mint`, to be paid into, and what turns wrapped SOL in it into SOL afterwards. Wrapped SOL that
    /// was there before stays, and what is paid stays with it.
    ///
    /// # Errors
    /// As [`Session::holding`].
    pub fn wallet(&self, mint: &Pubkey) -> Result<Wallet> {
        let me = self.me();
        let (account, held) = self.holding(&me, mint)?;
        if *mint != native_mint::ID || held.is_some_and(|held| held.amount > 0) {
            return self.wallet_of(&me, mint, (account, held));
        }
        // Each transaction that pays into it closes it, so that each of them makes it.
        let opens = (account == token_address(&me, mint, &TOKEN)).then(|| self.open(&me, mint, &TOKEN));
        let closes = close_account(&TOKEN, &account, &me, &me, &[]).expect("SPL Token's id");
        Ok(Wallet { account, exists: held.is_some(), opens, unwraps: Some(closes), warning: None })
    }

    fn wallet_of(&self, owner: &Pubkey, mint: &Pubkey, (account, held): (Pubkey, Option<Held>)) -> Result<Wallet> {
        let warning = match held.and_then(|held| held.delegate) {
            Some((delegate, amount)) => {
                let amount = tokens(amount, accounts::mint(self.chain, mint)?.decimals);
                Some(format!("note: {delegate} may take up to {amount} out of the token account {account}"))
            }
            None => None,
        };
        let program = accounts::token_program(self.chain, mint)?;
        let opens = held.is_none().then(|| self.open(owner, mint, &program));
        Ok(Wallet { account, exists: held.is_some(), opens, unwraps: None, warning })
    }

    fn open(&self, owner: &Pubkey, mint: &Pubkey, program: &Pubkey) -> Instruction {
        create_associated_token_account_idempotent(&self.me(), owner, mint, program)
    }

    /// The signer's own account of `mint`, and how much is in it.
    ///
    /// # Errors
    /// As [`Session::holding`].
    pub fn funds(&self, mint: &Pubkey) -> Result<(Pubkey, u64)> {
        let (address, account) = self.holding(&self.me(), mint)?;
        Ok((address, account.map_or(0, |account| account.amount)))
    }

    /// Refuses to give power or value to an address that no key or program can act for. An address that only a program can act
    /// for is noted when the command asks. Without a question, `--allow-program-address` has to allow it.
    ///
    /// # Errors
    /// If the address is a token account, a mint, a program or an account of this program, or is not allowed.
    pub fn check_recipient(&self, plan: &mut Plan, address: &Pubkey) -> Result<()> {
        // The signer's own address is usable.
        if *address == self.me() {
            return Ok(());
        }
        let account = self.chain.account(address)?;
        let found = account.as_ref().map(|account| Found { program: &account.owner, data: &account.data });
        let executable = account.as_ref().is_some_and(|account| account.executable);
        let asks = !self.options.yes && self.options.mode == Mode::Send;
        match recipient(&self.program(), address, found, executable) {
            Recipient::Fit => {}
            Recipient::Unfit(why) => refuse!("{why}"),
            Recipient::Unsure(why) if asks || self.options.program_addresses => {
                plan.warnings.push(format!("note: {why}"))
            }
            Recipient::Unsure(why) => refuse!("{why}, and add --allow-program-address"),
        }
        Ok(())
    }

    /// The same for all of `named`; the zero address leaves a role empty.
    ///
    /// # Errors
    /// As [`Session::check_recipient`].
    pub fn check_named<'a>(&self, plan: &mut Plan, named: impl IntoIterator<Item = &'a Pubkey>) -> Result<()> {
        let named: BTreeSet<&Pubkey> = named.into_iter().filter(|address| **address != Pubkey::default()).collect();
        named.into_iter().try_for_each(|address| self.check_recipient(plan, address))
    }
}
