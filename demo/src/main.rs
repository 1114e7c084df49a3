//! The life of a vault, what slashes do to it, and how stake comes to stand behind services: the compiled program on a chain in this
//! process, with the real SPL Token, and the books after every step. Exits with an error where a token is missing.

mod audit;
mod equivocation;
mod exposure;
mod network;
mod show;
mod slashes;
mod stage;
mod stake;
mod story;
mod weights;

use std::process::ExitCode;

fn main() -> ExitCode {
    match story::tell().and_then(|()| slashes::tell()).and_then(|()| equivocation::tell()).and_then(|()| stake::tell())
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nthe demo stops: {sentence}");
            ExitCode::FAILURE
        }
    }
}
