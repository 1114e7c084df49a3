//! What the program costs to deploy: its size is rent.

use harness::Svm;
use solana_loader_v3_interface::state::UpgradeableLoaderState;

use crate::table::grouped;

/// The most bytes that the program may have.
const MOST: usize = 1_150_000;

/// The program's size and the rent of the account that holds it, as a sentence.
///
/// # Errors
/// A sentence, if the program is larger than it may be.
pub fn measured() -> Result<String, String> {
    let path = harness::program_path();
    let bytes =
        std::fs::metadata(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?.len() as usize;
    if bytes > MOST {
        return Err(format!(
            "the program has {} bytes, over its limit of {}",
            grouped(bytes as u64),
            grouped(MOST as u64)
        ));
    }
    let rent = Svm::new()?.rent(UpgradeableLoaderState::size_of_programdata(bytes));
    Ok(format!(
        "The program has {} bytes; the rent of its account is {}.{:03} SOL. CI fails over {} bytes.",
        grouped(bytes as u64),
        rent / 1_000_000_000,
        rent % 1_000_000_000 / 1_000_000,
        grouped(MOST as u64)
    ))
}
