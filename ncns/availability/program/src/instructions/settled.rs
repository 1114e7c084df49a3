//! What the three ends of a challenge share: the payment of the bond, and the event.

use anchor_lang::prelude::*;
use ncn_kit::program::lamports;

use crate::event::{ChallengeSettled, emit};
use crate::state::{ChunkChallenge, OperatorCustody};

/// Pays `bond` lamports, which the books have moved already, to `recipient`, and announces the end of the challenge.
pub fn settle(
    challenge: &mut Account<ChunkChallenge>,
    custody: &Account<OperatorCustody>,
    (bond, recipient): (u64, &AccountView),
    now: i64,
) -> Result<()> {
    lamports::pay(challenge.account(), recipient, bond)?;
    emit(ChallengeSettled {
        challenge: *challenge.address(),
        number: challenge.next_event(),
        time: now,
        certificate: challenge.certificate,
        operator: challenge.operator,
        status: challenge.challenge.status,
        padding: [0; 7],
        chunk: challenge.challenge.chunk,
        bond,
        custody: custody.custody,
    });
    Ok(())
}
