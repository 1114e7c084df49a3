//! A transaction to come.

use restaking_client::gate::GateProgram;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::view::text::Scale;

/// A transaction to come.
#[derive(Default)]
pub struct Plan {
    /// What it does, as a sentence.
    pub what: String,
    /// Its instructions.
    pub instructions: Vec<Instruction>,
    /// The signers beside the payer.
    pub signers: Vec<Keypair>,
    /// Token accounts with balances that may change: the name of each, and its mint's decimals.
    pub balances: Vec<(String, Pubkey, u8)>,
    /// The decimals to show amounts with.
    pub scale: Scale,
    /// What to know before it is agreed to, as sentences.
    pub warnings: Vec<String>,
    /// The gate program, if its own instructions include some of that program.
    pub gates: Option<GateProgram>,
}

impl Plan {
    /// A plan to do `what`.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// With one instruction more.
    #[must_use]
    pub fn with(mut self, instruction: Instruction) -> Self {
        self.instructions.push(instruction);
        self
    }

    /// With `sentences` to know before it is agreed to.
    #[must_use]
    pub fn warning(mut self, sentences: impl IntoIterator<Item = String>) -> Self {
        self.warnings.extend(sentences);
        self
    }

    /// With amounts of a vault's asset shown by `decimals`.
    #[must_use]
    pub fn of_vault(mut self, decimals: u8) -> Self {
        self.scale.vault = Some(decimals);
        self
    }

    /// With amounts of a reward shown by `decimals`.
    #[must_use]
    pub fn of_reward(mut self, decimals: u8) -> Self {
        self.scale.reward = Some(decimals);
        self
    }

    /// With the balance of `account` told, as `name`.
    #[must_use]
    pub fn watching(mut self, name: &str, account: Pubkey, decimals: u8) -> Self {
        self.balances.push((name.to_owned(), account, decimals));
        self
    }
}
