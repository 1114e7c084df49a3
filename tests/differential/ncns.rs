//! What NCNs' admins and slashers do besides slashes, and what an NCN reads as its stake.

use harness::{Split, entity, slash, split as build};
use restaking_client::ledger;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::opt_in::Sides;
use restaking_client::ledger::state::slash_terms::SlashTerms;
use restaking_client::ledger::transition::certain_stake::Stake;
use restaking_client::{
    Config, Ncn, NcnAllocation, Operator, OperatorDelegation, OperatorRecord, OptIn, RestakingError, SlashPolicy,
    Vault, pda,
};
use restaking_tests::policy_of;
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, WEIGHT_ONE, policies, step};
use crate::numbers::Numbers;
use crate::slashes::{approval, by_partner, exposed, is_set, policy_at};
use crate::state::{Draft, Refused, State, to_ledger};

/// One of these things.
pub fn act(cast: &mut Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    Some(match numbers.below(8) {
        0 | 1 => set_policy(cast, numbers),
        2 | 3 => set_jail(cast, state, numbers),
        4 => set_weight(cast, numbers),
        _ => read_stake(cast, state, numbers),
    })
}

/// One of the policies, changed a little, or so that it contradicts itself.
fn set_policy(cast: &Cast, numbers: &mut Numbers) -> Step {
    let (at, admin) = (cast.split(numbers).ncn, cast.admin);
    let mut args = numbers.one_of(&policies(admin)).expect("three");
    match numbers.below(10) {
        0 => args.burn_bps += 1,
        1 => args.resolver = if args.challenge_seconds > 0 { Pubkey::default() } else { admin },
        2 => args.insurance = Pubkey::default(),
        3 => args.min_fraction = args.max_fraction + 1,
        4 => args.challenge_seconds *= 1 + numbers.below(3_000),
        5 => args.cooldown_seconds = numbers.below(600),
        6 => {
            args.reporter_bps = ledger::state::slash_terms::MAX_REPORTER_BPS - 5 + numbers.below(10);
            (args.insurance_bps, args.redistribution_bps) = (0, 0);
            args.burn_bps = ledger::math::BPS - args.reporter_bps;
        }
        _ => args.max_fraction -= args.max_fraction / 4 * numbers.below(2),
    }
    let policy = policy_of(args.clone());
    step("set_slash_policy", slash::set_policy(&admin, &at, args), move |draft| {
        let (ncn, config): (Ncn, Config) = (draft.read(&at)?, draft.read(&pda::config())?);
        check(&policy)?;
        let now = draft.now();
        let [pending, before]: [SlashTerms; 2] = [&ncn.next_policy, &ncn.policy].map(|policy| to_ledger(&policy.terms));
        if now < ncn.policy_from && pending.is_milder_than(&before) {
            let figures = [now, ncn.policy_from].map(i64::unsigned_abs);
            return Err(Refused::Program(RestakingError::FallPending, Some(figures)));
        }
        let policy_from = ledger::state::delayed::Notice::of_any_vault(now, config.max_epoch_seconds).rise;
        let (in_force, events) = (policy_at(&ncn, now), ncn.events + 1);
        draft.write(&at, &Ncn { policy: in_force, next_policy: policy, policy_from, events, ..ncn });
        Ok(())
    })
}

/// What the program refuses of a policy, after the ledger.
fn check(policy: &SlashPolicy) -> Result<(), Refused> {
    let terms: SlashTerms = to_ledger(&policy.terms);
    terms.check()?;
    let has = |who: &Pubkey| *who != Pubkey::default();
    if has(&policy.resolver) != (terms.challenge_seconds > 0) {
        let figures = [terms.challenge_seconds, has(&policy.resolver).into()];
        return Err(Refused::Program(RestakingError::ResolverWithoutTime, Some(figures)));
    }
    for (bps, who) in [(terms.insurance_bps, policy.insurance), (terms.redistribution_bps, policy.redistribution)] {
        if bps > 0 && !has(&who) {
            return Err(Refused::Program(RestakingError::NoRecipient, Some([bps, 0])));
        }
    }
    Ok(())
}

/// Jails an operator for a time that may be over, or releases it.
fn set_jail(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let Split { operator, ncn, .. } = cast.split(numbers);
    let at = pda::record(&ncn, &operator);
    let until = if numbers.once_in(3) { 0 } else { state.now + numbers.below(300) as i64 - 60 };
    step("set_jail", slash::set_jail(&cast.admin, &ncn, &operator, until, 1), move |draft| {
        let (mut record, now): (OperatorRecord, _) = (draft.read(&at)?, draft.now());
        if until != 0 && until <= now {
            return Err(Refused::Program(RestakingError::JailTooShort, Some([until, now].map(i64::unsigned_abs))));
        }
        record.jailings += u64::from(until != 0 && now >= record.jailed_until);
        (record.jailed_until, record.events) = (until, record.events + 1);
        draft.write(&at, &record);
        Ok(())
    })
}

/// Reads an operator's stake in an NCN, as it is or until a time: of one vault, or of all that have an allocation.
fn read_stake(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let split = exposed(cast, state, numbers);
    let of = |vault| Split { vault, ..split };
    let mut splits: Vec<Split> = cast.vaults.iter().copied().map(of).collect();
    splits.retain(|split| state.accounts.contains_key(&split.allocation()));
    if splits.is_empty() || numbers.once_in(2) {
        splits = vec![split];
    }
    splits.sort_by_key(|split| split.vault.address);
    let until = match numbers.below(16) {
        0 => numbers.any().cast_signed(),
        1 => state.now - numbers.below(100).cast_signed(),
        2..=8 => state.now + numbers.below(2_500).cast_signed(),
        _ => 0,
    };
    let mut read = build::certain_stake(&splits, until);
    for split in &splits {
        read = by_partner(state, split, read);
    }
    step("slashable_stake", read, move |draft| {
        let (ncn, _): (Ncn, Operator) = (draft.read(&split.ncn)?, draft.read(&split.operator)?);
        let (opt_in, record): (OptIn, OperatorRecord) = (
            draft.read(&pda::opt_in(&split.operator, &split.ncn))?,
            draft.read(&pda::record(&split.ncn, &split.operator))?,
        );
        let now = draft.now();
        let agreed = to_ledger::<Sides>(&opt_in.sides).counts_until(now, until.max(now));
        let is_jailed = now < record.jailed_until;
        let (mut weight, mut stakes) = (0u64, vec![]);
        for split in &splits {
            let stake = stake_of(draft, split, agreed, until)?;
            let own = if is_jailed { 0 } else { weigh(draft, &ncn, split, stake)? };
            weight = weight.saturating_add(own);
            stakes.push(stake);
        }
        let report = (weight.min(ncn.max_operator_weight), stakes);
        draft.returned = Some(borsh::to_vec(&report).expect("memory"));
        Ok(())
    })
}

/// What an NCN counts `stake` for: by its opt-in with the vault, or else by the vault's mint.
fn weigh(draft: &mut Draft<'_>, ncn: &Ncn, split: &Split, stake: u64) -> Result<u64, Refused> {
    let vault: Vault = draft.read(&split.vault.address)?;
    let with_ncn: OptIn = draft.read(&approval(ncn, split))?;
    let of_mint = ncn.assets.iter().find(|asset| asset.weight > 0 && asset.mint == vault.asset_mint);
    let (weight, accepted) = match (with_ncn.weight, of_mint) {
        (0, None) => (0, 0),
        (0, Some(asset)) => (asset.weight, asset.accepted_flags),
        (own, _) => (own, with_ncn.accepted_flags),
    };
    if stake > 0 && with_ncn.weight > 0 {
        draft.saw("stake with a weight of its vault's own");
    }
    if u64::from(vault.asset_flags) & !accepted != 0 {
        if stake > 0 && weight > 0 {
            draft.saw("stake of an asset with a flag that is not accepted");
        }
        return Ok(0);
    }
    let weighed = u128::from(stake) * u128::from(weight) / u128::from(WEIGHT_ONE);
    Ok(u64::try_from(weighed).unwrap_or(u64::MAX))
}

/// Sets what an NCN counts a vault for, with flags that there are or not.
fn set_weight(cast: &Cast, numbers: &mut Numbers) -> Step {
    let split = cast.split(numbers);
    let (vault, ncn) = (split.vault.address, split.ncn);
    let at = pda::opt_in(&vault, &ncn);
    let weight = if numbers.once_in(3) { 0 } else { numbers.part(4 * WEIGHT_ONE) };
    let flags = if weight == 0 { numbers.below(4) / 3 } else { numbers.below(9) };
    let instruction = entity::set_vault_weight(&cast.admin, &vault, &ncn, weight, flags);
    step("set_vault_weight", instruction, move |draft| {
        let opt_in: OptIn = draft.read(&at)?;
        ledger::state::weight::Valuation { weight, accepted_flags: flags }.check()?;
        to_ledger::<Sides>(&opt_in.sides).check_joined(ledger::state::opt_in::Side::Right)?;
        let events = opt_in.events + 1;
        draft.write(&at, &OptIn { weight, accepted_flags: flags, events, ..opt_in });
        Ok(())
    })
}

/// What an NCN can take of a vault, if all agree: now, or at any time until then where `until` is not zero.
fn stake_of(draft: &mut Draft<'_>, split: &Split, agreed: bool, until: i64) -> Result<u64, Refused> {
    let vault: Vault = draft.read(&split.vault.address)?;
    let ledger: ledger::state::vault::VaultLedger = to_ledger(&vault.ledger);
    let now = ledger.time_at(draft.now());
    let delegation = to_ledger(&draft.read::<OperatorDelegation>(&split.delegation())?.delegation);
    let allocation = to_ledger(&draft.read::<NcnAllocation>(&split.allocation())?.allocation);
    let [with_operator, ..] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
    let ncn: Ncn = draft.read(&split.ncn)?;
    let with_ncn = approval(&ncn, split);
    let (with_operator, with_ncn): (OptIn, OptIn) = (draft.read(&with_operator)?, draft.read(&with_ncn)?);
    let end = until.max(now);
    let counts = |opt_in: &OptIn| to_ledger::<Sides>(&opt_in.sides).counts_until(now, end);
    let covers = !is_set(&ncn) || to_ledger::<Delayed>(&with_ncn.sets).lowest(now, end) == 1;
    if !(agreed && counts(&with_operator) && counts(&with_ncn) && covers) {
        return Ok(0);
    }
    let (limits, losses) = (&to_ledger(&with_ncn.limits), &to_ledger(&with_ncn.losses));
    let (delegation, allocation) = (&delegation, &allocation);
    if until == 0 {
        return Ok(ledger.stake_at_risk(delegation, allocation, (limits, losses), now)?);
    }
    let stake = ledger.certain_stake(&Stake { delegation, allocation, limits, losses }, end, now)?;
    if stake > 0 && ledger.epoch_at(end) > ledger.epoch_at(now) {
        draft.saw("stake that is certain in the next epoch");
    }
    Ok(stake)
}
