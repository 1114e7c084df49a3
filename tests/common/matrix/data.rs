//! Account lists and arguments that are too short or too long.

use solana_program::instruction::{AccountMeta, InstructionError};
use solana_program::pubkey::Pubkey;

use super::Run;
use super::interface::Interface;
use super::rules::Answer;

impl Run<'_> {
    /// Fewer accounts than the instruction names, and arguments that are cut short anywhere.
    #[expect(deprecated, reason = "the program says it by its old name")]
    pub(super) async fn fewer(&mut self, interface: &Interface) {
        for count in 0..self.right.accounts.len() {
            let mut fewer = self.right.clone();
            fewer.accounts.truncate(count);
            let row = format!("{count} accounts");
            // What reads on takes nothing more at all, but no part of a group.
            let answer = if count == interface.accounts.len() {
                let nothing = Answer::Accepted("there is nothing to add");
                interface.without.clone().unwrap_or(nothing)
            } else {
                Answer::Refused(InstructionError::NotEnoughAccountKeys)
            };
            self.row(&row, fewer, Some(answer)).await;
        }
        for count in 0..self.right.data.len() {
            let mut shorter = self.right.clone();
            shorter.data.truncate(count);
            let answer = Answer::Refused(InstructionError::InvalidInstructionData);
            self.row(&format!("{count} bytes"), shorter, Some(answer)).await;
        }
    }

    /// More accounts and more bytes than the instruction names. No account that is not named is looked at, so that one may
    /// even be named a second time.
    pub(super) async fn more(&mut self, interface: &Interface) {
        let mut more = self.right.clone();
        more.data.extend_from_slice(&[255; 32]);
        if !interface.reads_on {
            more.accounts.push(AccountMeta::new(Pubkey::new_unique(), false));
            more.accounts.extend(more.accounts.first().cloned());
        }
        self.row("more accounts and bytes", more, Some(Answer::Accepted("it is not read"))).await;
    }
}
