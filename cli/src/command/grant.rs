//! Grants: what an admin lets other keys do in its place.

use clap::{Args, ValueEnum};
use restaking_client::grants::{self, GrantTerms};
use restaking_client::words::{any_of, units::GRANT_KINDS};
use restaking_client::{self as client, Grant, Ncn, Operator, Vault};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::common::SYSTEM;
use crate::accounts;
use crate::error::Result;
use crate::idl::IDL;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::{Moment, near};

/// Makes a grant, or gives one other terms.
#[derive(Args, Clone, Debug)]
pub struct SetGrant {
    /// The vault, operator or NCN
    entity: Pubkey,
    /// The key that may sign in the admin's place
    holder: Pubkey,
    /// The kinds of acts, separated by commas
    #[arg(long, value_name = "KINDS", required = true, value_delimiter = ',')]
    kinds: Vec<GrantKind>,
    /// The end of the grant: a year from now at the latest
    #[arg(long, value_name = "TIME")]
    until: Moment,
}

/// The kinds of acts that a grant can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GrantKind {
    /// Join and leave opt-ins; a vault's: cover operator sets.
    OptIns,
    /// A vault's deposit cap and instant exits.
    Limits,
    /// A vault's list of depositors.
    Approvals,
    /// An operator's keys.
    Keys,
    /// The URI of an operator or an NCN.
    Uri,
    /// An NCN's stake tables.
    Tables,
    /// An NCN's reward offers.
    Rewards,
    /// Releases of stake by an NCN before its time.
    Releases,
    /// The software that an NCN's operators must run.
    Software,
    /// The name, symbol and URI of a vault's VRT.
    Metadata,
}

impl GrantKind {
    /// The bit that stands for it.
    fn bit(self) -> u64 {
        let name = self.to_possible_value().expect("none is hidden").get_name().to_owned();
        grants::kind(&name).expect("a kind of the program")
    }
}

/// The type of the entity at `address`, as the interface calls it, and the kinds that its admin can grant.
fn grantable(session: &Session, address: &Pubkey) -> Result<(&'static str, u64)> {
    let account = session.chain.account(address)?;
    let kind = account.as_ref().and_then(|account| IDL.kind(&account.data));
    match kind {
        Some(kind @ "Vault") => Ok((kind, GrantTerms::OF_VAULTS)),
        Some(kind @ "Operator") => Ok((kind, GrantTerms::OF_OPERATORS)),
        Some(kind @ "Ncn") => Ok((kind, GrantTerms::OF_NCNS)),
        _ => refuse!("there is no vault, operator or NCN at {address} on this cluster"),
    }
}

/// The kinds in words.
pub fn words(kinds: u64) -> String {
    any_of(GRANT_KINDS, kinds)
}

impl SetGrant {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let Self { entity, holder, .. } = self;
        let (kind, all) = grantable(session, &entity)?;
        let kinds = self.kinds.iter().fold(0, |kinds, kind| kinds | kind.bit());
        if kinds & !all != 0 {
            let noun = accounts::noun(kind);
            refuse!("{} has no {}: it can grant {}", accounts::a(noun), words(kinds & !all), words(all));
        }
        let now = session.now()?;
        let until = self.until.at(now);
        let grant = session.program().grant(&entity, &holder);
        let me = session.me();
        let accounts = client::SetGrant { payer: me, admin: me, entity, grant, system_program: SYSTEM };
        let args = client::SetGrantInstructionArgs { holder, kinds, until };
        let what = format!("Let {holder} do {} for {entity}, until {}", words(kinds), near(until, now));
        let mut plan = Plan::new(what);
        session.check_named(&mut plan, [&holder])?;
        session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
    }
}

/// Closes the grant of `entity` to `holder`.
pub fn revoke(session: &mut Session, entity: Pubkey, holder: Option<Pubkey>) -> Result<()> {
    let holder = holder.unwrap_or_else(|| session.me());
    let grant = session.program().grant(&entity, &holder);
    let found: Grant = session.load(&grant)?;
    let accounts = client::RevokeGrant { revoker: session.me(), entity, grant, rent_payer: found.rent_payer };
    let what = format!("Revoke the grant of {entity} to {holder}: {}", words(found.terms.kinds));
    session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
}

/// Voids all grants of `entity`.
pub fn void(session: &mut Session, entity: Pubkey) -> Result<()> {
    grantable(session, &entity)?;
    let accounts = client::VoidGrants { admin: session.me(), entity };
    let what = format!("Void every grant of {entity}");
    session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
}

impl Session<'_> {
    /// `plan`, with the grant of its signer behind each act of an admin: where the signer is not the admin and has one.
    pub fn granted(&self, mut plan: Plan) -> Result<Plan> {
        for instruction in &mut plan.instructions {
            if let Some(grant) = self.grant_for(instruction)? {
                *instruction = grants::with_grant(instruction.clone(), &grant);
            }
        }
        Ok(plan)
    }

    /// The grant that opens `instruction` to its signer; none where it needs none, and where there is none.
    fn grant_for(&self, instruction: &Instruction) -> Result<Option<Pubkey>> {
        let of_program = instruction.program_id == *self.program();
        let Some(act) = Some(instruction).filter(|_| of_program).and_then(grants::act) else { return Ok(None) };
        let grant = self.program().grant(&act.entity, &act.signer);
        if instruction.accounts.iter().any(|meta| meta.pubkey == grant) {
            return Ok(None);
        }
        let [entity, found] = self.chain.accounts(&[act.entity, grant])?.try_into().expect("as many as were asked for");
        let data = entity.map(|account| account.data).unwrap_or_default();
        let admin = match IDL.kind(&data) {
            Some("Vault") => Vault::from_bytes(&data).ok().map(|vault| vault.admin),
            Some("Operator") => Operator::from_bytes(&data).ok().map(|operator| operator.admin),
            Some("Ncn") => Ncn::from_bytes(&data).ok().map(|ncn| ncn.admin),
            _ => None,
        };
        let is_admin = admin.is_none_or(|admin| admin == act.signer);
        Ok(found.filter(|_| !is_admin).map(|_| grant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_are_the_programs() {
        let ours: Vec<u64> = GrantKind::value_variants().iter().map(|kind| kind.bit()).collect();
        let theirs: Vec<u64> = GrantTerms::KINDS.iter().map(|(bit, ..)| *bit).collect();
        assert_eq!(ours, theirs);
        assert_eq!(words(GrantTerms::OF_VAULTS), "opt-ins, limits, approvals, metadata");
        let all = ours.iter().sum();
        assert_eq!(words(all), grants::names(all).join(", "));
    }
}
