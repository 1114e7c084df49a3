//! Nonce accounts: a transaction that is signed for what one holds can land until it is advanced, and once.

use solana_account::Account;
use solana_nonce::state::State;
use solana_nonce::versions::Versions;
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;

use crate::chain::{Chain, Lifetime};
use crate::error::Result;
use crate::refuse;

/// The system program, the owner of these accounts.
const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

fn read(account: Option<&Account>) -> Option<Versions> {
    let account = account.filter(|account| account.owner == SYSTEM)?;
    bincode::deserialize(&account.data).ok()
}

/// The nonce account's hash to sign transactions for; nothing for another account or an obsolete form.
pub fn value(account: Option<&Account>) -> Option<Hash> {
    match read(account)? {
        Versions::Current(state) => match *state {
            State::Initialized(data) => Some(data.blockhash()),
            State::Uninitialized => None,
        },
        Versions::Legacy(_) => None,
    }
}

/// The lifetime that the nonce account at `address` gives; `authority` has to be its authority.
pub fn lifetime(chain: &dyn Chain, address: &Pubkey, authority: &Pubkey) -> Result<Lifetime> {
    let account = chain.account(address)?;
    let Some(versions) = read(account.as_ref()) else {
        refuse!("there is no nonce account at {address}: make one with `solana create-nonce-account`");
    };
    let Some(hash) = value(account.as_ref()) else {
        refuse!("the nonce account at {address} is not initialized, or needs `solana upgrade-nonce-account`");
    };
    let State::Initialized(data) = versions.state() else { unreachable!("it has a value") };
    if data.authority != *authority {
        refuse!(
            "{} may advance the nonce account at {address}, not {authority}: name it with --nonce-authority",
            data.authority
        );
    }
    Ok(Lifetime::Nonce { account: *address, hash })
}

#[cfg(test)]
mod tests {
    use solana_nonce::state::{Data, DurableNonce};

    use super::*;

    fn account(versions: &Versions) -> Account {
        Account { lamports: 1, data: bincode::serialize(versions).unwrap(), owner: SYSTEM, ..Account::default() }
    }

    #[test]
    fn only_current_nonces_count() {
        let durable = DurableNonce::from_blockhash(&Hash::new_from_array([4; 32]));
        let state = || State::Initialized(Data::new(Pubkey::default(), durable, 5_000));
        assert_eq!(value(Some(&account(&Versions::new(state())))), Some(*durable.as_hash()));
        assert_eq!(value(Some(&account(&Versions::Legacy(Box::new(state()))))), None);
        assert_eq!(value(Some(&account(&Versions::new(State::Uninitialized)))), None);
        let mut stranger = account(&Versions::new(state()));
        stranger.owner = Pubkey::new_from_array([1; 32]);
        assert_eq!((value(Some(&stranger)), value(None)), (None, None));
    }
}
