//! What a vault's stakers could lose: to which NCN, through which operator, and until when; and what a depositor could lose to
//! open slashes.

use restaking_client::exposure::{Exposure, StakePath, moves_to};
use restaking_client::ledger::refusal::Refusal;
use restaking_client::rates::Worth;
use restaking_client::{NcnAllocation, OperatorDelegation, OptIn, SlashProposal, SlashStatus, Vault, sets};
use solana_program::pubkey::Pubkey;

use super::facts::Reader;
use crate::accounts;
use crate::amount::tokens;
use crate::chain::Chain;
use crate::error::{Error, Result};

/// What one NCN could take of a vault through one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// The operator.
    pub operator: Pubkey,
    /// The NCN.
    pub ncn: Pubkey,
    /// How much, and until when.
    pub exposure: Exposure,
}

/// Every party that can take something of the vault at `address`, now or before an exit requested now is out; the
/// largest first.
pub fn of(chain: &dyn Chain, reader: &Reader, address: &Pubkey, vault: &Vault) -> Result<Vec<Risk>> {
    let delegations: Vec<(Pubkey, OperatorDelegation)> = accounts::all(chain, &[("vault", address)])?;
    let mut risks = vec![];
    for (at, delegation) in &delegations {
        let coming = moves_to(at, delegations.iter().map(|(_, each)| each));
        let allocations: Vec<(Pubkey, NcnAllocation)> = accounts::all(chain, &[("delegation", at)])?;
        for (_, allocation) in allocations {
            let (operator, ncn) = (delegation.operator, allocation.ncn);
            let partner = sets::partner(&ncn, &reader.load(&ncn)?);
            let pairs = [(*address, operator), (operator, ncn), (*address, partner)]
                .map(|(one, two)| chain.program().opt_in(&one, &two));
            reader.prefetch(pairs.to_vec())?;
            let [first, second, third] = pairs.map(|pair| reader.find::<OptIn>(&pair));
            let (first, second, third) = (first?, second?, third?);
            let opt_ins = [first.as_ref(), second.as_ref(), third.as_ref()];
            let path = StakePath { vault, delegation, allocation: &allocation, opt_ins, coming: &coming };
            let exposure = path.exposure(reader.now).map_err(|refusal| {
                Error::new(format!(
                    "the books of {address} do not fit together: {} against {}",
                    refusal.value, refusal.limit
                ))
            })?;
            if exposure.most > 0 {
                risks.push(Risk { operator, ncn, exposure });
            }
        }
    }
    risks.sort_by_key(|risk| std::cmp::Reverse(risk.exposure.most));
    Ok(risks)
}

/// What to know before entering a vault while slashes are open: what the shares turn out to be worth, and which of the slashes can
/// no longer be vetoed. What the program would refuse, its simulation says better.
pub fn of_entering(
    chain: &dyn Chain,
    (address, vault): (Pubkey, &Vault),
    worth: core::result::Result<Worth, Refusal>,
) -> Result<Vec<String>> {
    let Some(worth) = worth.ok().filter(Worth::is_contested) else { return Ok(vec![]) };
    let [vetoed, executed] = [worth.if_vetoed, worth.if_executed].map(|assets| tokens(assets, vault.decimals));
    let mut warnings = vec![format!(
        "slashes are open: this is worth {vetoed} tokens if all are vetoed, and {executed} if all are executed"
    )];
    let (now, slot) = chain.clock()?;
    let open: Vec<(Pubkey, SlashProposal)> = accounts::all(chain, &[("vault", &address)])?;
    let due = open.iter().filter(|(_, slash)| {
        slash.status == SlashStatus::Open
            && slash.slash.active > 0
            && slash.final_from <= now
            && slash.final_slot <= slot
    });
    warnings.extend(due.map(|(slash, _)| {
        format!(
            "slash {slash} can no longer be vetoed: with `restake slash execute {slash}` first you pay for none of it"
        )
    }));
    Ok(warnings)
}
