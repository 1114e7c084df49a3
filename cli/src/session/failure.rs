//! Why a transaction failed.

use restaking_client::asset::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022};
use restaking_client::liquid::stake_pool::STAKE_POOLS;
use restaking_client::native_stake::{SINGLE_POOL_PROGRAM, STAKE_PROGRAM};
use restaking_client::{logs, metadata};
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use super::Plan;
use super::Session;
use crate::accounts;
use crate::amount::tokens;
use crate::chain::instruction_error;
use crate::error::Result;
use crate::idl::{IDL, LIQUID, ORACLE};

/// Programs that are told by their names.
const NAMED: [(Pubkey, &str); 8] = [
    (TOKEN, "token program"),
    (TOKEN_2022, "token program"),
    (ASSOCIATED_TOKEN, "associated token account program"),
    (solana_sdk_ids::system_program::ID, "system program"),
    (STAKE_PROGRAM, "stake program"),
    (SINGLE_POOL_PROGRAM, "single-validator pool program"),
    (STAKE_POOLS, "stake pool program"),
    (metadata::PROGRAM, "token metadata program"),
];

/// Why a program refuses that has no sentence here: by the reason that it logged, or else by its error alone.
fn in_its_words(program: Option<Pubkey>, error: &InstructionError, logs: &[String]) -> String {
    let named = |program: Pubkey| NAMED.iter().find(|(known, _)| *known == program).map(|(_, name)| (*name).to_owned());
    let name = program
        .map_or_else(|| "program".to_owned(), |program| named(program).unwrap_or_else(|| format!("program {program}")));
    match (logs::reason(logs), error) {
        (Some(reason), _) => format!("the {name} refuses this: {reason}"),
        (None, InstructionError::Custom(code)) => {
            format!("the {name} failed with its error {code}, and logged no reason")
        }
        (None, error) => format!("the {name} refuses this: {error}"),
    }
}

impl Session<'_> {
    /// Why a transaction failed, as a sentence. `first` of its instructions stand before the plan's.
    pub fn explain(&self, error: &TransactionError, logs: &[String], plan: &Plan, first: usize) -> Result<String> {
        let (me, program) = (self.signers.payer(), self.program());
        let Some((place, reason)) = instruction_error(error) else {
            return Ok(match error {
                TransactionError::AccountNotFound | TransactionError::InsufficientFundsForFee => {
                    format!("{me} has {} SOL on this cluster, not enough to pay for the transaction", self.sol_of(&me)?)
                }
                TransactionError::InsufficientFundsForRent { .. } => {
                    format!("{me} has {} SOL on this cluster, not enough to pay for the accounts", self.sol_of(&me)?)
                }
                TransactionError::ProgramAccountNotFound => "there is no such program on this cluster".to_owned(),
                other => format!("the cluster refuses the transaction: {other}"),
            });
        };
        let instruction = place.checked_sub(first).and_then(|place| plan.instructions.get(place));
        let liquid = self.known_liquid();
        let oracle = self.known_oracle();
        let is_liquid = |address: &Pubkey| liquid.is_some_and(|liquid| *liquid == *address);
        let is_oracle = |address: &Pubkey| oracle.is_some_and(|oracle| *oracle == *address);
        let is_ours = |address: &Pubkey| *address == *program || is_liquid(address) || is_oracle(address);
        if let Some(instruction) = instruction.filter(|instruction| is_ours(&instruction.program_id)) {
            let address = instruction.program_id;
            if self.chain.account(&address)?.is_none() {
                return Ok(match address {
                    _ if address == *program => {
                        format!("the program {address} is not on this cluster: `restake deploy` puts it there")
                    }
                    _ if is_oracle(&address) => format!("the price oracle's program {address} is not on this cluster"),
                    _ => format!("the program of liquid restaking {address} is not on this cluster"),
                });
            }
            if logs::is_about_an_account(reason)
                && let Some(missing) = self.missing(instruction)?
            {
                return Ok(missing);
            }
        }
        let of_the_gate = plan.gates.and_then(|gates| gates.sentence(reason, logs));
        let of_liquid = liquid.and_then(|liquid| liquid.sentence(reason, logs));
        let of_the_oracle = oracle.and_then(|oracle| oracle.sentence(reason, logs));
        let failed = logs::failed_program(logs).filter(|failed| *failed != *program);
        let of_a_service = self.options.sentences.and_then(|say| say(failed?, reason, logs));
        Ok(of_the_gate
            .or(of_liquid)
            .or(of_the_oracle)
            .or(of_a_service)
            .or_else(|| program.sentence(reason, logs))
            .unwrap_or_else(|| in_its_words(failed, reason, logs)))
    }

    fn sol_of(&self, address: &Pubkey) -> Result<String> {
        Ok(tokens(self.chain.account(address)?.map_or(0, |account| account.lamports), 9))
    }

    /// The first account that `instruction` takes and that is not there, but for those that it makes itself.
    pub(super) fn missing(&self, instruction: &Instruction) -> Result<Option<String>> {
        let idl = match instruction.program_id {
            core if core == *self.program() => &*IDL,
            other if self.known_oracle().is_some_and(|oracle| *oracle == other) => &*ORACLE,
            _ => &*LIQUID,
        };
        let Some(known) = idl.instructions.iter().find(|known| instruction.data.starts_with(&known.discriminator))
        else {
            return Ok(None);
        };
        let addresses: Vec<Pubkey> = instruction.accounts.iter().map(|meta| meta.pubkey).collect();
        let found = self.chain.accounts(&addresses)?;
        let named = known.accounts.iter().zip(&instruction.accounts).zip(found);
        let missing = named.filter(|((name, meta), found)| {
            found.is_none() && !meta.is_signer && !known.made.contains(name) && meta.pubkey != *self.program()
        });
        let mut missing = missing.map(|((name, meta), _)| {
            let named =
                self.absent(&addresses, &meta.pubkey).or_else(|| self.absent(&self.options.named, &meta.pubkey));
            named.unwrap_or_else(|| accounts::missing(&name.replace('_', " "), &meta.pubkey))
        });
        Ok(missing.next())
    }
}
