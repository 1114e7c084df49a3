//! A database of events: SQLite in a file, or a PostgreSQL server. Both take the same schema and the same statements.

use std::path::Path;
use std::time::Duration;

use postgres::types::{ToSql, Type};
use rusqlite::types::ValueRef;

use super::server::{Server, failed, server_failed};
use crate::error::{Error, Result};
use crate::refuse;

/// The tables, in SQL that both databases take.
pub const SCHEMA: &str = include_str!("schema.sql");

/// How long a statement waits for another process's transaction.
const PATIENCE: Duration = Duration::from_secs(10);

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Int(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u64> for Value {
    /// Slots and events' numbers stay below 2^63.
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Value {
    /// The text, empty for a number.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Int(_) => "",
        }
    }

    /// The number, zero for a text.
    pub fn int(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            Self::Text(_) => 0,
        }
    }

    /// The number of a slot or an event.
    pub fn unsigned(&self) -> u64 {
        self.int().max(0).unsigned_abs()
    }
}

/// A statement that changes rows. Its parameters are `$1`, `$2` and so on, in this order.
#[derive(Clone, Debug)]
pub struct Change {
    sql: &'static str,
    values: Vec<Value>,
    /// Exactly one row has to change, or nothing of the batch does.
    one: bool,
}

impl Change {
    /// A statement that may change any number of rows.
    pub fn any(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values, one: false }
    }

    /// A statement that has to change exactly one row: else another process has written meanwhile.
    pub fn one(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values, one: true }
    }

    fn check(&self, changed: u64) -> Result<()> {
        if self.one && changed != 1 {
            refuse!("another process writes to this database: one indexer at a time");
        }
        Ok(())
    }
}

/// A database.
pub enum Database {
    /// A file.
    Sqlite(rusqlite::Connection),
    /// A server.
    Postgres(Box<Server>),
}

impl Database {
    /// Opens the file, or connects to the server that a `postgres://` address names; makes the tables where they are missing.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(at: &str) -> Result<Self> {
        if at.starts_with("postgres://") || at.starts_with("postgresql://") {
            let mut server = Server::connect(at)?;
            // Addresses compare by bytes, as in SQLite, in whatever language the server sorts.
            let schema = SCHEMA.replace(" TEXT ", " TEXT COLLATE \"C\" ");
            server.client()?.batch_execute(&schema).map_err(|error| server_failed(&error))?;
            return Ok(Self::Postgres(Box::new(server)));
        }
        let named = |error| Error::new(format!("{at} cannot be opened as a SQLite database: {error}"));
        let file = rusqlite::Connection::open(Path::new(at)).map_err(named)?;
        file.busy_timeout(PATIENCE).map_err(failed)?;
        // Readers and the one writer do not block each other, and what was committed outlives a crash.
        file.pragma_update(None, "journal_mode", "WAL").map_err(named)?;
        file.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        file.execute_batch(SCHEMA).map_err(failed)?;
        Ok(Self::Sqlite(file))
    }

    /// Makes all changes, or none.
    ///
    /// # Errors
    /// If one fails.
    pub fn change(&mut self, changes: &[Change]) -> Result<()> {
        match self {
            Self::Sqlite(file) => {
                let transaction =
                    file.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
                for change in changes {
                    let values = rusqlite::params_from_iter(change.values.iter().map(sqlite_value));
                    let changed = transaction.execute(change.sql, values).map_err(failed)?;
                    change.check(changed as u64)?;
                }
                transaction.commit().map_err(failed)
            }
            Self::Postgres(server) => {
                let mut transaction = server.client()?.transaction().map_err(|error| server_failed(&error))?;
                for change in changes {
                    let values: Vec<_> = change.values.iter().map(postgres_value).collect();
                    change.check(transaction.execute(change.sql, &values).map_err(|error| server_failed(&error))?)?;
                }
                transaction.commit().map_err(|error| server_failed(&error))
            }
        }
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// If it fails.
    pub fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>> {
        match self {
            Self::Sqlite(file) => {
                let mut statement = file.prepare(sql).map_err(failed)?;
                let columns = statement.column_count();
                let values = rusqlite::params_from_iter(values.iter().map(sqlite_value));
                let mut rows = statement.query(values).map_err(failed)?;
                let mut found = vec![];
                while let Some(row) = rows.next().map_err(failed)? {
                    let read = |column| {
                        Ok(match row.get_ref(column).map_err(failed)? {
                            ValueRef::Integer(number) => Value::Int(number),
                            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                            other => refuse!("the database has a value of type {}", other.data_type()),
                        })
                    };
                    found.push((0..columns).map(read).collect::<Result<_>>()?);
                }
                Ok(found)
            }
            Self::Postgres(server) => {
                let values: Vec<_> = values.iter().map(postgres_value).collect();
                let rows = server.client()?.query(sql, &values).map_err(|error| server_failed(&error))?;
                let read = |row: postgres::Row| {
                    let column = |(place, column): (usize, &postgres::Column)| {
                        Ok(match *column.type_() {
                            Type::INT8 => Value::Int(row.try_get(place).map_err(|error| server_failed(&error))?),
                            Type::TEXT => Value::Text(row.try_get(place).map_err(|error| server_failed(&error))?),
                            ref other => refuse!("the database has a value of type {other}"),
                        })
                    };
                    row.columns().iter().enumerate().map(column).collect()
                };
                rows.into_iter().map(read).collect()
            }
        }
    }
}

fn sqlite_value(value: &Value) -> rusqlite::types::ToSqlOutput<'_> {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Int(number) => (*number).into(),
    }
}

fn postgres_value(value: &Value) -> &(dyn ToSql + Sync) {
    match value {
        Value::Text(text) => text,
        Value::Int(number) => number,
    }
}
