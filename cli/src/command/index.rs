//! Indexes: a static one of the program's accounts, for pages on nodes that list none, and a database of its events.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::Args;

use crate::error::{Error, Result};
use crate::indexer::accounts::Listing;
use crate::indexer::api::Api;
use crate::indexer::database::Database;
use crate::indexer::{Indexer, emitters};
use crate::refuse;
use crate::session::Session;
use crate::time::Span;

/// The exit status of an index that lacks only what was cut out of logs.
pub const CUT: u8 = 3;

/// Indexes the programs' events in a database, or writes the addresses of all accounts for a page
#[derive(Args, Debug)]
pub struct Index {
    /// Write the addresses of all accounts by their kinds to this file, in place of an older one [default: the standard output]
    #[arg(long = "static", value_name = "FILE", conflicts_with = "database")]
    file: Option<PathBuf>,
    /// Store all events in this database: a SQLite file, or a PostgreSQL server's postgres:// address
    #[arg(long, value_name = "FILE_OR_URL")]
    database: Option<String>,
    /// End once all events up to now are stored; fail if some are missing, with status 3 if only cut logs had them
    #[arg(long, requires = "database", conflicts_with = "serve")]
    once: bool,
    /// Answer HTTP requests for events, and for the addresses of all accounts, at this address
    #[arg(long, requires = "database", value_name = "ADDRESS:PORT")]
    serve: Option<SocketAddr>,
    /// Ask the cluster for new events once in this time
    #[arg(long, requires = "database", value_name = "SPAN", default_value = "5s")]
    every: Span,
}

impl Index {
    /// Whether it follows events: then only what the cluster cannot take back is read, if the user does not say otherwise.
    pub fn is_of_events(&self) -> bool {
        self.database.is_some()
    }

    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self.database.clone() {
            Some(at) => self.store(session, &at),
            None => self.list(session),
        }
    }

    /// Stores events until it is interrupted.
    fn store(self, session: &mut Session, at: &str) -> Result<()> {
        if let Some(address) = self.serve {
            let api = Api::at(address, Database::open(at)?)?;
            session.say(format!("Events are at http://{}/events", api.address()))?;
            session.say(format!("A static index is at http://{}/accounts", api.address()))?;
            session.out.flush()?;
            thread::spawn(move || {
                if let Err(error) = api.serve() {
                    eprintln!("no more requests are answered: {error}");
                }
            });
        }
        let emitters = emitters(session.program(), session.known_liquid());
        let mut indexer = Indexer::new(session.chain, Database::open(at)?, emitters, session.out)?;
        if self.once {
            indexer.retry_gaps()?;
            indexer.pass()?;
            let [events, missing, cut] = indexer.counts()?;
            if missing > cut {
                refuse!("{missing} events are not in the cluster's history; {events} are stored");
            }
            let done = format!("{events} events are stored");
            // A cron job that fails for ever tells nothing new.
            return match cut {
                0 => session.say(done),
                _ => Err(Error::new(format!("{done}, and {cut} are lost for everyone: their logs were cut"))
                    .with_status(CUT)),
            };
        }
        if let Err(error) = indexer.retry_gaps() {
            eprintln!("{error}");
        }
        let mut refused = String::new();
        loop {
            // A node that fails now may answer the next time.
            if let Err(error) = indexer.pass() {
                eprintln!("{error}");
            } else if self.serve.is_some() {
                let why = indexer.list().err().map_or_else(String::new, |error| error.to_string());
                // A node that lists no accounts is told of once, and not after each pass.
                if why != refused && !why.is_empty() {
                    eprintln!("{why}");
                }
                refused = why;
            }
            thread::sleep(Duration::from_secs(self.every.0));
        }
    }

    /// Writes the static index.
    fn list(self, session: &mut Session) -> Result<()> {
        let listing = Listing::read(session.chain, &emitters(session.program(), session.known_liquid()))?;
        let (count, slot) = (listing.count(), listing.slot);
        let index = listing.index(&session.chain.genesis()?.to_string());
        match &self.file {
            None => session.say(index.to_string()),
            Some(file) => {
                write(file, &format!("{index}\n"))?;
                session.say(format!("{count} accounts at slot {slot} are in {}", file.display()))
            }
        }
    }
}

/// Written aside first, so that a page never reads a part of it.
fn write(file: &Path, text: &str) -> Result<()> {
    let aside = file.with_extension("part");
    let written = fs::write(&aside, text).and_then(|()| fs::rename(&aside, file));
    written.map_err(|error| Error::new(format!("{} cannot be written: {error}", file.display())))
}
