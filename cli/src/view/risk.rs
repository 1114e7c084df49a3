//! What a vault's stakers could lose: to which NCN, through which operator, and until when.

use restaking_client::exposure::{Exposure, Tie};
use restaking_client::{NcnAllocation, OperatorDelegation, OptIn, Vault};
use solana_program::pubkey::Pubkey;

use super::facts::Reader;
use crate::accounts;
use crate::error::{Error, Result};
use crate::session::Session;

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

/// All that can take something of the vault at `address`, now or before who asks to leave now is out; the largest first.
pub fn of(session: &Session, reader: &Reader, address: &Pubkey, vault: &Vault) -> Result<Vec<Risk>> {
    let delegations: Vec<(Pubkey, OperatorDelegation)> = accounts::all(session.chain, &[("vault", address)])?;
    let mut risks = vec![];
    for (at, delegation) in delegations {
        let allocations: Vec<(Pubkey, NcnAllocation)> = accounts::all(session.chain, &[("delegation", &at)])?;
        for (_, allocation) in allocations {
            let (operator, ncn) = (delegation.operator, allocation.ncn);
            let pairs = [(*address, operator), (operator, ncn), (*address, ncn)]
                .map(|(one, two)| session.program().opt_in(&one, &two));
            reader.prefetch(pairs.to_vec())?;
            let [first, second, third] = pairs.map(|pair| reader.find::<OptIn>(&pair));
            let (first, second, third) = (first?, second?, third?);
            let agreements = [first.as_ref(), second.as_ref(), third.as_ref()];
            let tie = Tie { vault, delegation: &delegation, allocation: &allocation, agreements };
            let exposure = tie.exposure(reader.now).map_err(|refusal| {
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
