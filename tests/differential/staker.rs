//! What stakers do.

use harness::Vault;
use restaking_client::exact::ledger::{self, Bucket, Pause, Ticket, VaultLedger};
use restaking_client::{EXIT_BUCKET_DISCRIMINATOR, EXIT_TICKET_DISCRIMINATOR, ExitBucket, ExitTicket};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of the things that stakers do, if it can be tried.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    match numbers.below(10) {
        0..=3 => Some(deposit(cast, state, numbers)),
        4 | 5 => Some(request(cast, state, numbers)),
        6 => cancel(cast, state, numbers),
        7 => claim(cast, state, numbers),
        8 => Some(exit_instantly(cast, state, numbers)),
        _ => close_bucket(cast, state, numbers),
    }
}

/// A minimum that is met, that is not, or none.
fn minimum(numbers: &mut Numbers, comes_out: Option<u64>) -> u64 {
    match (numbers.below(4), comes_out) {
        (0, Some(amount)) => amount,
        (1, Some(amount)) => amount + u64::from(numbers.once_in(4)),
        _ => 0,
    }
}

fn deposit(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let (from, to) = (vault.assets_of(&who), vault.shares_of(&who));
    let most = state.balance(&from) / if numbers.once_in(10) { 1 } else { 8 };
    let amount = numbers.amount(most);
    let tried = state.ledger(&vault.address).deposit(amount, 0, state.now);
    let min = minimum(numbers, tried.ok().map(|deposit| deposit.flow.shares_minted));
    step("deposit", vault.deposit(&who, amount, min, false), move |draft| {
        draft.check_pause(&vault.address, Pause::DEPOSITS)?;
        let flow = draft.vault(&vault.address, |ledger, now| ledger.deposit(amount, min, now))?.flow;
        draft.transfer(&from, &vault.asset_account, flow.assets_in)?;
        draft.mint(&vault.vrt_mint, &to, flow.shares_minted);
        Ok(())
    })
}

fn request(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let from = vault.shares_of(&who);
    let shares = numbers.amount(state.balance(&from));
    let epoch = state.ledger(&vault.address).request_epoch(state.now);
    let (bucket_at, nonce) = (vault.bucket(epoch), cast.nonce());
    let worth = state.ledger(&vault.address).books_at(state.now).assets_for(shares);
    let min = minimum(numbers, worth.ok());
    let ticket_at = vault.ticket(&who, nonce);
    step("request_exit", vault.request_exit(&who, nonce, shares, min, epoch), move |draft| {
        let found: Option<ExitBucket> = draft.find(&bucket_at);
        let mut bucket = found.as_ref().map_or_else(|| Bucket::new(epoch), |found| to_ledger(&found.bucket));
        let request = draft.vault(&vault.address, |ledger, now| ledger.request_exit(&mut bucket, shares, min, now))?;
        draft.burn(&vault.vrt_mint, &from, request.flow.shares_burned)?;
        if request.ticket.pool > 0 {
            draft.saw("a request into a later pool");
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
    let (at, ticket) = numbers.one_of(&all)?;
    let vault = *cast.vaults.iter().find(|vault| vault.address == ticket.vault)?;
    Some((at, ticket, vault))
}

/// Does `transition` with a bucket and a ticket.
fn with_ticket<R>(
    draft: &mut Draft<'_>,
    vault: &Vault,
    [bucket_at, ticket_at]: [Pubkey; 2],
    transition: impl FnOnce(&mut VaultLedger, &mut Bucket, &mut Ticket, i64) -> ledger::Result<R>,
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
    let min = u64::from(numbers.once_in(8)) * numbers.any();
    let instruction = vault.cancel_exit(&owner, &at, &ticket.rent_payer, epoch, min);
    Some(step("cancel_exit", instruction, move |draft| {
        draft.read::<ExitTicket>(&at)?;
        draft.check_pause(&vault.address, Pause::TICKETS)?;
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
        let claim = with_ticket(draft, &vault, [bucket_at, at], VaultLedger::claim_exit)?;
        draft.transfer(&vault.asset_account, &to, claim.flow.assets_out)?;
        if claim.closes {
            draft.close(&at);
        } else {
            draft.saw("a claim beside an open slash");
        }
        Ok(())
    }))
}

fn exit_instantly(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let (vault, who) = (cast.vault(numbers), cast.holder(numbers));
    let (from, to) = (vault.shares_of(&who), vault.assets_of(&who));
    let shares = numbers.amount(state.balance(&from));
    let tried = state.ledger(&vault.address).exit_instantly(shares, 0, state.now);
    let min = minimum(numbers, tried.ok().map(|exit| exit.flow.assets_out));
    step("exit_instantly", vault.exit_instantly(&who, shares, min), move |draft| {
        draft.check_pause(&vault.address, Pause::INSTANT_EXITS)?;
        let flow = draft.vault(&vault.address, |ledger, now| ledger.exit_instantly(shares, min, now))?.flow;
        draft.burn(&vault.vrt_mint, &from, flow.shares_burned)?;
        draft.transfer(&vault.asset_account, &to, flow.assets_out)
    })
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
