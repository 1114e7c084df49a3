//! What is told of each transaction before it is sent.

use std::fmt;
use std::sync::Arc;

use solana_signature::Signature;

use crate::chain::Lifetime;
use crate::error::Result;

type Note = dyn Fn(&Signature, &Lifetime) -> Result<()> + Send + Sync;

/// Is told of each transaction before it is sent. Where it fails, nothing is sent.
#[derive(Clone)]
pub struct Sending(Arc<Note>);

impl Sending {
    /// Tells `note`.
    pub fn new(note: impl Fn(&Signature, &Lifetime) -> Result<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(note))
    }

    /// Tells of the transaction of this signature.
    ///
    /// # Errors
    /// If it is not to be sent.
    pub fn tell(&self, signature: &Signature, lifetime: &Lifetime) -> Result<()> {
        (self.0)(signature, lifetime)
    }
}

impl fmt::Debug for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}
