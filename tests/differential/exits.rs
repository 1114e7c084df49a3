//! What stakers do with exits, and what anyone does with tickets and buckets.

use harness::{Vault, token};
use restaking_client::ledger;
use restaking_client::ledger::state::exit_bucket::Bucket;
use restaking_client::ledger::state::exit_ticket::Ticket;
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{EXIT_BUCKET_DISCRIMINATOR, EXIT_TICKET_DISCRIMINATOR, ExitBucket, ExitTicket, RestakingError};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::deposits::seen;
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of these things, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    match numbers.below(13) {
        0..=4 => Some(request(cast, state, numbers)),
        5 | 6 => cancel(cast, state, numbers),
        7 | 8 => claim(cast, state, numbers),
        9 => transfer(cast, state, numbers),
        10 | 11 => settle(cast, state, numbers),
        _ => close_bucket(cast, state, numbers),
    }
}

/// Asks for an exit, of a holder that has shares, if one comes up soon.
pub fn request(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Step {
    // What slashes took from the next bucket puts requests into other pools of it.
    let is_contested = |vault: &Vault| {
        let at = vault.bucket(state.ledger(&vault.address).request_epoch(state.now));
        state.find::<ExitBucket>(&at).is_some_and(|bucket| to_ledger::<Bucket>(&bucket.bucket).contested() > 0)
    };
    let contested = cast.vaults.iter().copied().find(is_contested).filter(|_| numbers.once_in(2));
    let vault = contested.unwrap_or_else(|| cast.vault(numbers));
    let mut who = cast.holder(numbers);
    for _ in 0..3 {
        if state.balance(&vault.shares_of(&who)) == 0 {
            who = cast.holder(numbers);
        }
    }
    let from = vault.shares_of(&who);
    let shares = numbers.amount(state.balance(&from));
    let epoch = state.ledger(&vault.address).request_epoch(state.now);
    let (bucket_at, nonce) = (vault.bucket(epoch), cast.nonce());
    let worth = state.ledger(&vault.address).books_at(state.now).assets_for(shares);
    let min = numbers.minimum(worth.ok());
    let ticket_at = vault.ticket(&who, nonce);
    step("request_exit", vault.request_exit(&who, nonce, shares, min, epoch), move |draft| {
        let found: Option<ExitBucket> = draft.find(&bucket_at);
        let mut bucket = found.as_ref().map_or_else(|| Bucket::new(epoch), |found| to_ledger(&found.bucket));
        let request = draft.vault(&vault.address, |ledger, now| ledger.request_exit(&mut bucket, shares, min, now))?;
        draft.burn(&vault.vrt_mint, &from, request.flow.shares_burned)?;
        if request.ticket.pool > 0 {
            draft.saw("a request into a later pool");
        }
        if bucket.pools.iter().all(|pool| pool.contested > 0) {
            draft.saw("a request where open slashes touched all pools");
        }
        match found {
            Some(found) => draft.write(&bucket_at, &ExitBucket { bucket: to_client(&bucket), ..found }),
            None => {
                let blank = blank::<ExitBucket>(ExitBucket::LEN, EXIT_BUCKET_DISCRIMINATOR);
                let opened = ExitBucket { vault: vault.address, rent_payer: who, bucket: to_client(&bucket), ..blank };
                draft.open(&bucket_at, &opened)?;
            }
        }
        let blank = blank::<ExitTicket>(ExitTicket::LEN, EXIT_TICKET_DISCRIMINATOR);
        let ticket = to_client(&request.ticket);
        draft.open(&ticket_at, &ExitTicket { vault: vault.address, owner: who, rent_payer: who, ticket, ..blank })?;
        Ok(())
    })
}

/// A ticket, with its vault: one that can be claimed, or one that cannot, as far as there is one.
fn ticket(cast: &Cast, state: &State, numbers: &mut Numbers, claimable: bool) -> Option<(Pubkey, ExitTicket, Vault)> {
    let mut all = state.all::<ExitTicket>(EXIT_TICKET_DISCRIMINATOR);
    let times = cast.vaults.iter().map(|vault| (vault.address, state.ledger(&vault.address)));
    let times: Vec<(Pubkey, VaultLedger)> = times.collect();
    all.retain(|(_, ticket)| {
        let ledger = times.iter().find(|(vault, _)| *vault == ticket.vault).map(|(_, ledger)| ledger);
        let is = ledger.is_some_and(|ledger| ledger.claimable_at(ticket.ticket.epoch) <= state.now);
        is == claimable || numbers.once_in(16)
    });
    // Of those that slashes kept open, as far as there are.
    if numbers.once_in(4) && all.iter().any(|(_, ticket)| ticket.ticket.paid > 0) {
        all.retain(|(_, ticket)| ticket.ticket.paid > 0);
    }
    let (at, ticket) = numbers.one_of(&all)?;
    let vault = *cast.vaults.iter().find(|vault| vault.address == ticket.vault)?;
    Some((at, ticket, vault))
}

/// Does `transition` with a bucket and a ticket.
fn with_ticket<R>(
    draft: &mut Draft<'_>,
    vault: &Vault,
    [bucket_at, ticket_at]: [Pubkey; 2],
    transition: impl FnOnce(&mut VaultLedger, &mut Bucket, &mut Ticket, i64) -> ledger::refusal::Result<R>,
) -> Result<R, Refused> {
    let (bucket, ticket): (ExitBucket, ExitTicket) = (draft.read(&bucket_at)?, draft.read(&ticket_at)?);
    let (mut of_bucket, mut of_ticket) = (to_ledger(&bucket.bucket), to_ledger(&ticket.ticket));
    let done = draft.vault(&vault.address, |ledger, now| transition(ledger, &mut of_bucket, &mut of_ticket, now))?;
    draft.write(&bucket_at, &ExitBucket { bucket: to_client(&of_bucket), ..bucket });
    draft.write(&ticket_at, &ExitTicket { ticket: to_client(&of_ticket), ..ticket });
    Ok(done)
}

fn cancel(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (at, ticket, vault) = ticket(cast, state, numbers, false)?;
    let (owner, epoch) = (ticket.owner, ticket.ticket.epoch);
    let (bucket_at, to) = (vault.bucket(epoch), vault.shares_of(&owner));
    let (min, seen) = (u64::from(numbers.once_in(8)) * numbers.any(), seen(state, &vault, numbers));
    let instruction = vault.cancel_exit_at(&owner, &at, &ticket.rent_payer, epoch, [min, seen]);
    Some(step("cancel_exit", instruction, move |draft| {
        check_owner(draft, &at, &owner)?;
        draft.read::<ExitBucket>(&bucket_at)?;
        draft.check_pause(&vault.address, Pause::TICKETS)?;
        draft.check_risk(&vault.address, seen)?;
        let flow = with_ticket(draft, &vault, [bucket_at, at], |ledger, bucket, ticket, now| {
            ledger.cancel_exit(bucket, ticket, min, now)
        })?;
        draft.mint(&vault.vrt_mint, &to, flow.shares_minted);
        draft.close(&at);
        Ok(())
    }))
}

fn claim(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (at, ticket, vault) = ticket(cast, state, numbers, true)?;
    let (owner, epoch) = (ticket.owner, ticket.ticket.epoch);
    let (bucket_at, to) = (vault.bucket(epoch), vault.assets_of(&owner));
    let instruction = vault.claim_exit(&owner, &at, &ticket.rent_payer, epoch);
    Some(step("claim_exit", instruction, move |draft| {
        let mut ticket = check_owner(draft, &at, &owner)?;
        let claim = if ticket.is_settled() {
            draft.saw("a claim of a settled ticket");
            draft.vault(&vault.address, |ledger, now| ledger.claim_settled(&mut ticket, now))?
        } else {
            with_ticket(draft, &vault, [bucket_at, at], VaultLedger::claim_exit)?
        };
        draft.transfer(&vault.asset_account, &to, claim.flow.assets_out)?;
        if claim.flow.assets_out > 0 && vault.asset_program != token::PROGRAM {
            draft.saw("a claim of a Token-2022 asset");
        }
        if claim.closes {
            draft.close(&at);
        } else {
            draft.saw("a claim beside an open slash");
        }
        Ok(())
    }))
}

/// The ticket at `at`, as far as it is the `owner`'s.
fn check_owner(draft: &Draft<'_>, at: &Pubkey, owner: &Pubkey) -> Result<Ticket, Refused> {
    let ticket: ExitTicket = draft.read(at)?;
    if ticket.owner != *owner {
        return Err(RestakingError::NotTicketOwner.into());
    }
    Ok(to_ledger(&ticket.ticket))
}

/// Gives a ticket to another holder, or to nobody.
fn transfer(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let claimable = numbers.once_in(4);
    let (at, ticket, vault) = ticket(cast, state, numbers, claimable)?;
    let owner = if numbers.once_in(8) { cast.holder(numbers) } else { ticket.owner };
    let new_owner = if numbers.once_in(8) { Pubkey::default() } else { cast.holder(numbers) };
    Some(step("transfer_exit_ticket", vault.transfer_ticket(&owner, &at, &new_owner), move |draft| {
        check_owner(draft, &at, &owner)?;
        if new_owner == Pubkey::default() {
            return Err(RestakingError::NoNewOwner.into());
        }
        draft.check_pause(&vault.address, Pause::TICKETS)?;
        let ticket: ExitTicket = draft.read(&at)?;
        draft.write(&at, &ExitTicket { owner: new_owner, ..ticket });
        draft.vault_event(&vault.address, |_| {})
    }))
}

/// Settles up to three tickets of a bucket, with one of another at times, or none.
fn settle(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let claimable = !numbers.once_in(8);
    let (_, ticket, vault) = ticket(cast, state, numbers, claimable)?;
    let epoch = ticket.ticket.epoch;
    let mut tickets = state.all::<ExitTicket>(EXIT_TICKET_DISCRIMINATOR);
    tickets.retain(|(_, other)| (other.vault, other.ticket.epoch) == (vault.address, epoch) || numbers.once_in(64));
    tickets.truncate(numbers.below(4) as usize);
    let (tickets, bucket_at): (Vec<Pubkey>, _) = (tickets.into_iter().map(|(at, _)| at).collect(), vault.bucket(epoch));
    Some(step("settle_exits", vault.settle_exits(epoch, &tickets), move |draft| {
        draft.read::<ExitBucket>(&bucket_at)?;
        let (mut is_any, mut reason) = (false, None);
        for at in &tickets {
            match settle_one(draft, &vault, [bucket_at, *at]) {
                Ok(()) => is_any = true,
                Err(why) => reason = reason.or(Some(why)),
            }
        }
        if is_any { Ok(()) } else { reason.map_or(Ok(()), Err) }
    }))
}

fn settle_one(draft: &mut Draft<'_>, vault: &Vault, places: [Pubkey; 2]) -> Result<(), Refused> {
    if draft.read::<ExitTicket>(&places[1])?.vault != vault.address {
        return Err(RestakingError::WrongVault.into());
    }
    with_ticket(draft, vault, places, VaultLedger::settle_exit).map(drop)
}

fn close_bucket(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (at, bucket) = numbers.one_of(&state.all::<ExitBucket>(EXIT_BUCKET_DISCRIMINATOR))?;
    let vault = *cast.vaults.iter().find(|vault| vault.address == bucket.vault)?;
    let instruction = vault.close_bucket(&bucket.rent_payer, bucket.bucket.epoch);
    Some(step("close_exit_bucket", instruction, move |draft| {
        let mut of_bucket = to_ledger(&draft.read::<ExitBucket>(&at)?.bucket);
        draft.vault(&vault.address, |ledger, now| ledger.close_bucket(&mut of_bucket, now))?;
        draft.close(&at);
        Ok(())
    }))
}
