//! Grants of vaults, operators and NCNs, and what a vault's holders of grants do.

use harness::{Vault, grant as build};
use restaking_client::ledger;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::ledger::state::grant::{GrantTerms, MAX_GRANT_SECONDS};
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::{
    GRANT_DISCRIMINATOR, Grant, LimitsArgs, Ncn, Operator, RestakingError, Vault as VaultAccount, pda,
};
use solana_program::pubkey::Pubkey;

use crate::cast::{Cast, Step, step};
use crate::numbers::Numbers;
use crate::state::{Draft, Refused, State, blank, to_client, to_ledger};
use crate::vaults;

/// What can grant.
#[derive(Clone, Copy)]
enum Entity {
    Vault,
    Operator,
    Ncn,
}

/// An entity with its admin.
#[derive(Clone, Copy)]
struct Party {
    entity: Entity,
    at: Pubkey,
    admin: Pubkey,
}

impl Party {
    /// One of them; mostly a vault, whose holders act.
    fn one_of(cast: &Cast, numbers: &mut Numbers) -> Self {
        let (entity, at, admin) = match numbers.below(6) {
            0 => (Entity::Operator, numbers.one_of(&cast.operators).expect("operators"), cast.admin),
            1 => (Entity::Ncn, numbers.one_of(&cast.ncns).expect("NCNs"), cast.admin),
            _ => (Entity::Vault, cast.vault(numbers).address, cast.creator),
        };
        Self { entity, at, admin }
    }

    /// The entity of `grant`.
    fn of(cast: &Cast, grant: &Grant) -> Self {
        let at = grant.entity;
        let is_vault = cast.vaults.iter().any(|vault| vault.address == at);
        let (entity, admin) = match cast.operators.contains(&at) {
            _ if is_vault => (Entity::Vault, cast.creator),
            true => (Entity::Operator, cast.admin),
            false => (Entity::Ncn, cast.admin),
        };
        Self { entity, at, admin }
    }

    const fn kinds(self) -> u64 {
        match self.entity {
            Entity::Vault => GrantTerms::OF_VAULTS,
            Entity::Operator => GrantTerms::OF_OPERATORS,
            Entity::Ncn => GrantTerms::OF_NCNS,
        }
    }

    fn generation(self, draft: &Draft<'_>) -> Result<u64, Refused> {
        Ok(match self.entity {
            Entity::Vault => draft.read::<VaultAccount>(&self.at)?.grant_generation,
            Entity::Operator => draft.read::<Operator>(&self.at)?.grant_generation,
            Entity::Ncn => draft.read::<Ncn>(&self.at)?.grant_generation,
        })
    }

    /// Counts an event, and voids the grants if `voids`.
    fn event(self, draft: &mut Draft<'_>, voids: bool) -> Result<(), Refused> {
        let voided = u64::from(voids);
        match self.entity {
            Entity::Vault => draft.vault_event(&self.at, |vault| vault.grant_generation += voided)?,
            Entity::Operator => {
                let mut operator: Operator = draft.read(&self.at)?;
                (operator.events, operator.grant_generation) =
                    (operator.events + 1, operator.grant_generation + voided);
                draft.write(&self.at, &operator);
            }
            Entity::Ncn => {
                let mut ncn: Ncn = draft.read(&self.at)?;
                (ncn.events, ncn.grant_generation) = (ncn.events + 1, ncn.grant_generation + voided);
                draft.write(&self.at, &ncn);
            }
        }
        Ok(())
    }
}

/// Makes a grant, ends one, voids all of an entity, or acts by one.
pub fn act(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    match numbers.below(16) {
        0..=4 => set(cast, state, numbers),
        5 | 6 => revoke(cast, state, numbers).unwrap_or_else(|| set(cast, state, numbers)),
        7 => void(cast, numbers),
        _ => by_holder(cast, state, numbers),
    }
}

fn set(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let party = Party::one_of(cast, numbers);
    let signer = if numbers.once_in(12) { cast.holder(numbers) } else { party.admin };
    let holder = if numbers.once_in(12) { signer } else { cast.holder(numbers) };
    let kinds = match numbers.below(6) {
        0 => numbers.below(1 << 10),
        1 => numbers.any() & party.kinds(),
        _ => party.kinds(),
    };
    let seconds = match numbers.below(8) {
        0 => numbers.below(2),
        1 => MAX_GRANT_SECONDS + numbers.below(2),
        _ => 1 + numbers.below(20_000),
    };
    let until = state.now + seconds.cast_signed();
    let at = pda::grant(&party.at, &holder);
    step("set_grant", build::set_grant(&signer, &party.at, &holder, kinds, until), move |draft| {
        if signer != party.admin {
            return Err(RestakingError::NotAdmin.into());
        }
        if holder == signer {
            return Err(RestakingError::GrantHolder.into());
        }
        let terms = GrantTerms::new(kinds, until, party.generation(draft)?, party.kinds(), draft.now())?;
        let terms = to_client(&terms);
        match draft.find::<Grant>(&at) {
            Some(found) => draft.write(&at, &Grant { terms, made_by: signer, ..found }),
            None => {
                let blank = blank::<Grant>(Grant::LEN, GRANT_DISCRIMINATOR);
                let (entity, rent_payer, made_by) = (party.at, signer, signer);
                draft.open(&at, &Grant { entity, holder, rent_payer, made_by, terms, ..blank })?;
            }
        }
        party.event(draft, false)
    })
}

fn revoke(cast: &Cast, state: &State, numbers: &mut Numbers) -> Option<Step> {
    let (at, grant) = numbers.one_of(&state.all::<Grant>(GRANT_DISCRIMINATOR))?;
    let party = Party::of(cast, &grant);
    let revoker = match numbers.below(4) {
        0 => grant.holder,
        1 => party.admin,
        _ => cast.holder(numbers),
    };
    let instruction = build::revoke_grant(&revoker, &party.at, &grant.holder, &grant.rent_payer);
    Some(step("revoke_grant", instruction, move |draft| {
        let grant: Grant = draft.read(&at)?;
        let terms: GrantTerms = to_ledger(&grant.terms);
        let is_over = terms.is_over(party.generation(draft)?, draft.now());
        if revoker != grant.holder && revoker != party.admin && !is_over {
            return Err(RestakingError::GrantRuns.into());
        }
        draft.close(&at);
        party.event(draft, false)
    }))
}

fn void(cast: &Cast, numbers: &mut Numbers) -> Step {
    let party = Party::one_of(cast, numbers);
    let signer = if numbers.once_in(3) { cast.holder(numbers) } else { party.admin };
    step("void_grants", build::void_grants(&signer, &party.at), move |draft| {
        if signer != party.admin {
            return Err(RestakingError::NotAdmin.into());
        }
        party.event(draft, true)
    })
}

/// Acts in a vault's admin's place: by a grant of the vault where there is one.
fn by_holder(cast: &Cast, state: &State, numbers: &mut Numbers) -> Step {
    let of_vaults = |(_, grant): &(Pubkey, Grant)| cast.vaults.iter().any(|vault| vault.address == grant.entity);
    let all: Vec<_> = state.all::<Grant>(GRANT_DISCRIMINATOR).into_iter().filter(of_vaults).collect();
    let (vault, holder) = match numbers.one_of(&all).filter(|_| !numbers.once_in(12)) {
        Some((_, grant)) => {
            let vault = cast.vaults.iter().find(|vault| vault.address == grant.entity);
            (*vault.expect("a vault"), grant.holder)
        }
        None => (cast.vault(numbers), cast.holder(numbers)),
    };
    if numbers.once_in(2) {
        return limits(cast, state, numbers, vault, holder);
    }
    let depositor = cast.holder(numbers);
    let Step { name, instruction, effect } = vaults::approval(state, numbers, vault, depositor, holder);
    let approval = pda::depositor_approval(&vault.address, &depositor);
    let makes = name == "approve_depositor";
    step(name, build::by_holder(instruction, &holder), move |draft| {
        // An account that is missing, or there already, is found before the grant is read.
        if draft.find::<restaking_client::DepositorApproval>(&approval).is_some() == makes {
            return Err(Refused::Account);
        }
        check(draft, &vault, &holder, GrantTerms::APPROVALS)?;
        effect(draft)?;
        draft.saw("an approval by the holder of a grant");
        Ok(())
    })
}

/// The limits that a holder may set: with another fee or restriction at times, which the grant excludes.
fn limits(cast: &Cast, state: &State, numbers: &mut Numbers, vault: Vault, holder: Pubkey) -> Step {
    let at = vault.address;
    let account: VaultAccount = state.read(&at);
    let fee = to_ledger::<Delayed>(&account.ledger.instant_fee_bps).next;
    let limits = LimitsArgs {
        deposit_cap: numbers.bound(u64::MAX),
        instant_fee_bps: if numbers.once_in(8) { numbers.part(1_000) } else { fee },
        instant_capacity: numbers.bound(cast.size.min(ledger::state::allowance::MAX_ALLOWANCE)),
        instant_refill_seconds: numbers.below(2_000),
        restricted: account.restricted != numbers.once_in(8),
    };
    let own = vaults::limits_of(&limits);
    let restricted = limits.restricted;
    step("set_vault_limits", build::by_holder(vault.set_limits(limits), &holder), move |draft| {
        check(draft, &vault, &holder, GrantTerms::LIMITS)?;
        let account: VaultAccount = draft.read(&at)?;
        let fee: Delayed = to_ledger(&account.ledger.instant_fee_bps);
        unchanged(own.instant_fee_bps, fee.next)?;
        unchanged(restricted.into(), account.restricted.into())?;
        draft.vault(&at, |ledger: &mut VaultLedger, now| {
            ledger.set_limits(own, now)?;
            ledger.instant_fee_bps = fee;
            Ok(())
        })?;
        draft.saw("limits by the holder of a grant");
        Ok(())
    })
}

/// Refuses a holder without a grant of the vault that opens `kind`.
fn check(draft: &Draft<'_>, vault: &Vault, holder: &Pubkey, kind: u64) -> Result<(), Refused> {
    let grant: Option<Grant> = draft.find(&pda::grant(&vault.address, holder));
    let terms: GrantTerms = to_ledger(&grant.ok_or(RestakingError::NotAGrant)?.terms);
    let generation = draft.read::<VaultAccount>(&vault.address)?.grant_generation;
    Ok(terms.check(kind, generation, draft.now())?)
}

/// Refuses a figure other than the one in force.
fn unchanged(figure: u64, in_force: u64) -> Result<(), Refused> {
    if figure == in_force {
        return Ok(());
    }
    Err(Refused::Program(RestakingError::BeyondGrant, Some([figure, in_force])))
}
