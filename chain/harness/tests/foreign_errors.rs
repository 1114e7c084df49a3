//! The errors of other programs that the clients have words for, against the crates of those programs.

use std::fmt::Debug;

use num_traits::FromPrimitive;
use restaking_client::words::ForeignError;
use restaking_client::words::errors::{STAKE, SYSTEM, TOKEN};
use solana_stake_interface::error::StakeError;
use solana_system_interface::error::SystemError;
use spl_token_2022_interface::error::TokenError as Token2022Error;
use spl_token_interface::error::TokenError;

/// The names that `Error` has for the codes of `known`.
fn names<Error: FromPrimitive + Debug>(known: &[ForeignError]) -> Vec<String> {
    let error =
        |known: &ForeignError| Error::from_u32(known.code).map_or_else(String::new, |error| format!("{error:?}"));
    known.iter().map(error).collect()
}

fn ours(known: &[ForeignError]) -> Vec<&str> {
    known.iter().map(|known| known.name).collect()
}

#[test]
fn codes_have_the_names_that_their_programs_give_them() {
    assert_eq!(names::<Token2022Error>(TOKEN), ours(TOKEN));
    assert_eq!(names::<SystemError>(SYSTEM), ours(SYSTEM));
    assert_eq!(names::<StakeError>(STAKE), ours(STAKE));
    // Token-2022 goes on after the codes of SPL Token.
    let shared: Vec<ForeignError> = TOKEN.iter().filter(|known| known.code < 20).copied().collect();
    assert_eq!(names::<TokenError>(&shared), ours(&shared));
}
