//! The authority over a program's code: none, a key, or a gate with a notice.

use restaking_client::gate::rules::earliest_change;
use restaking_client::gate::{GATE_DISCRIMINATOR, Gate, GateProgram};
use solana_program::pubkey::Pubkey;

use super::Deployed;
use crate::chain::Chain;
use crate::error::Result;
use crate::time::span;

/// The authority over a program's code.
pub enum Keeper {
    /// None: it is final.
    Nobody,
    /// A key, a multisig or another program, at any time.
    Key(Pubkey),
    /// A gate, after its notice.
    Gate(Box<Gated>),
}

/// A program behind a gate.
pub struct Gated {
    /// The gate's address: the program's upgrade authority.
    pub address: Pubkey,
    /// The gate.
    pub gate: Gate,
    /// The gate program.
    pub gates: GateProgram,
    /// The gate program's code, without the zeros behind it, hashed.
    pub code: artifact::ProgramHash,
    /// The authority over the gate program's code: none, itself after a notice, or a key at any time.
    pub own: Own,
}

/// The authority over a gate program's code.
pub enum Own {
    /// None: it is final.
    Nobody,
    /// Itself, after a notice.
    Gate(Box<Gate>),
    /// A key at any time: the promise of notice holds as long as its owner keeps it.
    Key(Pubkey),
}

impl Keeper {
    /// Reads the authority over the code of `program` from its upgrade authority, `authority`.
    pub fn of(chain: &dyn Chain, program: &Pubkey, authority: Option<Pubkey>) -> Result<Self> {
        let Some(address) = authority else { return Ok(Self::Nobody) };
        let Some((gates, gate)) = gate_at(chain, program, &address)? else { return Ok(Self::Key(address)) };
        // A gate program that is not there would own no account.
        let Some(deployed) = Deployed::at(chain, &gates)? else { return Ok(Self::Key(address)) };
        let code = artifact::ProgramHash::of(&deployed.code);
        let own = match deployed.authority {
            None => Own::Nobody,
            Some(key) => match gate_at(chain, &gates, &key)? {
                Some((of_itself, gate)) if of_itself == gates => Own::Gate(Box::new(gate)),
                _ => Own::Key(key),
            },
        };
        Ok(Self::Gate(Box::new(Gated { address, gate, gates, code, own })))
    }

    /// What it is, in a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Nobody => "none",
            Self::Key(_) => "key",
            Self::Gate(gated) if matches!(gated.own, Own::Key(_)) => "gate of a key",
            Self::Gate(_) => "gate",
        }
    }

    /// What it is, as a part of a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Nobody => "none: it is final".to_owned(),
            Self::Key(key) => format!("{key}, which can change the code at any time"),
            Self::Gate(gated) => {
                let notice = match gated.notice() {
                    Some(seconds) => format!("code changes {} after its announcement at the soonest", span(seconds)),
                    None => "but its own program can be changed at any time".to_owned(),
                };
                format!("the upgrade gate {}: {notice}", gated.address)
            }
        }
    }

    /// The earliest second at which the program can run other code; none if it never can.
    pub fn earliest_change(&self, now: i64) -> Option<i64> {
        match self {
            Self::Nobody => None,
            Self::Key(_) => Some(now),
            Self::Gate(gated) => gated.earliest_change(now),
        }
    }
}

impl Gated {
    /// The notice that any change has, in seconds: the gate's, and that of a change of the gate itself. None where there is none.
    pub fn notice(&self) -> Option<u64> {
        match &self.own {
            Own::Nobody => Some(self.gate.delay_seconds),
            Own::Gate(own) if own.renounced_at != 0 => Some(self.gate.delay_seconds),
            Own::Gate(own) => Some(self.gate.delay_seconds.min(own.delay_seconds)),
            Own::Key(_) => None,
        }
    }

    fn earliest_change(&self, now: i64) -> Option<i64> {
        let by_itself = self.gate.earliest_change(now)?;
        Some(match &self.own {
            Own::Nobody => by_itself,
            Own::Gate(own) => own.earliest_change(now).map_or(by_itself, |change| change.min(by_itself)),
            Own::Key(_) => earliest_change(now, 0, None),
        })
    }
}

/// The gate at `address`, if it is the gate of `program`: the account's owner is the gate program, and the seeds give the
/// address.
pub fn gate_at(chain: &dyn Chain, program: &Pubkey, address: &Pubkey) -> Result<Option<(GateProgram, Gate)>> {
    let Some(account) = chain.account(address)? else { return Ok(None) };
    let gates = GateProgram::at(account.owner);
    if !account.data.starts_with(&GATE_DISCRIMINATOR) || gates.gate(program) != *address {
        return Ok(None);
    }
    let gate = Gate::from_bytes(&account.data).ok().filter(|gate| gate.program == *program);
    Ok(gate.map(|gate| (gates, gate)))
}
