//! The index over HTTP, for pages and services: read-only JSON.

use std::io::Cursor;
use std::net::SocketAddr;

use serde_json::{Value as Json, json};
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;
use tiny_http::{Header, Method, Request, Response, Server};
use url::form_urlencoded;

use super::database::{Database, Value};
use super::{accounts, fact, is_complete, machine_time};
use crate::error::{Error, Result};
use crate::metrics::respond;

/// How many events an answer has, if the request does not say.
const LIMIT: i64 = 100;

/// How many events an answer has at the most.
const MOST: i64 = 1_000;

/// An HTTP server of an index.
pub struct Api {
    server: Server,
    database: Database,
    counted: Counted,
}

/// The counts of events and gaps as of a pass: counting reads whole tables.
#[derive(Default)]
struct Counted {
    read_at: Option<String>,
    counts: [u64; 2],
}

/// Why a request has no answer.
enum Refusal {
    /// It asks for something that there is not, or in a wrong form.
    Wrong(String),
    /// The database failed.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Api {
    /// Listens at `address`.
    ///
    /// # Errors
    /// If the address is taken.
    pub fn at(address: SocketAddr, database: Database) -> Result<Self> {
        let server =
            Server::http(address).map_err(|error| Error::new(format!("cannot listen at {address}: {error}")))?;
        Ok(Self { server, database, counted: Counted::default() })
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        self.server.server_addr().to_string()
    }

    /// Answers until the server fails.
    ///
    /// # Errors
    /// If it fails.
    pub fn serve(mut self) -> Result<()> {
        loop {
            let request = self.server.recv()?;
            let answer = self.answer(&request);
            respond(request, answer);
        }
    }

    fn answer(&mut self, request: &Request) -> Response<Cursor<Vec<u8>>> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return of(405, &json!({ "error": "only GET is answered" }));
        }
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        let answer = match path {
            "/health" => health(&mut self.database, &mut self.counted).map_err(Refusal::Failed),
            "/events" => events(&mut self.database, query),
            "/gaps" => gaps(&mut self.database, query),
            "/accounts" => return listed(&mut self.database, request),
            _ => return of(404, &json!({ "error": "there is nothing here: see /health, /events, /gaps, /accounts" })),
        };
        match answer {
            Ok(answer) => of(200, &answer),
            Err(Refusal::Wrong(why)) => of(400, &json!({ "error": why })),
            Err(Refusal::Failed(error)) => failed(&error),
        }
    }
}

fn failed(error: &Error) -> Response<Cursor<Vec<u8>>> {
    eprintln!("{error}");
    of(500, &json!({ "error": "the database failed" }))
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header of ASCII")
}

/// The addresses of all accounts, as a page reads them from a file; only that they are the same for a reader that has them.
fn listed(database: &mut Database, request: &Request) -> Response<Cursor<Vec<u8>>> {
    let index = match accounts::stored(database) {
        Ok(Some(index)) => index,
        Ok(None) => {
            return of(503, &json!({ "error": "no accounts are listed yet: the indexer's node has to list them" }));
        }
        Err(error) => return failed(&error),
    };
    let tag = format!("\"{}\"", hash(index.to_string().as_bytes()));
    let known = request.headers().iter().find(|header| header.field.equiv("If-None-Match"));
    let answer = match known.is_some_and(|known| known.value.as_str().contains(&tag)) {
        true => of(304, &Json::Null).with_data(Cursor::new(vec![]), Some(0)),
        false => of(200, &index),
    };
    answer.with_header(header("ETag", &tag)).with_header(header("Cache-Control", "no-cache"))
}

fn of(status: u16, body: &Json) -> Response<Cursor<Vec<u8>>> {
    Response::from_string(format!("{body}\n"))
        .with_status_code(status)
        .with_header(header("Content-Type", "application/json"))
        // All of it is on the chain anyway: any page may read it.
        .with_header(header("Access-Control-Allow-Origin", "*"))
}

/// How far the index is, and what it misses.
fn health(database: &mut Database, counted: &mut Counted) -> Result<Json> {
    let mut facts = |name: &str| fact(database, name);
    let (slot, time, read_at, genesis) = (facts("slot")?, facts("time")?, facts("read_at")?, facts("genesis")?);
    if read_at.is_none() || counted.read_at != read_at {
        let mut count = |sql: &str| Ok::<u64, Error>(database.rows(sql, &[])?[0][0].unsigned());
        counted.counts = [count("SELECT count(*) FROM events")?, count("SELECT count(*) FROM gaps")?];
        counted.read_at.clone_from(&read_at);
    }
    let [events, gaps] = counted.counts;
    let lag = read_at.and_then(|at| at.parse::<i64>().ok()).map(|at| machine_time() - at);
    Ok(json!({
        "complete": is_complete(database)?, "slot": slot, "time": time, "lag": lag, "genesis": genesis,
        "events": events.to_string(), "gaps": gaps.to_string(),
    }))
}

/// The parameters of `query`; refuses one with control characters, which a database may not take.
fn parameters(query: &str) -> std::result::Result<Vec<(String, String)>, Refusal> {
    let parsed = form_urlencoded::parse(query.as_bytes()).into_owned();
    let checked = parsed.map(|(name, value)| match value.chars().chain(name.chars()).any(char::is_control) {
        true => Err(wrong(&name.escape_debug().to_string(), &value.escape_debug().to_string())),
        false => Ok((name, value)),
    });
    checked.collect()
}

fn wrong(name: &str, value: &str) -> Refusal {
    Refusal::Wrong(format!("{name} has no meaning: `{value}`"))
}

/// A page of gaps; the next page begins behind `next`.
fn gaps(database: &mut Database, query: &str) -> std::result::Result<Json, Refusal> {
    let (mut asked, mut limit) = (Asked::default(), LIMIT);
    for (name, value) in parameters(query)? {
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
        match &*name {
            "limit" => limit = number(&value).ok_or_else(|| wrong(&name, &value))?.clamp(1, MOST),
            "after" => {
                let parts: Vec<&str> = value.split('.').collect();
                let [slot, account, first] = parts[..] else { return Err(wrong(&name, &value)) };
                let (Some(slot), Some(first)) = (number(slot), number(first)) else { return Err(wrong(&name, &value)) };
                asked.add("(after_slot, account, first) > (?, ?, ?)", [slot.into(), account.into(), first.into()]);
            }
            _ => return Err(wrong(&name, &value)),
        }
    }
    let sql = format!(
        "SELECT account, program, first, last, after_slot, before_slot, cut FROM gaps{} \
         ORDER BY after_slot, account, first LIMIT {limit}",
        asked.sql
    );
    let rows = database.rows(&sql, &asked.values)?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit);
    let next = next.map(|row| format!("{}.{}.{}", row[4].int(), row[0].text(), row[2].int()));
    let gap = |row: Vec<Value>| {
        json!({
            "account": row[0].text(), "program": row[1].text(), "from": row[2].int().to_string(),
            "to": row[3].int().to_string(), "after_slot": row[4].int().to_string(),
            "before_slot": row[5].int().to_string(), "cut": row[6].int() == 1,
        })
    };
    Ok(json!({ "gaps": rows.into_iter().map(gap).collect::<Vec<_>>(), "next": next }))
}

/// What is asked of the events.
#[derive(Default)]
struct Asked {
    sql: String,
    values: Vec<Value>,
}

impl Asked {
    /// Adds a condition, in which `?` stands for each next value.
    fn add(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(if self.sql.is_empty() { " WHERE " } else { " AND " });
        let mut values = values.into_iter();
        for (place, part) in condition.split('?').enumerate() {
            if place > 0 {
                self.values.extend(values.next());
                self.sql.push_str(&format!("${}", self.values.len()));
            }
            self.sql.push_str(part);
        }
    }
}

/// A page of events, in the order of the chain; the next page begins behind `next`.
fn events(database: &mut Database, query: &str) -> std::result::Result<Json, Refusal> {
    let (mut asked, mut limit, mut joined) = (Asked::default(), LIMIT, "");
    let mut descends = false;
    let mut after = None;
    for (name, value) in parameters(query)? {
        let number = || value.parse::<i64>().ok().filter(|number| *number >= 0).ok_or_else(|| wrong(&name, &value));
        let address = || value.parse::<Pubkey>().map_err(|_| wrong(&name, &value));
        match &*name {
            "account" => asked.add("events.account = ?", [address()?.to_string().into()]),
            "mentions" if joined.is_empty() => {
                joined = " JOIN mentions ON mentions.program = events.program AND mentions.signature = events.signature \
                          AND mentions.place = events.place";
                asked.add("mentions.account = ?", [address()?.to_string().into()]);
            }
            "kind" => {
                let kinds: Vec<Value> = value.split(',').map(Value::from).collect();
                let places = vec!["?"; kinds.len()].join(", ");
                asked.add(&format!("events.name IN ({places})"), kinds);
            }
            "program" => asked.add("events.program = ?", [Value::from(&*value)]),
            "signature" => asked.add("events.signature = ?", [Value::from(&*value)]),
            "from" => asked.add("events.time >= ?", [number()?.into()]),
            "to" => asked.add("events.time < ?", [number()?.into()]),
            "from_number" => asked.add("events.number >= ?", [number()?.into()]),
            "order" if value == "asc" || value == "desc" => descends = value == "desc",
            "limit" => limit = number()?.clamp(1, MOST),
            "after" => after = Some(cursor(&value).ok_or_else(|| wrong(&name, &value))?),
            _ => return Err(wrong(&name, &value)),
        }
    }
    if let Some(after) = after {
        let compared = if descends { "<" } else { ">" };
        let condition = format!(
            "(events.slot, events.account, events.number, events.program, events.signature, events.place) {compared} \
             (?, ?, ?, ?, ?, ?)"
        );
        asked.add(&condition, after);
    }
    let direction = if descends { "DESC" } else { "ASC" };
    let order = ["slot", "account", "number", "program", "signature", "place"];
    let order = order.map(|column| format!("events.{column} {direction}")).join(", ");
    let sql = format!(
        "SELECT events.slot, events.account, events.number, events.program, events.signature, events.place, events.time, \
         events.name, events.data FROM events{joined}{} ORDER BY {order} LIMIT {limit}",
        asked.sql
    );
    let rows = database.rows(&sql, &asked.values)?;
    let next = rows.last().filter(|_| rows.len() as i64 == limit).map(|row| {
        let texts = row[..6].iter().map(|value| match value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
        });
        texts.collect::<Vec<_>>().join(".")
    });
    let events = rows.iter().map(|row| {
        let data: Json = serde_json::from_str(row[8].text()).unwrap_or(Json::Null);
        json!({
            "slot": row[0].int().to_string(), "account": row[1].text(),
            "number": (row[2].int() > 0).then(|| row[2].int().to_string()), "program": row[3].text(),
            "signature": row[4].text(), "index": row[5].int(), "time": row[6].int().to_string(),
            "name": row[7].text(), "data": data,
        })
    });
    Ok(json!({ "events": events.collect::<Vec<_>>(), "next": next }))
}

/// Where a page ended, as its `next` says.
fn cursor(text: &str) -> Option<Vec<Value>> {
    let parts: Vec<&str> = text.split('.').collect();
    let [slot, account, number, program, signature, place] = parts[..] else { return None };
    let number_of = |text: &str| text.parse::<i64>().ok().map(Value::from);
    Some(vec![
        number_of(slot)?,
        account.into(),
        number_of(number)?,
        program.into(),
        signature.into(),
        number_of(place)?,
    ])
}
