//! What part of each vault is exposed to which NCN through which operator: from the accounts alone.

use restaking_client::{
    Delayed, NCN_ALLOCATION_DISCRIMINATOR, NcnAllocation, OPERATOR_DELEGATION_DISCRIMINATOR, OperatorDelegation, OptIn,
    VAULT_DISCRIMINATOR, Vault, pda,
};
use solana_program::pubkey::Pubkey;

use crate::network::Network;
use crate::show::amount;

/// The width of a bar for a whole vault.
const BAR: usize = 30;

/// One operator's part of a vault in an NCN.
pub struct Exposure {
    pub vault: Pubkey,
    pub operator: Pubkey,
    pub ncn: Pubkey,
    /// What the NCN can slash, in smallest units of the asset.
    pub stake: u64,
    /// The whole that can be slashed of the vault.
    pub of: u64,
}

/// Every active exposure.
pub fn exposures(network: &Network) -> Vec<Exposure> {
    let svm = &network.svm;
    let now = svm.now();
    let vaults = svm.all::<Vault>(VAULT_DISCRIMINATOR);
    let delegations = svm.all::<OperatorDelegation>(OPERATOR_DELEGATION_DISCRIMINATOR);
    let mut found = Vec::new();
    for (_, allocation) in svm.all::<NcnAllocation>(NCN_ALLOCATION_DISCRIMINATOR) {
        let (_, delegation) =
            delegations.iter().find(|(address, _)| *address == allocation.delegation).expect("its own");
        let (address, vault) = vaults.iter().find(|(address, _)| *address == delegation.vault).expect("its own");
        let (operator, ncn) = (delegation.operator, allocation.ncn);
        let pairs = [(*address, operator), (operator, ncn), (*address, ncn)];
        let agreed = pairs.iter().all(|(left, right)| {
            let opt_in = svm.read::<OptIn>(&pda::opt_in(left, right));
            opt_in.is_some_and(|opt_in| at(&opt_in.sides.left, now) == 1 && at(&opt_in.sides.right, now) == 1)
        });
        let books = &vault.ledger.books;
        // Live exits can be slashed as well; by the clock, of the epochs that have not ended.
        let epoch = (now - vault.ledger.genesis) as u64 / vault.ledger.epoch_seconds;
        let live = books.exiting.iter().skip((epoch - books.epoch).min(2) as usize).sum::<u64>();
        let of = books.active + live;
        let (u, whole) = (at(&delegation.delegation.units, now), delegation.delegation.magnitude);
        let m = at(&allocation.allocation.magnitude, now).min(whole);
        // floor(S·u·m/(U·M)), where both quotients are exact in this story.
        let stake = u128::from(of) * u128::from(u) / u128::from(books.units) * u128::from(m) / u128::from(whole);
        if agreed && stake > 0 {
            found.push(Exposure { vault: *address, operator, ncn, stake: stake as u64, of });
        }
    }
    found.sort_by_key(|each| (network.name(&each.vault), network.name(&each.operator), network.name(&each.ncn)));
    found
}

/// Prints them, each with its part of the vault as a bar.
pub fn print(network: &Network) {
    let exposures = exposures(network);
    if exposures.is_empty() {
        println!("    no NCN can slash anything yet");
    }
    for Exposure { vault, operator, ncn, stake, of } in exposures {
        let bps = u128::from(stake) * 10_000 / u128::from(of);
        let bar = "█".repeat((u128::from(stake) * BAR as u128 / u128::from(of)) as usize);
        println!(
            "    {:<7} {:<7} {:<14} {bar:<BAR$} {:>3}.{:02}%  {:>13}",
            network.name(&vault),
            network.name(&operator),
            network.name(&ncn),
            bps / 100,
            bps % 100,
            amount(stake)
        );
    }
}

fn at(value: &Delayed, now: i64) -> u64 {
    if now >= value.effective { value.next } else { value.current }
}
