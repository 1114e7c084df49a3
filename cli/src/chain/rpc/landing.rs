//! How a transaction gets onto a cluster that may lose it: it is sent again until it has landed or can no longer land. Only what
//! can no longer land may be signed anew, so that nothing is ever done twice.

use std::time::Duration;

use solana_commitment_config::CommitmentConfig;
use solana_rpc_client::api::client_error::ErrorKind;
use solana_rpc_client::api::config::RpcSendTransactionConfig;
use solana_rpc_client::api::request::{RpcError, RpcResponseErrorData};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::UiTransactionEncoding;

use super::Rpc;
use crate::chain::{Landing, Lifetime};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::redact::redact;

/// How far apart a cluster is asked whether the transaction has landed.
const POLL: Duration = Duration::from_millis(500);

/// Every how many polls it is sent again, and every how many the chain's height is read.
const RESEND: usize = 4;
const LOOK: usize = 4;

/// After how many polls a transaction is given up: a blockhash ends long before, a nonce may never do, and a cluster may stand
/// still.
const PATIENCE: usize = 600;

/// How many polls may fail one after the other.
const FAILURES: usize = 20;

/// What a node says of a transaction that is handed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// It has it, or may have it.
    Over,
    /// It cannot judge it yet.
    Later,
    /// It refuses it, and has not passed it on.
    Refused(TransactionError, Vec<String>),
}

/// Sends `transaction` until it has landed or can no longer land.
pub fn land(rpc: &Rpc, transaction: &VersionedTransaction, lifetime: &Lifetime) -> Result<Landing> {
    let signature = *transaction.signatures.first().ok_or_else(|| Error::new("the transaction has no signature"))?;
    let progress = Progress::spinner(&format!("Waiting for {signature} to land"));
    let (mut handed, mut failures) = (false, 0);
    for poll in 0..PATIENCE {
        if poll % RESEND == 0 {
            match hand_over(rpc, transaction, !handed) {
                Handed::Over => handed = true,
                Handed::Later => {}
                // A transaction sent earlier may still land, even if a later answer rejects it.
                Handed::Refused(error, logs) if !handed => return Ok(Landing::Failed { error, logs, paid: false }),
                Handed::Refused(..) => {}
            }
        }
        let seen =
            if poll % LOOK == LOOK - 1 { look(rpc, &signature, lifetime) } else { status(rpc, &signature, false) };
        match seen {
            Ok(Seen::Nothing(_) | Seen::Unsure) => failures = 0,
            Ok(Seen::Gone) => return Ok(Landing::Expired),
            Ok(Seen::There(landing)) => return Ok(landing),
            Err(error) => {
                failures += 1;
                if failures >= FAILURES {
                    return Err(unknown(&signature, &error));
                }
            }
        }
        rpc.clock.pause(POLL);
    }
    drop(progress);
    Err(unknown(&signature, "it is not on the chain yet, and can still land"))
}

fn unknown(signature: &Signature, why: &str) -> Error {
    Error::new(format!(
        "whether transaction {signature} landed is unknown ({why}): look it up before you repeat this, or it may be done twice"
    ))
}

/// What is known of a transaction.
enum Seen {
    /// The node has no word of it, as of this slot.
    Nothing(u64),
    /// It is on the chain, and not firmly yet: another fork may drop it.
    Unsure,
    /// It is on the chain, at the requested commitment.
    There(Landing),
    /// It is not there, and can no longer land.
    Gone,
}

/// Hands `transaction` to the node; at first with the node's own check, which costs nothing where it fails.
fn hand_over(rpc: &Rpc, transaction: &VersionedTransaction, first: bool) -> Handed {
    // Without an answer, it may have arrived all the same.
    asked(rpc, transaction, first).unwrap_or(Handed::Over)
}

/// The same; an error where the node did not answer.
pub(super) fn asked(
    rpc: &Rpc,
    transaction: &VersionedTransaction,
    first: bool,
) -> std::result::Result<Handed, solana_rpc_client::api::client_error::Error> {
    let config = RpcSendTransactionConfig {
        skip_preflight: !first,
        preflight_commitment: Some(rpc.client.commitment().commitment),
        encoding: Some(UiTransactionEncoding::Base64),
        ..RpcSendTransactionConfig::default()
    };
    let Err(error) = rpc.client.send_transaction_with_config(transaction, config) else { return Ok(Handed::Over) };
    let ErrorKind::RpcError(RpcError::RpcResponseError { data, .. }) = error.kind() else { return Err(error) };
    let RpcResponseErrorData::SendTransactionPreflightFailure(simulated) = data else { return Ok(Handed::Later) };
    Ok(match simulated.err.clone().map(TransactionError::from) {
        Some(TransactionError::AlreadyProcessed) => Handed::Over,
        // A node that lags does not know it yet.
        None | Some(TransactionError::BlockhashNotFound) => Handed::Later,
        Some(error) => Handed::Refused(error, simulated.logs.clone().unwrap_or_default()),
    })
}

/// What the node says of the transaction; in all its history, where `deep`.
fn status(rpc: &Rpc, signature: &Signature, deep: bool) -> std::result::Result<Seen, String> {
    let signatures = [*signature];
    let told = if deep {
        rpc.client.get_signature_statuses_with_history(&signatures)
    } else {
        rpc.client.get_signature_statuses(&signatures)
    };
    let told = told.map_err(|error| redact(&error.to_string()))?;
    let Some(status) = told.value.into_iter().next().flatten() else { return Ok(Seen::Nothing(told.context.slot)) };
    if !status.satisfies_commitment(rpc.client.commitment()) {
        return Ok(Seen::Unsure);
    }
    Ok(Seen::There(match status.err {
        None => Landing::Landed,
        Some(error) => Landing::Failed { error, logs: vec![], paid: true },
    }))
}

/// The same, with whether it can still land. It is gone only where the finalized chain is past its lifetime, and a node that has
/// seen at least as much does not know it: another node behind the same URL may lag.
fn look(rpc: &Rpc, signature: &Signature, lifetime: &Lifetime) -> std::result::Result<Seen, String> {
    let finalized = CommitmentConfig::finalized();
    let told = |error: solana_rpc_client::api::client_error::Error| redact(&error.to_string());
    let is_over = match lifetime {
        Lifetime::Recent { last_height, .. } => {
            rpc.client.get_block_height_with_commitment(finalized).map_err(told)? > *last_height
        }
        Lifetime::Nonce { account, hash } => {
            let found = rpc.client.get_account_with_commitment(account, finalized).map_err(told)?.value;
            crate::nonce::value(found.as_ref()) != Some(*hash)
        }
    };
    if !is_over {
        return status(rpc, signature, false);
    }
    let slot = rpc.client.get_slot_with_commitment(finalized).map_err(told)?;
    Ok(match status(rpc, signature, true)? {
        Seen::Nothing(seen) if seen >= slot => Seen::Gone,
        other => other,
    })
}
