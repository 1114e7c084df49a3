//! The file that prevents a second vote at one height.
//!
//! Two votes of one key at one height are slashed, whatever the reason: a crash between signing and sending, a restored
//! backup, a second machine. [`Protection::sign`] therefore records a vote durably *before* it is signed, and refuses:
//!
//! - another content at a height that is recorded (the same content may be signed again, which yields the same signature);
//! - any height below the highest recorded one of its kind, but for the recorded content of one of the latest [`RECENT`] heights;
//! - a kind without a record: a new file signs nothing until [`Protection::raise`] or [`Protection::import`];
//! - a file that another process holds, or that was replaced since it was opened;
//! - a file that is damaged before its last line. An incomplete last line means a crash before the signature, so it is removed.
//!
//! A file holds the votes themselves: after a crash, [`Protection::recorded`] gives the votes to send again. What was signed before
//! an import or a raise is not among them: another machine may have signed for those heights since.
//!
//! A restored older copy of the file alone cannot be told from the latest one. The *mark*, a second file beside it, therefore
//! holds the number of records and their checksum, written after each record. A file without the marked records is refused. An
//! operator that restores both files, or moves to another machine, starts with [`Protection::create`] and
//! [`Protection::import`] of a current export, or with [`Protection::raise`] to a height that the chain has not reached.
//!
//! The format is a line per record, `domain kind height content checksum`: hexadecimal, but for kind and height. The checksum
//! covers all lines so far.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::vote::{DOMAIN_BYTES, HEAD_BYTES, Vote};

/// The first line of a file.
const HEAD: &str = "vote protection 1\n";

/// The first words of an export, before the number of its records.
const EXPORT: &str = "vote protection export 1";

/// The latest heights of a kind of which votes may be signed again. The oracle's longest window, 600 seconds, has 60 heights of ten
/// seconds.
pub const RECENT: usize = 64;

/// How often a lock is tried, and how long is waited between.
const LOCK_TRIES: u32 = 50;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Why a vote may not be signed, or a file not be used.
#[derive(Debug)]
pub enum ProtectionError {
    /// The disk failed: nothing may be signed.
    Io(io::Error),
    /// Another process uses the file.
    InUse,
    /// Another file stands at the path now.
    Replaced,
    /// The file is damaged at this line.
    Damaged(usize),
    /// The mark is missing or damaged.
    NoMark,
    /// The file is older than its mark: it has fewer records [records, marked].
    Restored(u64, u64),
    /// The file has other records than those that were marked [marked].
    OtherRecords(u64),
    /// No height of the kind is recorded.
    NotRaised { kind: u8 },
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
            Self::Io(error) => write!(text, "Protection file cannot be used: {error}"),
            Self::InUse => write!(text, "Another process uses the protection file"),
            Self::Replaced => write!(text, "Another file stands at the protection file's path"),
            Self::Damaged(line) => write!(text, "Protection file is damaged at line {line}"),
            Self::NoMark => write!(text, "Mark of the protection file is missing or damaged"),
            Self::Restored(records, marked) => {
                write!(text, "Protection file is older than its mark (got {records}, limit {marked})")
            }
            Self::OtherRecords(marked) => write!(text, "Protection file has other records than its mark of {marked}"),
            Self::NotRaised { kind } => {
                write!(text, "No vote of kind {kind} is recorded: import an export, or raise the lowest height")
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

/// The highest record of a subject: its height and the vote's content. Without a content, the height takes no vote.
type Highest = (u64, Option<Vec<u8>>);

/// What is recorded of a subject.
#[derive(Debug, Default)]
struct Records {
    highest: Option<Highest>,
    /// The contents of the latest heights, since the last one that takes no vote.
    recent: BTreeMap<u64, Vec<u8>>,
}

impl Records {
    /// Enters the next record.
    fn enter(&mut self, (height, content): Highest) {
        match &content {
            Some(content) => {
                self.recent.insert(height, content.clone());
                if self.recent.len() > RECENT {
                    self.recent.pop_first();
                }
            }
            None => self.recent.clear(),
        }
        self.highest = Some((height, content));
    }
}

/// An open protection file, locked against other processes until it is dropped.
#[derive(Debug)]
pub struct Protection {
    path: PathBuf,
    file: File,
    lock: File,
    records: u64,
    checksum: u64,
    subjects: BTreeMap<Subject, Records>,
    /// A failed write leaves the file in doubt: nothing is signed until it is opened again.
    is_failed: bool,
}

impl Protection {
    /// Creates the file at `path`, which must not exist. It signs nothing yet: [`Protection::import`] the records of the last
    /// file, or [`Protection::raise`] each kind.
    ///
    /// # Errors
    /// [`ProtectionError::Io`] if the file exists; [`ProtectionError::Restored`] if its mark does, so that the file was lost.
    pub fn create(path: &Path) -> Result<Self, ProtectionError> {
        let lock = lock(path)?;
        if let Some((marked, _)) = read_mark(path)? {
            return Err(ProtectionError::Restored(0, marked));
        }
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        let mut created = Self::of(path, file, lock)?;
        created.start()?;
        Ok(created)
    }

    /// Opens the file at `path`, which must exist. A missing file is never replaced by a new one, which would know of no vote.
    ///
    /// # Errors
    /// [`ProtectionError`], and then nothing may be signed.
    pub fn open(path: &Path) -> Result<Self, ProtectionError> {
        // A path without a file gets no lock's file either.
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut opened = Self::of(path, file, lock(path)?)?;
        let mut text = vec![];
        opened.file.read_to_end(&mut text)?;
        let mark = read_mark(path)?;
        if HEAD.as_bytes().starts_with(&text) {
            if let Some((marked @ 1.., _)) = mark {
                return Err(ProtectionError::Restored(0, marked));
            }
            // A crash while the file was created.
            opened.start()?;
            return Ok(opened);
        }
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        let lines = text[..whole].strip_prefix(HEAD.as_bytes()).ok_or(ProtectionError::Damaged(1))?;
        let (marked, checksum) = mark.ok_or(ProtectionError::NoMark)?;
        let mut is_found = marked == 0 && checksum == 0;
        for (place, line) in lines.split_inclusive(|&byte| byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            opened.replay(line).ok_or(ProtectionError::Damaged(place + 2))?;
            is_found |= (opened.records, opened.checksum) == (marked, checksum);
        }
        if opened.records < marked {
            return Err(ProtectionError::Restored(opened.records, marked));
        }
        if !is_found {
            return Err(ProtectionError::OtherRecords(marked));
        }
        // Nothing is written before all is found right: the path may name another file by mistake.
        opened.file.set_len(whole as u64)?;
        opened.file.seek(SeekFrom::End(0))?;
        opened.file.sync_all()?;
        opened.write_mark()?;
        Ok(opened)
    }

    /// Records the vote in `message` durably, then signs it with `signer`.
    ///
    /// # Errors
    /// [`ProtectionError`], and then nothing is signed.
    pub fn sign<S>(&mut self, message: &[u8], signer: impl FnOnce(&[u8]) -> S) -> Result<S, ProtectionError> {
        let vote = Vote::parse(message).ok_or(ProtectionError::NotAVote)?;
        let subject = Subject { domain: *vote.domain, kind: vote.kind };
        let (kind, height) = (vote.kind, vote.height);
        self.check_usable()?;
        let highest = self.highest_of(&subject).ok_or(ProtectionError::NotRaised { kind })?.0;
        if height > highest {
            self.append(subject, (height, Some(vote.content.to_vec())))?;
            return Ok(signer(message));
        }
        match self.subjects.get(&subject).and_then(|records| records.recent.get(&height)) {
            Some(found) if found == vote.content => Ok(signer(message)),
            Some(_) => Err(ProtectionError::OtherVote { kind, height }),
            None if height == highest => Err(ProtectionError::OtherVote { kind, height }),
            None => Err(ProtectionError::OldHeight { kind, height, highest }),
        }
    }

    /// The message of the latest vote of `kind`, to be signed and sent again after a crash; none if its height takes no vote.
    pub fn latest(&self, domain: &[u8; DOMAIN_BYTES], kind: u8) -> Option<Vec<u8>> {
        self.recorded(domain, kind, self.highest(domain, kind)?)
    }

    /// The message of the vote of `kind` at `height`, to be signed and sent again after a crash; none if it is not one of the latest.
    pub fn recorded(&self, domain: &[u8; DOMAIN_BYTES], kind: u8, height: u64) -> Option<Vec<u8>> {
        let content = self.subjects.get(&Subject { domain: *domain, kind })?.recent.get(&height)?;
        let vote = Vote { domain, kind, height, content };
        let mut message = vec![0; HEAD_BYTES + content.len()];
        vote.write(&mut message)?;
        Some(message)
    }

    /// The highest height of `kind` that is recorded.
    pub fn highest(&self, domain: &[u8; DOMAIN_BYTES], kind: u8) -> Option<u64> {
        Some(self.highest_of(&Subject { domain: *domain, kind })?.0)
    }

    fn highest_of(&self, subject: &Subject) -> Option<&Highest> {
        self.subjects.get(subject)?.highest.as_ref()
    }

    /// Refuses votes of `kind` through `height` from now on, but for the one that is recorded at it: for a kind that is new, or a
    /// start without the latest file.
    ///
    /// # Errors
    /// [`ProtectionError::Io`], [`ProtectionError::Replaced`].
    pub fn raise(&mut self, domain: &[u8; DOMAIN_BYTES], kind: u8, height: u64) -> Result<(), ProtectionError> {
        self.check_usable()?;
        let subject = Subject { domain: *domain, kind };
        if self.highest_of(&subject).is_none_or(|found| found.0 < height) {
            self.append(subject, (height, None))?;
        }
        Ok(())
    }

    /// The highest record of each subject for another machine: the number of records, a line each, and their checksum.
    pub fn export(&self) -> String {
        let highest = self.subjects.iter().filter_map(|(subject, records)| Some((subject, records.highest.as_ref()?)));
        let lines: Vec<String> = highest.map(|(subject, highest)| record(subject, highest) + "\n").collect();
        let text = format!("{EXPORT} {}\n{}", lines.len(), lines.concat());
        let checksum = chain(0, text.as_bytes());
        text + &format!("{checksum:016x}\n")
    }

    /// Takes over an export. Of two records of one subject, the higher one stands. At equal heights with different contents, both
    /// contents are refused.
    ///
    /// # Errors
    /// [`ProtectionError::Damaged`] before anything is taken over, [`ProtectionError::Io`], [`ProtectionError::Replaced`].
    pub fn import(&mut self, export: &str) -> Result<(), ProtectionError> {
        self.check_usable()?;
        for (subject, (height, content)) in parse_export(export)? {
            match self.highest_of(&subject) {
                Some((highest, Some(own))) if *highest == height && content.as_ref() != Some(own) => {
                    self.append(subject, (height, None))?
                }
                Some((highest, _)) if *highest >= height => {}
                found => {
                    // What this file recorded below it is not to be sent again: the other machine was the signer there.
                    if content.is_some() && found.is_some() {
                        self.append(subject, (height, None))?;
                    }
                    self.append(subject, (height, content))?;
                }
            }
        }
        Ok(())
    }

    /// The open file with its locks, and nothing read of it.
    fn of(path: &Path, file: File, lock: File) -> Result<Self, ProtectionError> {
        // Another path may lead to the same file.
        take(&file)?;
        let path = path.to_owned();
        Ok(Self { path, file, lock, records: 0, checksum: 0, subjects: BTreeMap::new(), is_failed: false })
    }

    /// Writes the head of a file without records, and its mark.
    fn start(&mut self) -> Result<(), ProtectionError> {
        self.file.seek(SeekFrom::Start(0))?;
        self.write(HEAD.as_bytes())?;
        self.write_mark()
    }

    /// Refuses after a failed write, and where the paths name other files than those that are locked: another process may use
    /// them.
    fn check_usable(&self) -> Result<(), ProtectionError> {
        if self.is_failed {
            return Err(io::Error::other("an earlier write failed").into());
        }
        for (path, file) in [(&self.path, &self.file), (&beside(&self.path, "lock"), &self.lock)] {
            let own = file.metadata()?;
            let is_own =
                std::fs::metadata(path).is_ok_and(|found| (found.dev(), found.ino()) == (own.dev(), own.ino()));
            if !is_own {
                return Err(ProtectionError::Replaced);
            }
        }
        Ok(())
    }

    /// Appends a record to the file, then moves the mark.
    fn append(&mut self, subject: Subject, highest: Highest) -> Result<(), ProtectionError> {
        self.check_usable()?;
        let record = record(&subject, &highest);
        let checksum = chain(self.checksum, record.as_bytes());
        self.write(format!("{record} {checksum:016x}\n").as_bytes())?;
        self.checksum = checksum;
        self.records += 1;
        self.subjects.entry(subject).or_default().enter(highest);
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
        self.subjects.entry(subject).or_default().enter(highest);
        self.checksum = expected;
        self.records += 1;
        Some(())
    }

    /// Writes the mark beside the old one and renames it, so that a crash leaves one of the two.
    fn write_mark(&mut self) -> Result<(), ProtectionError> {
        let new = beside(&self.path, "mark-new");
        let written = File::create(&new).and_then(|mut file| {
            file.write_all(format!("{} {:016x}\n", self.records, self.checksum).as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&new, beside(&self.path, "mark"))?;
            File::open(folder(&self.path))?.sync_all()
        });
        self.is_failed |= written.is_err();
        Ok(written?)
    }
}

/// The file beside `path` with an ending of its own. The whole name is kept, or two files of one stem would share it.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The folder of `path`.
fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Locks the file that stands for `path`. It is never replaced, as an editor or a restore replaces the file itself.
fn lock(path: &Path) -> Result<File, ProtectionError> {
    let lock = OpenOptions::new().write(true).create(true).truncate(false).open(beside(path, "lock"))?;
    take(&lock)?;
    Ok(lock)
}

/// Locks `file`. A process that is being started has its parent's open files until its program is loaded, and their locks: those
/// are waited for.
fn take(file: &File) -> Result<(), ProtectionError> {
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(ProtectionError::InUse)
}

/// The mark's number of records and their checksum; none without a mark.
fn read_mark(path: &Path) -> Result<Option<(u64, u64)>, ProtectionError> {
    let text = match std::fs::read_to_string(beside(path, "mark")) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(ProtectionError::NoMark),
        Err(error) => return Err(error.into()),
    };
    let figures = text.strip_suffix('\n').and_then(|line| line.split_once(' '));
    let mark = figures.and_then(|(records, checksum)| {
        Some((records.parse().ok()?, u64::from_str_radix(checksum, 16).ok().filter(|_| checksum.len() == 16)?))
    });
    Ok(Some(mark.ok_or(ProtectionError::NoMark)?))
}

fn record(subject: &Subject, (height, content): &Highest) -> String {
    let content = content.as_deref().map_or_else(|| "-".to_owned(), hex);
    format!("{} {} {height} {content}", hex(&subject.domain), subject.kind)
}

fn parse(record: &str) -> Option<(Subject, Highest)> {
    let mut parts = record.split(' ');
    let (domain, kind) = (unhex(parts.next()?)?.try_into().ok()?, parts.next()?.parse().ok()?);
    let (height, content) = (parts.next()?.parse().ok()?, parts.next()?);
    let content = if content == "-" { None } else { Some(unhex(content)?) };
    parts.next().is_none().then_some((Subject { domain, kind }, (height, content)))
}

/// The records of an export, if it is whole.
fn parse_export(export: &str) -> Result<Vec<(Subject, Highest)>, ProtectionError> {
    let mut lines: Vec<&str> = export.split_inclusive('\n').collect();
    let (end, checksum) = (lines.len(), lines.pop().unwrap_or_default());
    let head = lines.first().and_then(|line| line.strip_prefix(EXPORT)?.trim().parse().ok());
    let count: usize = head.ok_or(ProtectionError::Damaged(1))?;
    let expected = format!("{:016x}", chain(0, lines.concat().as_bytes()));
    if checksum.trim_end() != expected || lines.len() != count.saturating_add(1) {
        return Err(ProtectionError::Damaged(end));
    }
    let records = lines[1..].iter().enumerate();
    records.map(|(place, line)| parse(line.trim_end()).ok_or(ProtectionError::Damaged(place + 2))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// FNV-1a over the records so far: against damage, not against forgery. A forger with write access has the key as well.
fn chain(checksum: u64, record: &[u8]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let start = 0xcbf2_9ce4_8422_2325 ^ checksum;
    record.iter().fold(start, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
