//! A line for each thing that happens, plain or as JSON, to the standard output.
//!
//! No logging framework: the one in the lock file has no formatter there, and its features would compile the chain's runtime
//! again.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat};
use restake_cli::plain::plain;
use restake_cli::redact::redact;
use serde::Deserialize;
use serde_json::json;

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Words.
    #[default]
    Plain,
    /// A JSON object a line.
    Json,
}

/// How serious a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It went as it should.
    Info,
    /// It is worth a look.
    Warning,
    /// It needs a person.
    Error,
}

impl Level {
    const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where lines go.
#[derive(Clone)]
pub struct Log {
    format: Format,
    out: Arc<Mutex<dyn Write + Send>>,
}

impl Log {
    /// A log to `out`.
    pub fn to(format: Format, out: impl Write + Send + 'static) -> Self {
        Self { format, out: Arc::new(Mutex::new(out)) }
    }

    /// A log that keeps nothing.
    pub fn none() -> Self {
        Self::to(Format::Plain, std::io::sink())
    }

    /// Writes a line. Keys of RPC addresses are hidden, and control characters removed.
    pub fn write(&self, level: Level, role: &str, text: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = DateTime::from_timestamp(now.as_secs().cast_signed(), now.subsec_nanos()).unwrap_or_default();
        let time = time.to_rfc3339_opts(SecondsFormat::Millis, true);
        let text = plain(&redact(text)).to_string();
        let line = match self.format {
            Format::Plain => format!("{time} {} {role}: {text}", level.name()),
            Format::Json => json!({ "time": time, "level": level.name(), "role": role, "text": text }).to_string(),
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that cannot be written stops no vote.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    /// Says that something went as it should.
    pub fn info(&self, role: &str, text: impl AsRef<str>) {
        self.write(Level::Info, role, text.as_ref());
    }

    /// Says that something is worth a look.
    pub fn warn(&self, role: &str, text: impl AsRef<str>) {
        self.write(Level::Warning, role, text.as_ref());
    }

    /// Says that something needs a person.
    pub fn error(&self, role: &str, text: impl AsRef<str>) {
        self.write(Level::Error, role, text.as_ref());
    }
}
