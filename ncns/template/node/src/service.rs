//! The service as a node sees it: its heights, its rounds, and the instruction that carries votes.

use ncn_kit::packing::{self, Signed};
use restake_cli::chain::Chain;
use restake_cli::command::common::INSTRUCTIONS;
use restake_cli::error::{Error, Result};
use restake_cli::session::{Sentences, Session};
use restake_node::service::{Chore, Height, Round, Service, Window};
use restaking_client::{Program, table};
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use template_cli::account::Found;
use template_client::{ABSTENTION, Report, TemplateProgram};

use crate::chores;
use crate::windows::windows_of;

/// The service of an NCN.
pub struct TemplateService {
    /// The core.
    pub core: Program,
    /// The service's program.
    pub program: TemplateProgram,
    /// The NCN.
    pub ncn: Pubkey,
}

impl Service for TemplateService {
    fn ncn(&self) -> Pubkey {
        self.ncn
    }

    fn windows(&self, chain: &dyn Chain, now: i64) -> Result<Vec<Window>> {
        Ok(windows_of(&Found::load(chain, self.program, &self.ncn)?, now))
    }

    fn round(&self, chain: &dyn Chain, at: Height) -> Result<Round> {
        let found = Found::load(chain, self.program, &self.ncn)?;
        let account = self.program.round(&found.at, at.number);
        let Some(round) = found.find_round(chain, self.program, at.number)? else {
            let table = found.service.table;
            // A node that lags may not know of the table yet: that is no table without weights.
            let operators = chain.account(&table)?.and_then(|table| table::entries(&table.data));
            let operators = operators.ok_or_else(|| Error::new(format!("Stake table {table} cannot be read")))?;
            let weights = operators.iter().map(|entry| (entry.operator, entry.weight)).collect();
            return Ok(Round { weights, account, table, ..Round::default() });
        };
        let operators = round.operators()?;
        let voted = || operators.iter().zip(&round.votes).filter(|(_, vote)| vote.voted == 1);
        Ok(Round {
            contents: voted().map(|(entry, vote)| (entry.operator, vote.value.to_vec())).collect(),
            reported: voted().map(|(entry, _)| entry.operator).collect(),
            weights: operators.iter().map(|entry| (entry.operator, entry.weight)).collect(),
            // A certified round takes votes until its window ends.
            is_final: false,
            account,
            table: round.account.table,
        })
    }

    fn report(&self, chain: &dyn Chain, at: Height, round: &Round, votes: &[Signed]) -> Result<Vec<Instruction>> {
        if chain.account(&round.account)?.is_none() {
            return Err(Error::new(format!("Round of height {} is not open yet: a keeper opens it", at.number)));
        }
        let data = packing::instruction_data(votes).ok_or_else(|| Error::new("Votes fit in no transaction"))?;
        let verified = Instruction { program_id: solana_sdk_ids::ed25519_program::ID, accounts: vec![], data };
        let accounts = Report {
            service: self.program.service(&self.ncn),
            ncn: self.ncn,
            round: round.account,
            table: round.table,
            instructions: INSTRUCTIONS,
        };
        let key = |vote: &Signed| AccountMeta::new_readonly(self.core.operator_key(&self.ncn, &vote.key), false);
        let keys: Vec<AccountMeta> = votes.iter().map(key).collect();
        Ok(vec![verified, accounts.instruction_with_remaining_accounts_at(&self.program, &keys)])
    }

    fn admits(&self, content: &[u8]) -> bool {
        content.len() == ABSTENTION.len()
    }

    fn abstention(&self, _: &Window, _: i64) -> Option<Vec<u8>> {
        Some(ABSTENTION.to_vec())
    }

    fn sentences(&self) -> Option<Sentences> {
        Some(sentence)
    }

    fn chores(&self, session: &Session, now: i64) -> Result<Vec<Chore>> {
        chores::of_service(session, self.program, self.ncn, now)
    }
}

/// The sentences of the program's errors. They are the same at each address.
fn sentence(failed: Pubkey, error: &InstructionError, logs: &[String]) -> Option<String> {
    TemplateProgram::at(failed).sentence(error, logs)
}
