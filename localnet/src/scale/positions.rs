//! What holders have in a vault: exit tickets in turn with bonded positions, and shares.

use anyhow::Result;
use harness::token;
use restaking_client::ledger::state::bond_pool::{BondPool, BondPosition};
use restaking_client::ledger::state::exit_bucket::Bucket;
use restaking_client::{
    EXIT_BUCKET_DISCRIMINATOR, EXIT_TICKET_DISCRIMINATOR, ExitBucket, ExitTicket, VAULT_BOND_POOL_DISCRIMINATOR,
    VAULT_DISCRIMINATOR, VAULT_POSITION_DISCRIMINATOR, Vault, VaultBondPool, VaultPosition,
};
use solana_account::Account;
use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;

use super::market::Made;
use super::put::{as_stored, blank, derived, put};
use super::{DECIMALS, HELD_EVERY, HOLDER, ONE, Scale, asset, refused, reward};
use crate::example::plan::{DAY, HOUR};
use crate::keys::address;

/// The shares of a position, and what a bond pool is paid.
const SHARES: u64 = 2 * ONE;
const REWARD: u64 = 100 * ONE;

/// A vault with its positions.
pub struct Positions {
    made: Made,
    bumps: [u8; 3],
    bonded: u64,
    rewards: u64,
}

/// A vault's accounts, with the tokens that they hold.
pub struct Whole {
    pub accounts: Vec<(Pubkey, Account)>,
    pub assets: u64,
    pub rewards: u64,
}

impl Positions {
    /// Those of `scale` in a vault: tickets of a day and a half ago, bonds of two days ago.
    pub fn of(scale: Scale, made: Made, end: i64) -> Result<Self> {
        let vault = made.at.address;
        let bump = |seed: &[u8]| derived(&[seed, vault.as_ref()]).1;
        let own = derived(&[b"vault", made.at.creator.as_ref(), &made.at.index.to_le_bytes()]).1;
        let bumps = [own, bump(b"vrt"), bump(b"assets")];
        let mut positions = Self { made, bumps, bonded: 0, rewards: 0 };
        let own = (positions.made.place..scale.positions).step_by(scale.vaults as usize);
        let holders: Vec<_> =
            own.enumerate().map(|(round, number)| (number, positions.holder(round, number))).collect();
        let (bonds, tickets): (Vec<_>, Vec<_>) = holders.into_iter().enumerate().partition(|(round, _)| round % 2 == 1);
        positions.request(tickets.into_iter().map(|(_, ticket)| ticket), end - 36 * HOUR)?;
        positions.bond(bonds.into_iter().map(|(_, bond)| bond), end - 2 * DAY)?;
        Ok(positions)
    }

    fn is_held(&self) -> bool {
        self.made.place.is_multiple_of(HELD_EVERY)
    }

    /// The first ticket and the first bond of a held vault are [`HOLDER`]'s; all others are of an owner each.
    fn holder(&self, round: usize, number: u32) -> Pubkey {
        if self.is_held() && round < 2 {
            return address(HOLDER);
        }
        Pubkey::new_from_array(hashv(&[b"holder", &number.to_le_bytes()]).to_bytes())
    }

    fn request(&mut self, tickets: impl Iterator<Item = (u32, Pubkey)>, then: i64) -> Result<()> {
        let made = &mut self.made;
        let mut bucket = Bucket::new(made.ledger.request_epoch(then));
        for (number, owner) in tickets {
            let requested = made.ledger.request_exit(&mut bucket, SHARES, 0, then).map_err(refused)?;
            made.shares -= requested.flow.shares_burned;
            let nonce = u64::from(number).to_le_bytes();
            let (at, bump) = derived(&[b"exit_ticket", made.at.address.as_ref(), owner.as_ref(), &nonce]);
            let mut ticket: ExitTicket = blank(ExitTicket::LEN)?;
            (ticket.discriminator, ticket.version, ticket.bump) = (EXIT_TICKET_DISCRIMINATOR, 1, bump);
            (ticket.vault, ticket.owner, ticket.rent_payer) = (made.at.address, owner, owner);
            ticket.ticket = as_stored(&requested.ticket)?;
            made.accounts.push(put(at, &ticket)?);
        }
        if bucket.tickets > 0 {
            let (at, bump) = derived(&[b"exit_bucket", made.at.address.as_ref(), &bucket.epoch.to_le_bytes()]);
            let mut stored: ExitBucket = blank(ExitBucket::LEN)?;
            (stored.discriminator, stored.version, stored.bump) = (EXIT_BUCKET_DISCRIMINATOR, 1, bump);
            (stored.vault, stored.rent_payer) = (made.at.address, made.at.creator);
            stored.bucket = as_stored(&bucket)?;
            made.accounts.push(put(at, &stored)?);
        }
        Ok(())
    }

    fn bond(&mut self, bonds: impl Iterator<Item = (u32, Pubkey)>, then: i64) -> Result<()> {
        let made = &mut self.made;
        let (pool_at, bump) = derived(&[b"bond_pool", made.at.address.as_ref()]);
        let mut pool = BondPool::new(7 * DAY.unsigned_abs()).map_err(refused)?;
        let place = pool.add_reward().map_err(refused)?;
        for (_, owner) in bonds {
            let mut position = BondPosition::default();
            pool.bond(&mut position, SHARES, then).map_err(refused)?;
            let (at, bump) = derived(&[b"position", pool_at.as_ref(), owner.as_ref()]);
            let mut stored: VaultPosition = blank(VaultPosition::LEN)?;
            (stored.discriminator, stored.version, stored.bump) = (VAULT_POSITION_DISCRIMINATOR, 1, bump);
            (stored.pool, stored.owner, stored.rent_payer) = (pool_at, owner, owner);
            stored.position = as_stored(&position)?;
            made.accounts.push(put(at, &stored)?);
        }
        (self.bonded, self.rewards) = (pool.bonded, 0);
        if pool.bonded == 0 {
            return Ok(());
        }
        pool.pay(place, REWARD, then).map_err(refused)?;
        (self.rewards, made.shares) = (REWARD, made.shares - pool.bonded);
        let mut stored: VaultBondPool = blank(VaultBondPool::LEN)?;
        (stored.discriminator, stored.version, stored.bump) = (VAULT_BOND_POOL_DISCRIMINATOR, 1, bump);
        let (bonded_account, _) = derived(&[b"bonded", made.at.address.as_ref()]);
        let (treasury, _) = derived(&[b"reward", pool_at.as_ref(), &[0]]);
        (stored.vault, stored.bonded_account) = (made.at.address, bonded_account);
        stored.ledger = as_stored(&pool)?;
        (stored.mints[0].mint, stored.mints[0].treasury) = (reward(), treasury);
        made.accounts.push(put(pool_at, &stored)?);
        made.accounts.push((bonded_account, token::token_account(made.at.vrt_mint, pool_at, pool.bonded)));
        made.accounts.push((treasury, token::token_account(reward(), pool_at, REWARD)));
        Ok(())
    }

    /// The vault's accounts: what is neither leaving nor bonded is [`HOLDER`]'s in a held vault, and the founder's in others.
    pub fn accounts(self) -> Result<Whole> {
        let Self { made, bumps, rewards, .. } = self;
        let Made { place, at, ledger, shares, mut accounts } = made;
        let holder = if place.is_multiple_of(HELD_EVERY) { address(HOLDER) } else { at.creator };
        let held = ledger.held().map_err(refused)?;
        accounts.push((at.shares_of(&holder), token::token_account(at.vrt_mint, holder, shares)));
        accounts.push((at.vrt_mint, token::mint_account(DECIMALS, at.address, None, ledger.books.supply)));
        accounts.push((at.asset_account, token::token_account(asset(place), at.address, held)));
        let mut vault: Vault = blank(Vault::LEN)?;
        (vault.discriminator, vault.version) = (VAULT_DISCRIMINATOR, 1);
        [vault.bump, vault.vrt_bump, vault.asset_bump] = bumps;
        (vault.decimals, vault.index) = (DECIMALS, at.index);
        for role in
            [&mut vault.creator, &mut vault.admin, &mut vault.curator, &mut vault.fee_admin, &mut vault.fee_wallet]
        {
            *role = at.creator;
        }
        (vault.asset_mint, vault.vrt_mint, vault.asset_account) = (at.asset_mint, at.vrt_mint, at.asset_account);
        vault.ledger = as_stored(&ledger)?;
        accounts.push(put(at.address, &vault)?);
        Ok(Whole { accounts, assets: held, rewards })
    }
}
