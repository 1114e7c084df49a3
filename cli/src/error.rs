//! What the commands refuse, as sentences.

use std::fmt;

/// A sentence that says what was wrong, with the value and the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    text: String,
    /// The program's logs, shown on request.
    logs: Vec<String>,
    broken_pipe: bool,
    declined: bool,
    status: u8,
}

/// What a command gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The error that `text` says.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), logs: vec![], broken_pipe: false, declined: false, status: 1 }
    }

    /// The same with the logs of the transaction that failed.
    #[must_use]
    pub fn with_logs(mut self, logs: Vec<String>) -> Self {
        self.logs = logs;
        self
    }

    /// The user declined, and nothing was done.
    pub fn declined(text: impl Into<String>) -> Self {
        Self { declined: true, ..Self::new(text) }
    }

    /// The same with another exit status than 1.
    #[must_use]
    pub fn with_status(mut self, status: u8) -> Self {
        self.status = status;
        self
    }

    /// The exit status of the process.
    pub fn status(&self) -> u8 {
        self.status
    }

    /// Whether the user declined and nothing was done.
    pub fn is_declined(&self) -> bool {
        self.declined
    }

    /// The reader has closed the output.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }

    /// What the programs logged.
    pub fn logs(&self) -> &[String] {
        &self.logs
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self { broken_pipe: error.kind() == std::io::ErrorKind::BrokenPipe, ..Self::new(error.to_string()) }
    }
}

/// Returns an [`Error`] with a formatted sentence.
#[macro_export]
macro_rules! refuse {
    ($($text:tt)*) => {
        return Err($crate::error::Error::new(format!($($text)*)))
    };
}
