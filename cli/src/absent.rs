//! What is not there, named by what the user gave: an address that follows from others tells a reader nothing.

use restaking_client::Program;
use restaking_client::asset::{TOKEN, TOKEN_2022};
use solana_program::pubkey::Pubkey;

use crate::accounts::token_address;

/// The parties that an address may follow from.
pub struct Parties<'a> {
    /// The program.
    pub program: Program,
    /// The address that the command acts as.
    pub me: Pubkey,
    /// The addresses that the user gave, or that an instruction takes.
    pub known: &'a [Pubkey],
}

impl Parties<'_> {
    /// Why there is nothing at `address`, if it follows from the parties.
    pub fn absent(&self, address: &Pubkey) -> Option<String> {
        if *address == self.program.config() {
            return Some("the program has no config on this cluster: `restake config init` makes it".to_owned());
        }
        if self.known.contains(address) {
            return None;
        }
        self.of_one(address).or_else(|| self.of_two(address)).or_else(|| self.of_three(address))
    }

    fn parties(&self) -> Vec<Pubkey> {
        let mut parties = self.known.to_vec();
        parties.push(self.me);
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    fn pairs(&self) -> Vec<(Pubkey, Pubkey)> {
        let parties = self.parties();
        let pairs = parties.iter().flat_map(|one| parties.iter().map(move |other| (*one, *other)));
        pairs.filter(|(one, other)| one != other).collect()
    }

    fn of_one(&self, address: &Pubkey) -> Option<String> {
        let vault = self.parties().into_iter().find(|vault| self.program.bond_pool(vault) == *address)?;
        Some(format!("vault {vault} has no bond pool: `restake bond open-pool {vault}` opens one"))
    }

    fn of_two(&self, address: &Pubkey) -> Option<String> {
        let program = self.program;
        self.pairs().into_iter().find_map(|(one, other)| {
            Some(match address {
                at if *at == program.opt_in(&one, &other) => {
                    format!("{one} and {other} have no opt-in: `restake opt-in open {one} {other}` opens one")
                }
                at if *at == program.delegation(&one, &other) => {
                    format!("vault {one} delegates nothing to operator {other}")
                }
                at if *at == program.depositor_approval(&one, &other) => format!(
                    "vault {one} has not approved {}: its admin does with `restake vault approve {one} {other}`",
                    self.called(&other)
                ),
                at if *at == program.record(&one, &other) => format!(
                    "NCN {one} has no record of operator {other}: `restake ncn open-record {one} {other}` opens one"
                ),
                at if *at == program.position(&program.bond_pool(&one), &other) => {
                    format!("{} no position in the bond pool of vault {one}", self.has(&other))
                }
                at if *at == program.pledge(&one, &other) => {
                    format!("{} pledged nothing for slash {one}", self.has(&other))
                }
                at if *at == program.grant(&one, &other) => format!("{} no grant of {one}", self.has(&other)),
                at if *at == program.reward_tree(&one, &other) => {
                    format!("NCN {one} has no reward tree of mint {other}")
                }
                at if *at == token_address(&other, &program.vrt_mint(&one), &TOKEN) => {
                    format!("{} no VRT of vault {one}", self.has(&other))
                }
                at if [TOKEN, TOKEN_2022].iter().any(|tokens| *at == token_address(&other, &one, tokens)) => {
                    format!("{} no account of mint {one}", self.has(&other))
                }
                _ => return None,
            })
        })
    }

    /// An allocation follows from a delegation, and that from two.
    fn of_three(&self, address: &Pubkey) -> Option<String> {
        self.pairs().into_iter().find_map(|(vault, operator)| {
            let delegation = self.program.delegation(&vault, &operator);
            let ncn = self.parties().into_iter().find(|ncn| self.program.allocation(&delegation, ncn) == *address)?;
            Some(format!("operator {operator} allocates nothing of vault {vault} to NCN {ncn}"))
        })
    }

    fn called(&self, party: &Pubkey) -> String {
        if *party == self.me { "you".to_owned() } else { party.to_string() }
    }

    fn has(&self, party: &Pubkey) -> String {
        if *party == self.me { "you have".to_owned() } else { format!("{party} has") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_named_by_what_was_given() {
        let program = Program::at(Pubkey::new_from_array([9; 32]));
        let [vault, operator, ncn, me] = [1, 2, 3, 4].map(|byte| Pubkey::new_from_array([byte; 32]));
        let known = [vault, operator, ncn];
        let said = |address: Pubkey| Parties { program, me, known: &known }.absent(&address).unwrap_or_default();
        let delegation = program.delegation(&vault, &operator);
        for (address, sentence) in [
            (
                program.opt_in(&vault, &operator),
                format!("{vault} and {operator} have no opt-in: `restake opt-in open {vault} {operator}` opens one"),
            ),
            (delegation, format!("vault {vault} delegates nothing to operator {operator}")),
            (
                program.allocation(&delegation, &ncn),
                format!("operator {operator} allocates nothing of vault {vault} to NCN {ncn}"),
            ),
            (
                program.depositor_approval(&vault, &me),
                format!("vault {vault} has not approved you: its admin does with `restake vault approve {vault} {me}`"),
            ),
            (
                program.record(&ncn, &operator),
                format!(
                    "NCN {ncn} has no record of operator {operator}: `restake ncn open-record {ncn} {operator}` opens one"
                ),
            ),
            (
                program.bond_pool(&vault),
                format!("vault {vault} has no bond pool: `restake bond open-pool {vault}` opens one"),
            ),
            (
                program.position(&program.bond_pool(&vault), &me),
                format!("you have no position in the bond pool of vault {vault}"),
            ),
            (token_address(&me, &program.vrt_mint(&vault), &TOKEN), format!("you have no VRT of vault {vault}")),
            (token_address(&operator, &ncn, &TOKEN_2022), format!("{operator} has no account of mint {ncn}")),
            (program.config(), "the program has no config on this cluster: `restake config init` makes it".to_owned()),
            // What was given itself, and what follows from nothing that was.
            (vault, String::new()),
            (program.exit_bucket(&vault, 3), String::new()),
        ] {
            assert_eq!(said(address), sentence);
        }
    }
}
