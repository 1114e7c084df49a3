//! Signing protection against crashes, copies, restores and second processes; and the packing of votes.
#![cfg(feature = "operator")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ncn_kit::packing::{Signed, groups, instruction_data, size};
use ncn_kit::protection::{Protection, ProtectionError};
use ncn_kit::vote::Vote;

/// A folder of its own for each test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Distinguishes the tests' messages; a node uses SHA-256.
fn hash(message: &[u8]) -> [u8; 32] {
    let mut hash = [0u8; 32];
    for (place, byte) in message.iter().enumerate() {
        hash[place % 32] = hash[place % 32].rotate_left(3) ^ byte.wrapping_add(place as u8);
    }
    hash
}

fn vote(kind: u8, height: u64, content: u8) -> Vec<u8> {
    let vote = Vote { domain: &[7; 32], kind, height, content: &[content; 16] };
    vote.write(&mut [0; 64]).expect("room").to_vec()
}

fn open(path: &Path) -> Result<Protection, ProtectionError> {
    Protection::open(path, hash)
}

#[test]
fn one_content_per_kind_and_height_and_no_way_back() {
    let path = folder("one").join("votes");
    let mut file = open(&path).expect("a new file");
    assert!(file.approve(&vote(0, 5, 1)).expect("the first"));
    assert!(!file.approve(&vote(0, 5, 1)).expect("the same again"));
    assert!(matches!(file.approve(&vote(0, 5, 2)), Err(ProtectionError::OtherVote { kind: 0, height: 5 })));
    assert!(matches!(file.approve(&vote(0, 4, 1)), Err(ProtectionError::OldHeight { height: 4, highest: 5, .. })));
    assert!(file.approve(&vote(1, 4, 1)).expect("another kind"));
    assert!(matches!(file.approve(&[1; 41]), Err(ProtectionError::NotAVote)));
    drop(file);
    let mut again = open(&path).expect("the file");
    assert!(!again.approve(&vote(0, 5, 1)).expect("recorded"));
    assert!(matches!(again.approve(&vote(0, 5, 2)), Err(ProtectionError::OtherVote { .. })));
    assert!(again.approve(&vote(0, 6, 2)).expect("a later one"));
}

/// A crash at any byte of a write leaves a file of which every complete record still protects.
#[test]
fn a_crash_at_any_byte_never_permits_a_second_content() {
    let folder = folder("crash");
    let path = folder.join("votes");
    let mut file = open(&path).expect("a new file");
    let mut lengths = vec![];
    for height in 1..3 {
        file.approve(&vote(0, height, 1)).expect("a later one");
        lengths.push(fs::metadata(&path).expect("the file").len());
    }
    drop(file);
    let whole = fs::read(&path).expect("the file");
    for end in 0..whole.len() {
        // The mark is written after the record, so at a crash it counts the complete records at most.
        let complete = lengths.iter().filter(|&&length| length <= end as u64).count();
        fs::write(&path, &whole[..end]).expect("a crash");
        fs::write(folder.join("votes.mark"), complete.to_string()).expect("the mark");
        if end > 0 && end < whole.len() && complete == 0 && !whole[..end].contains(&b'\n') {
            assert!(
                open(&path)
                    .expect("an incomplete head is a new file")
                    .approve(&vote(0, 1, 2))
                    .expect("nothing was signed")
            );
            continue;
        }
        let mut file = open(&path).unwrap_or_else(|error| panic!("{end}: {error}"));
        for height in 1..=complete as u64 {
            assert!(file.approve(&vote(0, height, 2)).is_err(), "{end}: height {height} is signed already");
        }
        assert!(file.approve(&vote(0, complete as u64 + 1, 2)).expect("the crash came before its signature"));
    }
}

#[test]
fn a_restored_older_file_is_refused() {
    let folder = folder("restore");
    let path = folder.join("votes");
    let mut file = open(&path).expect("a new file");
    file.approve(&vote(0, 1, 1)).expect("the first");
    let backup = fs::read(&path).expect("the file");
    file.approve(&vote(0, 2, 1)).expect("the second");
    let export = file.export();
    drop(file);
    fs::write(&path, &backup).expect("a restore");
    assert!(matches!(open(&path), Err(ProtectionError::Restored(1, 2))));
    fs::remove_file(&path).expect("a lost file");
    assert!(matches!(open(&path), Err(ProtectionError::Restored(0, 2))));

    // Another machine starts with the export, or above every height that was signed.
    let mut moved = open(&folder.join("moved")).expect("a new file");
    moved.import(&export).expect("an export");
    assert!(matches!(moved.approve(&vote(0, 2, 2)), Err(ProtectionError::OtherVote { .. })));
    let mut raised = open(&folder.join("raised")).expect("a new file");
    raised.raise(&[7; 32], 0, 9).expect("a record");
    assert!(raised.approve(&vote(0, 9, 1)).is_err() && raised.approve(&vote(0, 10, 1)).expect("above"));
}

#[test]
fn two_machines_that_signed_differently_sign_neither_again() {
    let folder = folder("merge");
    let mut one = open(&folder.join("one")).expect("a new file");
    let mut two = open(&folder.join("two")).expect("a new file");
    one.approve(&vote(0, 3, 1)).expect("the first");
    two.approve(&vote(0, 3, 2)).expect("the first");
    one.import(&two.export()).expect("an export");
    for content in [1, 2] {
        assert!(matches!(one.approve(&vote(0, 3, content)), Err(ProtectionError::OtherVote { .. })));
    }
    assert!(matches!(one.import("nonsense"), Err(ProtectionError::Damaged(1))));
}

#[test]
fn a_damaged_file_is_refused() {
    let path = folder("damage").join("votes");
    let mut file = open(&path).expect("a new file");
    for height in 1..3 {
        file.approve(&vote(0, height, 1)).expect("a later one");
    }
    drop(file);
    let whole = fs::read(&path).expect("the file");
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&path, &damaged).expect("damage");
        assert!(open(&path).is_err(), "byte {at}");
    }
}

#[test]
fn a_second_process_is_refused() {
    if let Ok(path) = std::env::var("PROTECTED_FILE") {
        let refused = matches!(open(Path::new(&path)), Err(ProtectionError::InUse));
        std::process::exit(if refused { 7 } else { 8 });
    }
    let path = folder("lock").join("votes");
    let file = open(&path).expect("a new file");
    let run = || {
        let mut second = Command::new(std::env::current_exe().expect("this test"));
        second.args(["--exact", "a_second_process_is_refused"]).env("PROTECTED_FILE", &path);
        second.stdout(Stdio::null()).status().expect("a process").code()
    };
    assert_eq!(run(), Some(7));
    drop(file);
    assert_eq!(run(), Some(8));
}

fn signed(key: u8, message: Vec<u8>) -> Signed {
    Signed { key: [key; 32], signature: [key; 64], message }
}

#[test]
fn votes_are_packed_as_the_ed25519_program_reads_them() {
    let votes = [signed(1, vote(0, 1, 1)), signed(2, vote(0, 1, 1)), signed(3, vote(0, 1, 2))];
    let data = instruction_data(&votes).expect("three votes");
    assert_eq!(data.len(), size(&votes));
    assert_eq!(data.len(), 2 + 3 * 110 + 2 * 57, "the equal message is stored once");
    assert_eq!(&data[..2], [3, 0]);
    for (place, vote) in votes.iter().enumerate() {
        let figure =
            |at: usize| usize::from(u16::from_le_bytes([data[2 + 14 * place + 2 * at], data[3 + 14 * place + 2 * at]]));
        assert_eq!(data[figure(0)..figure(0) + 64], vote.signature);
        assert_eq!(data[figure(2)..figure(2) + 32], vote.key);
        assert_eq!(data[figure(4)..figure(4) + figure(5)], vote.message);
        assert_eq!([figure(1), figure(3), figure(6)], [usize::from(u16::MAX); 3]);
    }
}

#[test]
fn groups_carry_every_vote_once_within_the_bytes() {
    let votes: Vec<Signed> = (0..50).map(|key| signed(key, vote(0, 1, key % 3))).collect();
    let packed = groups(votes.clone(), 900);
    assert!(packed.iter().all(|group| size(group) <= 900));
    assert!(packed.len() <= 8, "{} groups", packed.len());
    let mut keys: Vec<u8> = packed.iter().flatten().map(|vote| vote.key[0]).collect();
    keys.sort_unstable();
    assert_eq!(keys, (0..50).collect::<Vec<u8>>());
    assert_eq!(groups(votes, 100), Vec::<Vec<Signed>>::new());
}

/// The bytes of a transaction of `count` votes for the reference oracle: the Ed25519 instruction, and a report with six accounts and the
/// votes' keys. With a lookup table, all but the payer and the two programs are in it.
fn transaction_bytes(count: usize, is_equal: bool, has_table: bool) -> usize {
    let votes: Vec<Signed> =
        (0..count).map(|key| signed(key as u8, vote(0, 1, if is_equal { 0 } else { key as u8 }))).collect();
    // A count and a signature; three figures and the blockhash; the number of instructions.
    let head = 1 + 64 + 3 + 32 + 1;
    let addresses = if has_table { 1 + 1 + 32 * 3 + 1 + 32 + 2 + 6 + count } else { 1 + 32 * (9 + count) };
    let ed25519 = 1 + 1 + 2 + size(&votes);
    let report = 1 + 1 + 6 + count + 1 + 9;
    head + addresses + ed25519 + report
}

/// The figures of the guide.
#[test]
fn a_transaction_carries_four_votes_five_with_a_table_and_eight_equal_ones() {
    for (is_equal, has_table, most) in [(false, false, 4), (false, true, 5), (true, false, 5), (true, true, 8)] {
        assert!(transaction_bytes(most, is_equal, has_table) <= 1_232, "{is_equal} {has_table}");
        assert!(transaction_bytes(most + 1, is_equal, has_table) > 1_232, "{is_equal} {has_table}");
    }
}
