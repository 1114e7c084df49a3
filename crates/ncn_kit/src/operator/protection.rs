//! The file that prevents a second vote at one height.
//!
//! Two votes of one key at one height are slashed, whatever the reason: a crash between signing and sending, a restored
//! backup, a second machine. [`Protection::approve`] therefore records a vote durably *before* it may be signed, and refuses:
//!
//! - another content at a height that is recorded (the same content may be signed again, which yields the same signature);
//! - any height below the highest recorded one of its kind;
//! - a file that another process holds;
//! - a file that is damaged before its last line. An incomplete last line means a crash before the signature, so it is removed.
//!
//! A restored older copy of the file alone cannot be told from the latest one. The directory therefore holds a second file, the
//! *mark*, with the number of records and their hash, written after each record. A file with fewer records than the mark is
//! refused. An operator that restores both files, or moves to another machine, starts with [`Protection::import`] of a current
//! export, or with [`Protection::raise`] to a height that the chain has not reached.
//!
//! The format is a line per record, `domain kind height hash` in hexadecimal and decimal figures, with a chained checksum.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::vote::{DOMAIN_BYTES, Vote};

/// The first line of a file.
const HEAD: &str = "vote protection 1\n";

/// Why a vote may not be signed, or a file not be used.
#[derive(Debug)]
pub enum ProtectionError {
    /// The disk failed: nothing may be signed.
    Io(io::Error),
    /// Another process uses the file.
    InUse,
    /// The file is damaged at this line.
    Damaged(usize),
    /// The file is older than its mark: it has fewer records [records, marked].
    Restored(u64, u64),
    /// Another content is recorded at that height.
    OtherVote { kind: u8, height: u64 },
    /// A later height is recorded.
    OldHeight { kind: u8, height: u64, highest: u64 },
    /// The message is not a vote.
    NotAVote,
}

impl std::fmt::Display for ProtectionError {
    fn fmt(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(text, "Protection file cannot be written: {error}"),
            Self::InUse => write!(text, "Another process uses the protection file"),
            Self::Damaged(line) => write!(text, "Protection file is damaged at line {line}"),
            Self::Restored(records, marked) => {
                write!(text, "Protection file is older than its mark (got {records}, limit {marked})")
            }
            Self::OtherVote { kind, height } => {
                write!(text, "Another vote of kind {kind} is signed at height {height}")
            }
            Self::OldHeight { kind, height, highest } => {
                write!(text, "A later vote of kind {kind} is signed (got {height}, limit {highest})")
            }
            Self::NotAVote => write!(text, "Message is not a vote"),
        }
    }
}

impl std::error::Error for ProtectionError {}

impl From<io::Error> for ProtectionError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The subject of votes of which at most one per height is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    domain: [u8; DOMAIN_BYTES],
    kind: u8,
}

/// The highest record of a subject: its height and the hash of its message. No hash blocks the height for every vote.
type Highest = (u64, Option<[u8; 32]>);

/// An open protection file, locked against other processes until it is dropped.
#[derive(Debug)]
pub struct Protection {
    file: File,
    mark: PathBuf,
    records: u64,
    checksum: u64,
    highest: BTreeMap<Subject, Highest>,
    /// The hash of messages, SHA-256 in a node: the file stores no contents.
    hash: fn(&[u8]) -> [u8; 32],
    /// A failed write leaves the file in doubt: nothing is approved until it is opened again.
    is_failed: bool,
}

impl Protection {
    /// Opens the file at `path`, or creates it.
    ///
    /// # Errors
    /// [`ProtectionError`], and then nothing may be signed.
    pub fn open(path: &Path, hash: fn(&[u8]) -> [u8; 32]) -> Result<Self, ProtectionError> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ProtectionError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut text = vec![];
        file.read_to_end(&mut text)?;
        let mark = path.with_extension("mark");
        let mut opened = Self { file, mark, records: 0, checksum: 0, highest: BTreeMap::new(), hash, is_failed: false };
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        opened.file.set_len(whole as u64)?;
        opened.file.seek(SeekFrom::End(0))?;
        if whole == 0 {
            opened.write(HEAD.as_bytes())?;
        } else {
            let lines = text[..whole].strip_prefix(HEAD.as_bytes()).ok_or(ProtectionError::Damaged(1))?;
            for (place, line) in lines.split_inclusive(|&byte| byte == b'\n').enumerate() {
                let line = line.strip_suffix(b"\n").unwrap_or(line);
                opened.replay(line).ok_or(ProtectionError::Damaged(place + 2))?;
            }
        }
        opened.check_mark()?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(opened)
    }

    /// Records a vote's message durably, so that it may be signed now. Returns whether it is new.
    ///
    /// # Errors
    /// [`ProtectionError`], and then the message may not be signed.
    pub fn approve(&mut self, message: &[u8]) -> Result<bool, ProtectionError> {
        let vote = Vote::parse(message).ok_or(ProtectionError::NotAVote)?;
        let hash = (self.hash)(message);
        let subject = Subject { domain: *vote.domain, kind: vote.kind };
        let (kind, height) = (vote.kind, vote.height);
        match self.highest.get(&subject) {
            _ if self.is_failed => return Err(io::Error::other("an earlier write failed").into()),
            Some(&(highest, found)) if highest == height => {
                return if found == Some(hash) { Ok(false) } else { Err(ProtectionError::OtherVote { kind, height }) };
            }
            Some(&(highest, _)) if highest > height => {
                return Err(ProtectionError::OldHeight { kind, height, highest });
            }
            _ => {}
        }
        self.append(subject, (height, Some(hash)))?;
        Ok(true)
    }

    /// Refuses votes of `kind` through `height` from now on: for a start without the latest file.
    ///
    /// # Errors
    /// [`ProtectionError::Io`].
    pub fn raise(&mut self, domain: &[u8; DOMAIN_BYTES], kind: u8, height: u64) -> Result<(), ProtectionError> {
        let subject = Subject { domain: *domain, kind };
        if self.highest.get(&subject).is_none_or(|found| found.0 < height) {
            self.append(subject, (height, None))?;
        }
        Ok(())
    }

    /// The highest record of each subject, a line each, for another machine.
    pub fn export(&self) -> String {
        let lines = self.highest.iter().map(|(subject, highest)| record(subject, highest) + "\n");
        lines.collect()
    }

    /// Takes over an export. Of two records of one subject, the higher one stands. At equal heights with different contents, both
    /// contents are refused.
    ///
    /// # Errors
    /// [`ProtectionError::Damaged`] before anything is taken over, [`ProtectionError::Io`].
    pub fn import(&mut self, export: &str) -> Result<(), ProtectionError> {
        let mut records = vec![];
        for (place, line) in export.lines().enumerate() {
            records.push(parse(line).ok_or(ProtectionError::Damaged(place + 1))?);
        }
        for (subject, (height, hash)) in records {
            match self.highest.get(&subject) {
                Some(&(highest, found)) if highest == height && found != hash => {
                    self.append(subject, (height, None))?
                }
                Some(&(highest, _)) if highest >= height => {}
                _ => self.append(subject, (height, hash))?,
            }
        }
        Ok(())
    }

    /// Appends a record to the file, then moves the mark.
    fn append(&mut self, subject: Subject, highest: Highest) -> Result<(), ProtectionError> {
        let record = record(&subject, &highest);
        let checksum = chain(self.checksum, record.as_bytes());
        self.write(format!("{record} {checksum:016x}\n").as_bytes())?;
        self.checksum = checksum;
        self.records += 1;
        self.highest.insert(subject, highest);
        self.write_mark()
    }

    /// Writes and waits for the disk.
    fn write(&mut self, bytes: &[u8]) -> Result<(), ProtectionError> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        self.is_failed |= written.is_err();
        Ok(written?)
    }

    /// Enters a line of the file; none if it is not the next one that was written.
    fn replay(&mut self, line: &[u8]) -> Option<()> {
        let line = std::str::from_utf8(line).ok()?;
        let (record, checksum) = line.rsplit_once(' ')?;
        let expected = chain(self.checksum, record.as_bytes());
        if u64::from_str_radix(checksum, 16).ok()? != expected {
            return None;
        }
        let (subject, highest) = parse(record)?;
        self.highest.insert(subject, highest);
        self.checksum = expected;
        self.records += 1;
        Some(())
    }

    /// Refuses a file with fewer records than the mark.
    fn check_mark(&mut self) -> Result<(), ProtectionError> {
        let marked = match std::fs::read_to_string(&self.mark) {
            Ok(text) => text.trim().parse().map_err(|_| ProtectionError::Damaged(0))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error.into()),
        };
        if self.records < marked {
            return Err(ProtectionError::Restored(self.records, marked));
        }
        self.write_mark()
    }

    /// Writes the mark beside the old one and renames it, so that a crash leaves one of the two.
    fn write_mark(&mut self) -> Result<(), ProtectionError> {
        let beside = self.mark.with_extension("mark-new");
        let written = File::create(&beside).and_then(|mut file| {
            file.write_all(self.records.to_string().as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.mark)
        });
        self.is_failed |= written.is_err();
        Ok(written?)
    }
}

fn record(subject: &Subject, (height, hash): &Highest) -> String {
    let hash = hash.map_or_else(|| "-".to_owned(), |hash| hex(&hash));
    format!("{} {} {height} {hash}", hex(&subject.domain), subject.kind)
}

fn parse(record: &str) -> Option<(Subject, Highest)> {
    let mut parts = record.split(' ');
    let (domain, kind) = (unhex(parts.next()?)?, parts.next()?.parse().ok()?);
    let (height, hash) = (parts.next()?.parse().ok()?, parts.next()?);
    let hash = if hash == "-" { None } else { Some(unhex(hash)?) };
    parts.next().is_none().then_some((Subject { domain, kind }, (height, hash)))
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

/// FNV-1a over the records so far: against damage, not against forgery. A forger with write access has the key as well.
fn chain(checksum: u64, record: &[u8]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let start = 0xcbf2_9ce4_8422_2325 ^ checksum;
    record.iter().fold(start, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
