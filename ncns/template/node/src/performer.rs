//! What an operator observes: the one thing here that a service of your own replaces.

use std::process::Stdio;

use async_trait::async_trait;
use restake_cli::command::common::unhex;
use restake_cli::error::{Error, Result};
use restake_cli::refuse;
use restake_node::service::{Performer, Window};
use template_ledger::rule::Value;
use tokio::process::Command;

/// Observes what a command prints.
pub struct Observer {
    command: String,
    arguments: Vec<String>,
}

impl Observer {
    /// Runs `words`, a command with its arguments.
    pub fn new(words: Vec<String>) -> Result<Self> {
        let mut words = words.into_iter();
        let Some(command) = words.next() else { refuse!("`service.own.observe` names no command") };
        Ok(Self { command, arguments: words.collect() })
    }
}

#[async_trait]
impl Performer for Observer {
    async fn observe(&self, window: &Window, _: i64) -> Result<Option<Vec<u8>>> {
        let mut command = Command::new(&self.command);
        // One that takes too long ends with the observation.
        command.args(&self.arguments).arg(window.at.number.to_string()).stdin(Stdio::null()).kill_on_drop(true);
        let ran = command.output().await?;
        if !ran.status.success() {
            let said = String::from_utf8_lossy(&ran.stderr);
            return Err(Error::new(format!("{} failed ({}): {}", self.command, ran.status, said.trim())));
        }
        Ok(Some(value(&String::from_utf8_lossy(&ran.stdout))?.to_vec()))
    }
}

/// The value that a command printed.
fn value(text: &str) -> Result<Value> {
    let bytes = unhex(text.trim())?;
    let count = bytes.len();
    bytes.try_into().map_err(|_| Error::new(format!("A value has 32 bytes, 64 hexadecimal digits (got {count} bytes)")))
}

#[cfg(test)]
mod tests {
    use restake_node::service::Height;

    use super::*;

    fn observed(words: &[&str]) -> Result<Option<Vec<u8>>> {
        let observer = Observer::new(words.iter().map(|word| (*word).to_owned()).collect())?;
        let window = Window { at: Height { kind: 0, number: 7 }, opens_at: 0, closes_at: 60 };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread");
        runtime.block_on(observer.observe(&window, 30))
    }

    #[test]
    fn a_command_prints_the_value_of_a_height() {
        // Its name, and the height.
        let value = observed(&["sh", "-c", "printf '%064d\\n' \"$0\""]).expect("a value");
        assert_eq!(value, Some([&[0; 31][..], &[7]].concat()));
    }

    #[test]
    fn what_is_no_value_is_an_error() {
        for (words, said) in [
            (&["sh", "-c", "echo no source >&2; exit 3"][..], "sh failed (exit status: 3): no source"),
            (&["sh", "-c", "echo 00"], "got 1 bytes"),
            (&["sh", "-c", "echo sunny"], "sunny"),
            (&["/there/is/no/such/command"], "No such file"),
            (&[], "names no command"),
        ] {
            let error = observed(words).expect_err(said).to_string();
            assert!(error.contains(said), "{words:?}: {error}");
        }
    }
}
