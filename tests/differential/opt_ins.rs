//! What the parties of opt-ins do.

use harness::split as build;
use restaking_client::ledger::state::breaker::LossLimits;
use restaking_client::ledger::state::delayed::{Delayed, Notice};
use restaking_client::ledger::state::opt_in::{Side, Sides};
use restaking_client::ledger::state::pause::Pause;
use restaking_client::ledger::state::stop_loss::StopLoss;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{Config, OPT_IN_DISCRIMINATOR, OptIn, RestakingError, Vault, pda};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};

/// One of the things that they do.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(match numbers.below(12) {
        0 | 1 => set_loss_limits(cast, numbers),
        2 | 10 | 11 => cover_sets(cast, numbers),
        3 => set_stop_loss(cast, numbers),
        4 => release(cast, numbers),
        _ => agree(cast, state, numbers),
    })
}

/// The time by which an opt-in of `left` goes, and when takes effect what is announced in it now.
fn notice(draft: &Draft<'_>, left: &Pubkey) -> Result<(i64, Notice), Refused> {
    let clock = draft.now();
    if let Some(vault) = draft.find_vault(left) {
        let ledger: VaultLedger = to_ledger(&vault.ledger);
        return Ok((ledger.time_at(clock), ledger.notice_at(clock)));
    }
    let config: Config = draft.read(&pda::config())?;
    Ok((clock, Notice::of_any_vault(clock, config.max_epoch_seconds)))
}

/// Counts an announcement of the vault at `left`, if it is one and it `rises`. It is no event of the vault's.
fn note_risk(draft: &mut Draft<'_>, left: &Pubkey, rises: bool) {
    if let Some(vault) = draft.find_vault(left) {
        let mut ledger: VaultLedger = to_ledger(&vault.ledger);
        ledger.note_risk(rises);
        draft.write(left, &Vault { ledger: to_client(&ledger), ..vault });
    }
}

fn set_loss_limits(cast: &Cast, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (left, right) = (split.vault.address, split.ncn);
    let at = pda::opt_in(&left, &right);
    let (incident, epoch) = (numbers.bound(10_000), numbers.bound(10_000));
    let instruction = build::set_loss_limits(&cast.creator, &left, &right, incident, epoch);
    step("set_loss_limits", instruction, move |draft| {
        let opt_in: OptIn = draft.read(&at)?;
        let vault: Vault = draft.read(&left)?;
        let (mut ledger, mut limits): (VaultLedger, LossLimits) = (to_ledger(&vault.ledger), to_ledger(&opt_in.limits));
        ledger.approve(&mut limits, incident, epoch, draft.now())?;
        draft.write(&at, &OptIn { limits: to_client(&limits), events: opt_in.events + 1, ..opt_in });
        draft.write(&left, &Vault { ledger: to_client(&ledger), ..vault });
        Ok(())
    })
}

/// A vault says at what losses it leaves an NCN.
fn set_stop_loss(cast: &Cast, numbers: &mut Numbers) -> Step {
    // Of the last NCN: a vault that leaves it by a stop-loss joins again.
    let (left, right) = (cast.vault(numbers).address, cast.ncns[2]);
    let at = pda::opt_in(&left, &right);
    let bps = match numbers.below(8) {
        0 => 0,
        1 => numbers.bound(10_000),
        _ => numbers.below(200),
    };
    step("set_stop_loss", build::set_stop_loss(&cast.creator, &left, &right, bps), move |draft| {
        let opt_in: OptIn = draft.read(&at)?;
        let vault: Vault = draft.read(&left)?;
        let (mut ledger, mut stop): (VaultLedger, StopLoss) = (to_ledger(&vault.ledger), to_ledger(&opt_in.stop_loss));
        let clock = draft.now();
        let now = ledger.time_at(clock);
        stop.set(bps, now, ledger.notice_at(clock))?;
        ledger.note_risk(stop.bps.at(now) != bps);
        draft.write(&at, &OptIn { stop_loss: to_client(&stop), events: opt_in.events + 1, ..opt_in });
        draft.write(&left, &Vault { ledger: to_client(&ledger), ..vault });
        Ok(())
    })
}

/// An NCN lets a vault or an operator go that is leaving.
fn release(cast: &Cast, numbers: &mut Numbers) -> Step {
    let mut split = cast.split(numbers);
    if !numbers.once_in(4) {
        (split.operator, split.ncn) = (cast.operators[1], cast.ncns[2]);
    }
    let [_, between, with_ncn] = split.opt_ins();
    let (left, right) = if numbers.once_in(2) { between } else { with_ncn };
    let at = pda::opt_in(&left, &right);
    step("release_opt_in", build::release_opt_in(&cast.admin, &left, &right), move |draft| {
        let opt_in: OptIn = draft.read(&at)?;
        let mut sides: Sides = to_ledger(&opt_in.sides);
        if to_ledger::<Delayed>(&opt_in.sets).at(draft.now()) != 0 {
            return Err(RestakingError::SetsCovered.into());
        }
        sides.release(draft.now())?;
        draft.write(&at, &OptIn { sides: to_client(&sides), events: opt_in.events + 1, ..opt_in });
        Ok(())
    })
}

/// A vault covers the sets of an NCN, or none.
fn cover_sets(cast: &Cast, numbers: &mut Numbers) -> Step {
    let mut split = cast.split(numbers);
    // Mostly the same opt-in: what it no longer covers stays so for a while.
    if !numbers.once_in(8) {
        split.ncn = cast.ncns[2];
    }
    let (left, right) = (split.vault.address, split.ncn);
    let (at, covers) = (pda::opt_in(&left, &right), numbers.once_in(2));
    step("cover_sets", build::cover_sets(&cast.creator, &left, &right, covers), move |draft| {
        let opt_in: OptIn = draft.read(&at)?;
        let vault: Vault = draft.read(&left)?;
        let (mut ledger, mut sets): (VaultLedger, Delayed) = (to_ledger(&vault.ledger), to_ledger(&opt_in.sets));
        let (clock, before) = (draft.now(), sets.next);
        sets.announce(covers.into(), ledger.time_at(clock), ledger.notice_at(clock))?;
        let rises = sets.next > before;
        ledger.note_risk(rises && to_ledger::<Sides>(&opt_in.sides).is_announced());
        if rises {
            draft.check_pause(&left, Pause::EXPOSURE)?;
        }
        draft.write(&at, &OptIn { sets: to_client(&sets), events: opt_in.events + 1, ..opt_in });
        draft.write(&left, &Vault { ledger: to_client(&ledger), ..vault });
        Ok(())
    })
}

/// Joins an opt-in, or leaves it, or opens or closes it. Mostly one of the last operator's and the last NCN's: of the others'
/// stake something is to be slashed.
fn agree(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let mut split = cast.split(numbers);
    if !numbers.once_in(8) {
        (split.operator, split.ncn) = (cast.operators[1], cast.ncns[2]);
    }
    let (left, right) = numbers.one_of(&split.opt_ins()).expect("three");
    let at = pda::opt_in(&left, &right);
    let Some(found) = state.find::<OptIn>(&at).filter(|_| !numbers.once_in(32)) else {
        return open(cast, [left, right]);
    };
    let sides: Sides = to_ledger(&found.sides);
    if sides.is_over(state.now) && !numbers.once_in(4) || numbers.once_in(16) {
        return close(cast, numbers, [left, right]);
    }
    // Where one side has left, the other follows at times, or the side joins again.
    let (is_left, joins) = match [sides.left.next == 1, sides.right.next == 1] {
        [true, true] => (numbers.once_in(2), !numbers.once_in(3)),
        [left, right] if left != right && numbers.once_in(2) => (left, false),
        [left, _] => (!left, !numbers.once_in(6)),
    };
    let speaker = if is_left && left == split.vault.address { cast.creator } else { cast.admin };
    let said = if is_left { build::Side::Left } else { build::Side::Right };
    let build = if joins { build::join_opt_in } else { build::leave_opt_in };
    step(if joins { "join_opt_in" } else { "leave_opt_in" }, build(&speaker, &left, &right, said), move |draft| {
        let (now, notice) = notice(draft, &left)?;
        let opt_in: OptIn = draft.read(&at)?;
        let (mut sides, side): (Sides, _) = (to_ledger(&opt_in.sides), if is_left { Side::Left } else { Side::Right });
        if joins {
            match draft.find_vault(&left) {
                Some(_) => draft.check_pause(&left, Pause::EXPOSURE)?,
                None => to_ledger::<Pause>(&draft.read::<Config>(&pda::config())?.pause)
                    .check(Pause::EXPOSURE, draft.now())?,
            }
            sides.join(side, now, notice)?;
        } else {
            sides.leave(side, now, notice)?;
        }
        let begins_anew = joins && !is_left;
        let (weight, accepted_flags) = if begins_anew { (0, 0) } else { (opt_in.weight, opt_in.accepted_flags) };
        let mut stop: StopLoss = to_ledger(&opt_in.stop_loss);
        if joins && is_left {
            stop.restart(now);
        }
        let stop_loss = to_client(&stop);
        let (opt_in_after, events) = (to_client(&sides), opt_in.events + 1);
        draft.write(&at, &OptIn { sides: opt_in_after, weight, accepted_flags, stop_loss, events, ..opt_in });
        note_risk(draft, &left, joins && sides.is_announced());
        Ok(())
    })
}

/// Opens an opt-in; it may be there already.
fn open(cast: &Cast, [left, right]: [Pubkey; 2]) -> Step {
    let (at, payer) = (pda::opt_in(&left, &right), cast.admin);
    step("open_opt_in", build::open_opt_in(&payer, &left, &right), move |draft| {
        let blank = blank::<OptIn>(OptIn::LEN, OPT_IN_DISCRIMINATOR);
        draft.open(&at, &OptIn { left, right, rent_payer: payer, events: 1, ..blank })
    })
}

/// Closes an opt-in, with the vault's admin or without; it may stand still.
fn close(cast: &Cast, numbers: &mut Numbers, [left, right]: [Pubkey; 2]) -> Step {
    let at = pda::opt_in(&left, &right);
    let admin = (!numbers.once_in(4)).then_some(cast.creator);
    step("close_opt_in", build::close_opt_in_by(admin, &left, &right, &cast.admin), move |draft| {
        let opt_in: OptIn = draft.read(&at)?;
        let (sides, limits): (Sides, LossLimits) = (to_ledger(&opt_in.sides), to_ledger(&opt_in.limits));
        if !sides.is_over(draft.now()) {
            return Err(RestakingError::OptInStands.into());
        }
        // Only opt-ins of vaults have limits, and only the creator administers vaults.
        if limits.are_set(draft.now()) {
            if admin.is_none() {
                return Err(RestakingError::LimitsSet.into());
            }
            let vault: Vault = draft.read(&left)?;
            let mut ledger: VaultLedger = to_ledger(&vault.ledger);
            ledger.revoke(&limits, draft.now())?;
            draft.write(&left, &Vault { ledger: to_client(&ledger), ..vault });
            draft.saw("approvals revoked with their opt-in");
        }
        draft.close(&at);
        Ok(())
    })
}
