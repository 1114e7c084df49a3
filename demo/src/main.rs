//! The life of a vault, what services pay into it, what slashes do to it, how stake comes to stand behind services, and one token over
//! several vaults: the compiled programs on a chain in this process, with the real SPL Token, and the books after every step. Exits with an error where a token is
//! missing.

mod audit;
mod equivocation;
mod exposure;
mod liquid;
mod network;
mod rewards;
mod show;
mod slashes;
mod stage;
mod stake;
mod story;
mod weights;
mod yields;

use std::process::ExitCode;

fn main() -> ExitCode {
    let chapters = [story::tell, rewards::tell, slashes::tell, equivocation::tell, stake::tell, liquid::tell];
    match chapters.into_iter().try_for_each(|tell| tell()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nthe demo stops: {sentence}");
            ExitCode::FAILURE
        }
    }
}
