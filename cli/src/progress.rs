//! How far something long is, on the terminal's error stream; nothing where that is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar or a spinner, gone when dropped.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar of `steps`; nothing is shown for a single one.
    pub fn of(what: &str, steps: usize) -> Self {
        if steps < 2 {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}").expect("a template");
        Self(ProgressBar::new(steps as u64).with_style(style).with_message(what.to_owned()))
    }

    /// A spinner, which shows itself only for what takes its time.
    pub fn spinner(what: &str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// One step more is done.
    pub fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
