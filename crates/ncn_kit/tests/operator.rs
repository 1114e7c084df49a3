//! Signing protection against crashes, copies, restores and second processes; and the packing of votes.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ncn_kit::packing::{Signed, groups, instruction_data, size};
use ncn_kit::protection::{Protection, ProtectionError, RECENT};
use ncn_kit::vote::{HEAD_BYTES, Vote};

/// A folder of its own for each test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn vote(kind: u8, height: u64, content: u8) -> Vec<u8> {
    let vote = Vote { domain: &[7; 32], kind, height, content: &[content; 16] };
    vote.write(&mut [0; 64]).expect("room").to_vec()
}

/// Signs by the vote's content, which the tests compare.
fn sign(file: &mut Protection, message: &[u8]) -> Result<u8, ProtectionError> {
    file.sign(message, |message| message[HEAD_BYTES])
}

/// A new file that may sign kinds 0 and 1 from height 1 on.
fn started(path: &Path) -> Protection {
    let mut file = Protection::create(path).expect("a new file");
    for kind in [0, 1] {
        file.raise(&[7; 32], kind, 0).expect("a record");
    }
    file
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    format!("{}.{ending}", path.display()).into()
}

#[test]
fn one_content_per_kind_and_height_and_no_way_back() {
    let path = folder("one").join("votes");
    let mut file = started(&path);
    assert_eq!(sign(&mut file, &vote(0, 5, 1)).expect("the first"), 1);
    assert_eq!(sign(&mut file, &vote(0, 5, 1)).expect("the same again"), 1);
    assert!(matches!(sign(&mut file, &vote(0, 5, 2)), Err(ProtectionError::OtherVote { kind: 0, height: 5 })));
    let old = sign(&mut file, &vote(0, 4, 1));
    assert!(matches!(old, Err(ProtectionError::OldHeight { height: 4, highest: 5, .. })));
    assert_eq!(sign(&mut file, &vote(1, 4, 3)).expect("another kind"), 3);
    assert!(matches!(sign(&mut file, &[1; 41]), Err(ProtectionError::NotAVote)));
    drop(file);
    let mut again = Protection::open(&path).expect("the file");
    assert!(matches!(sign(&mut again, &vote(0, 5, 2)), Err(ProtectionError::OtherVote { .. })));
    assert_eq!(sign(&mut again, &vote(0, 5, 1)).expect("recorded"), 1);
    assert_eq!(sign(&mut again, &vote(0, 6, 2)).expect("a later one"), 2);
}

/// A refusal never reaches the key.
#[test]
fn nothing_is_signed_before_its_record() {
    let path = folder("order").join("votes");
    let mut file = started(&path);
    let recorded = file.sign(&vote(0, 1, 9), |_| fs::read_to_string(&path).expect("the file")).expect("a signature");
    assert!(recorded.contains(&"09".repeat(16)), "the content is on disk: {recorded}");
    let refused = file.sign(&vote(0, 1, 8), |_| panic!("it is signed"));
    assert!(matches!(refused, Err(ProtectionError::OtherVote { .. })));
}

/// After a crash the operator sends the very vote again: another time in it would be a second content.
#[test]
fn the_latest_vote_is_kept_as_it_was_signed() {
    let path = folder("latest").join("votes");
    let mut file = started(&path);
    assert_eq!(file.latest(&[7; 32], 0), None, "the height takes no vote");
    sign(&mut file, &vote(0, 3, 1)).expect("the first");
    sign(&mut file, &vote(0, 4, 2)).expect("the second");
    drop(file);
    let file = Protection::open(&path).expect("the file");
    assert_eq!(file.latest(&[7; 32], 0), Some(vote(0, 4, 2)));
    assert_eq!(file.latest(&[8; 32], 0), None);
}

/// Windows overlap: a crash may come before any of several votes was carried.
#[test]
fn each_of_the_latest_votes_is_signed_again_with_its_content_alone() {
    let path = folder("recent").join("votes");
    let mut file = started(&path);
    let last = RECENT as u64 + 2;
    for height in 1..=last {
        sign(&mut file, &vote(0, height, 1)).expect("a later one");
    }
    drop(file);
    let mut file = Protection::open(&path).expect("the file");
    for height in 3..=last {
        assert_eq!(file.recorded(&[7; 32], 0, height), Some(vote(0, height, 1)));
        assert_eq!(sign(&mut file, &vote(0, height, 1)).expect("recorded"), 1);
        assert!(matches!(sign(&mut file, &vote(0, height, 2)), Err(ProtectionError::OtherVote { .. })));
    }
    assert_eq!(file.recorded(&[7; 32], 0, 2), None);
    assert!(matches!(sign(&mut file, &vote(0, 2, 1)), Err(ProtectionError::OldHeight { height: 2, .. })));
    assert_eq!(file.highest(&[7; 32], 0), Some(last), "nothing is recorded twice");
}

/// Below what another machine signed, it may have signed other contents.
#[test]
fn what_was_signed_before_an_import_or_a_raise_is_not_sent_again() {
    let folder = folder("before");
    let (one, mut two) = (folder.join("one"), started(&folder.join("two")));
    sign(&mut two, &vote(0, 9, 2)).expect("the first");
    let mut file = started(&one);
    sign(&mut file, &vote(0, 5, 1)).expect("the first");
    file.import(&two.export()).expect("an export");
    drop(file);
    let mut file = Protection::open(&one).expect("the file");
    assert_eq!([5, 9].map(|height| file.recorded(&[7; 32], 0, height)), [None, Some(vote(0, 9, 2))]);
    assert!(matches!(sign(&mut file, &vote(0, 5, 1)), Err(ProtectionError::OldHeight { .. })));
    file.raise(&[7; 32], 0, 20).expect("a raise");
    assert!(matches!(sign(&mut file, &vote(0, 9, 2)), Err(ProtectionError::OldHeight { .. })));
}

/// A missing file, or a new one, knows of no vote, so it signs none.
#[test]
fn only_an_operator_starts_a_file() {
    let path = folder("start").join("votes");
    assert!(matches!(Protection::open(&path), Err(ProtectionError::Io(error)) if error.kind() == ErrorKind::NotFound));
    assert!(!path.exists() && !beside(&path, "mark").exists());
    let mut file = Protection::create(&path).expect("a new file");
    assert!(matches!(sign(&mut file, &vote(0, 1, 1)), Err(ProtectionError::NotRaised { kind: 0 })));
    file.raise(&[7; 32], 0, 4).expect("a record");
    assert!(sign(&mut file, &vote(0, 4, 1)).is_err());
    sign(&mut file, &vote(0, 5, 1)).expect("above");
    assert!(matches!(sign(&mut file, &vote(1, 9, 1)), Err(ProtectionError::NotRaised { kind: 1 })));
    drop(file);
    let again = Protection::create(&path);
    assert!(matches!(again, Err(ProtectionError::Restored(0, 2))), "the mark knows of the file");
    fs::remove_file(beside(&path, "mark")).expect("no mark");
    assert!(
        matches!(Protection::create(&path), Err(ProtectionError::Io(error)) if error.kind() == ErrorKind::AlreadyExists)
    );
    assert!(matches!(Protection::open(&path), Err(ProtectionError::NoMark)));
}

/// A crash at any byte of a write leaves a file of which every complete record still protects.
#[test]
fn a_crash_at_any_byte_never_permits_a_second_content() {
    let path = folder("crash").join("votes");
    let mut file = started(&path);
    let state =
        |path: &Path| (fs::metadata(path).expect("the file").len(), fs::read(beside(path, "mark")).expect("it"));
    let mut states = vec![state(&path)];
    for height in 1..3 {
        sign(&mut file, &vote(0, height, 1)).expect("a later one");
        states.push(state(&path));
    }
    drop(file);
    let whole = fs::read(&path).expect("the file");
    let start = states[0].0 as usize;
    for end in start..whole.len() {
        // The mark is written after the record, so at a crash it has the complete records at most.
        let complete = states.iter().filter(|state| state.0 <= end as u64).count() - 1;
        for mark in states[..=complete].iter().rev().take(2).map(|state| &state.1) {
            fs::write(&path, &whole[..end]).expect("a crash");
            fs::write(beside(&path, "mark"), mark).expect("the mark");
            let mut file = Protection::open(&path).unwrap_or_else(|error| panic!("{end}: {error}"));
            for height in 1..=complete as u64 {
                assert!(sign(&mut file, &vote(0, height, 2)).is_err(), "{end}: height {height} is signed already");
            }
            sign(&mut file, &vote(0, complete as u64 + 1, 2)).expect("the crash came before its signature");
        }
    }
}

/// A crash while a file is created leaves one that signs nothing, and that can be started.
#[test]
fn a_crash_at_the_start_leaves_a_file_that_signs_nothing() {
    let path = folder("begin").join("votes");
    drop(Protection::create(&path).expect("a new file"));
    let (head, mark) = (fs::read(&path).expect("it"), fs::read(beside(&path, "mark")).expect("it"));
    for end in 0..=head.len() {
        for mark in [None, Some(&mark)] {
            fs::write(&path, &head[..end]).expect("a crash");
            let _ = fs::remove_file(beside(&path, "mark"));
            if let Some(mark) = mark {
                fs::write(beside(&path, "mark"), mark).expect("the mark");
            }
            let mut file = Protection::open(&path).unwrap_or_else(|error| panic!("{end}: {error}"));
            assert!(matches!(sign(&mut file, &vote(0, 1, 1)), Err(ProtectionError::NotRaised { .. })));
            file.raise(&[7; 32], 0, 1).expect("a record");
            drop(file);
            drop(Protection::open(&path).expect("the file"));
            fs::remove_file(beside(&path, "mark")).expect("the mark");
        }
    }
}

/// A file that is named by mistake keeps its bytes, with or without a line's end.
#[test]
fn another_file_is_left_as_it_is() {
    let path = folder("mistake").join("id.json");
    for text in ["[1, 2, 3]", "[1, 2, 3]\n", "[1, 2\n3]", "vote protection 2\n"] {
        fs::write(&path, text).expect("a key");
        assert!(matches!(Protection::open(&path), Err(ProtectionError::Damaged(1))), "{text}");
        assert_eq!(fs::read_to_string(&path).expect("the key"), text);
    }
}

#[test]
fn a_restored_older_file_is_refused() {
    let folder = folder("restore");
    let path = folder.join("votes");
    let mut file = started(&path);
    sign(&mut file, &vote(0, 1, 1)).expect("the first");
    let backup = fs::read(&path).expect("the file");
    sign(&mut file, &vote(0, 2, 1)).expect("the second");
    let export = file.export();
    drop(file);
    fs::write(&path, &backup).expect("a restore");
    assert!(matches!(Protection::open(&path), Err(ProtectionError::Restored(3, 4))));
    assert_eq!(fs::read(&path).expect("the file"), backup);
    fs::write(&path, "").expect("an empty file");
    assert!(matches!(Protection::open(&path), Err(ProtectionError::Restored(0, 4))));
    fs::remove_file(&path).expect("a lost file");
    assert!(matches!(Protection::create(&path), Err(ProtectionError::Restored(0, 4))));

    // Another machine starts with the export, or above every height that was signed.
    let mut moved = Protection::create(&folder.join("moved")).expect("a new file");
    moved.import(&export).expect("an export");
    assert!(matches!(sign(&mut moved, &vote(0, 2, 2)), Err(ProtectionError::OtherVote { .. })));
    assert_eq!(moved.latest(&[7; 32], 0), Some(vote(0, 2, 1)));
    let mut raised = Protection::create(&folder.join("raised")).expect("a new file");
    raised.raise(&[7; 32], 0, 9).expect("a record");
    assert!(sign(&mut raised, &vote(0, 9, 1)).is_err());
    sign(&mut raised, &vote(0, 10, 1)).expect("above");
}

/// As many records of another life: a machine signed on after the copy was made.
#[test]
fn a_copy_with_as_many_other_records_is_refused() {
    let path = folder("fork").join("votes");
    let mut file = started(&path);
    sign(&mut file, &vote(0, 1, 1)).expect("the first");
    let copy = fs::read(&path).expect("the file");
    let mark = fs::read(beside(&path, "mark")).expect("the mark");
    sign(&mut file, &vote(0, 2, 1)).expect("the second");
    let (ours, marked) = (fs::read(&path).expect("it"), fs::read(beside(&path, "mark")).expect("it"));
    drop(file);
    fs::write(&path, &copy).expect("the copy");
    fs::write(beside(&path, "mark"), &mark).expect("its mark");
    let mut other = Protection::open(&path).expect("both are restored");
    sign(&mut other, &vote(0, 3, 1)).expect("another life");
    drop(other);
    fs::write(beside(&path, "mark"), &marked).expect("our mark");
    assert!(matches!(Protection::open(&path), Err(ProtectionError::OtherRecords(4))));
    fs::write(&path, ours).expect("our file");
    Protection::open(&path).expect("file and mark");
}

#[test]
fn files_of_one_stem_have_marks_of_their_own() {
    let folder = folder("stem");
    let (mut one, mut two) = (started(&folder.join("votes.a")), started(&folder.join("votes.b")));
    for height in 1..4 {
        sign(&mut one, &vote(0, height, 1)).expect("a later one");
    }
    sign(&mut two, &vote(0, 1, 1)).expect("the first");
    drop((one, two));
    for name in ["votes.a", "votes.b"] {
        Protection::open(&folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn two_machines_that_signed_differently_sign_neither_again() {
    let folder = folder("merge");
    let (mut one, mut two) = (started(&folder.join("one")), started(&folder.join("two")));
    sign(&mut one, &vote(0, 3, 1)).expect("the first");
    sign(&mut two, &vote(0, 3, 2)).expect("the first");
    one.import(&two.export()).expect("an export");
    for content in [1, 2] {
        assert!(matches!(sign(&mut one, &vote(0, 3, content)), Err(ProtectionError::OtherVote { .. })));
    }
    assert_eq!(one.latest(&[7; 32], 0), None);
    sign(&mut one, &vote(0, 4, 1)).expect("above");
}

/// An export that lost a line on its way would permit a second vote.
#[test]
fn a_damaged_export_is_refused_whole() {
    let folder = folder("export");
    let mut one = started(&folder.join("one"));
    sign(&mut one, &vote(0, 3, 1)).expect("the first");
    sign(&mut one, &vote(1, 4, 1)).expect("the first");
    let export = one.export();
    let lines: Vec<&str> = export.split_inclusive('\n').collect();
    let mut two = Protection::create(&folder.join("two")).expect("a new file");
    let mut damaged: Vec<String> = (0..lines.len())
        .map(|at| lines.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, line)| *line).collect())
        .collect();
    damaged.extend(["nonsense".into(), String::new(), export.replacen(" 3 ", " 2 ", 1), export.clone() + &export]);
    for text in damaged {
        assert!(matches!(two.import(&text), Err(ProtectionError::Damaged(_))), "{text}");
        assert!(matches!(sign(&mut two, &vote(0, 9, 1)), Err(ProtectionError::NotRaised { .. })));
    }
    two.import(&export).expect("it is whole");
    assert_eq!(two.export(), export);
    two.import(&export).expect("nothing new");
    assert!(sign(&mut two, &vote(0, 3, 2)).is_err() && sign(&mut two, &vote(1, 4, 2)).is_err());
}

#[test]
fn a_damaged_file_is_refused() {
    let path = folder("damage").join("votes");
    let mut file = started(&path);
    for height in 1..3 {
        sign(&mut file, &vote(0, height, 1)).expect("a later one");
    }
    drop(file);
    let whole = fs::read(&path).expect("the file");
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&path, &damaged).expect("damage");
        assert!(Protection::open(&path).is_err(), "byte {at}");
        assert_eq!(fs::read(&path).expect("the file"), damaged, "byte {at}");
    }
    fs::write(&path, &whole).expect("the file");
    for mark in ["", "4", "4 \n", "x 0000000000000000\n", "5 0000000000000000\n"] {
        fs::write(beside(&path, "mark"), mark).expect("a mark");
        let opened = Protection::open(&path);
        assert!(matches!(opened, Err(ProtectionError::NoMark | ProtectionError::Restored(4, 5))), "{mark}");
    }
}

/// A restore or an editor puts another file at the path of one that is open. The lock is then on a file that nobody reads.
#[test]
fn a_file_that_is_replaced_signs_nothing_more() {
    let folder = folder("replace");
    for replaced in ["votes", "votes.lock"] {
        let path = folder.join("votes");
        let mut file = started(&path);
        sign(&mut file, &vote(0, 1, 1)).expect("the first");
        let copy = folder.join("copy");
        fs::copy(folder.join(replaced), &copy).expect("a copy");
        fs::rename(&copy, folder.join(replaced)).expect("a restore");
        for message in [vote(0, 1, 1), vote(0, 2, 1)] {
            assert!(matches!(sign(&mut file, &message), Err(ProtectionError::Replaced)), "{replaced}");
        }
        assert!(matches!(file.raise(&[7; 32], 0, 9), Err(ProtectionError::Replaced)));
        let export = file.export();
        assert!(matches!(file.import(&export), Err(ProtectionError::Replaced)));
        drop(file);
        for name in ["votes", "votes.mark"] {
            fs::remove_file(folder.join(name)).expect("the files");
        }
    }
}

/// After a failed write nothing is recorded: the file may have a part of a line.
#[test]
fn a_failed_write_ends_the_signing() {
    let folder = folder("failure");
    let path = folder.join("votes");
    let mut file = started(&path);
    // The new mark cannot be created.
    fs::create_dir(folder.join("votes.mark-new")).expect("a folder in its place");
    assert!(matches!(sign(&mut file, &vote(0, 1, 1)), Err(ProtectionError::Io(_))));
    fs::remove_dir(folder.join("votes.mark-new")).expect("the folder");
    let export = file.export();
    assert!(matches!(sign(&mut file, &vote(0, 2, 1)), Err(ProtectionError::Io(_))));
    assert!(matches!(file.raise(&[7; 32], 0, 9), Err(ProtectionError::Io(_))));
    assert!(matches!(file.import(&export), Err(ProtectionError::Io(_))));
    drop(file);
    let mut again = Protection::open(&path).expect("the record is whole");
    assert!(sign(&mut again, &vote(0, 1, 2)).is_err());
    sign(&mut again, &vote(0, 2, 1)).expect("a later one");
}

/// Which refusal a second process meets, as its exit code.
#[test]
fn a_second_process_is_refused() {
    if let Ok(path) = std::env::var("PROTECTED_FILE") {
        let refused = matches!(Protection::open(Path::new(&path)), Err(ProtectionError::InUse));
        std::process::exit(if refused { 7 } else { 8 });
    }
    let folder = folder("lock");
    let path = folder.join("votes");
    let file = started(&path);
    let alias = folder.join("alias");
    std::os::unix::fs::symlink(&path, &alias).expect("a link");
    let run = |path: &Path| {
        let mut second = Command::new(std::env::current_exe().expect("this test"));
        second.args(["--exact", "a_second_process_is_refused"]).env("PROTECTED_FILE", path);
        second.stdout(Stdio::null()).status().expect("a process").code()
    };
    assert_eq!([run(&path), run(&alias)], [Some(7); 2]);
    assert!(matches!(Protection::create(&path), Err(ProtectionError::InUse)));
    drop(file);
    assert_eq!(run(&path), Some(8));
}

/// A name without a folder is in the current one, of which the entry is synced as well.
#[test]
fn a_bare_name_is_a_file_of_the_current_folder() {
    if std::env::var("BARE_NAME").is_ok() {
        let mut file = started(Path::new("votes"));
        let is_signed = sign(&mut file, &vote(0, 1, 1)).is_ok();
        std::process::exit(if is_signed { 7 } else { 8 });
    }
    let folder = folder("bare");
    let mut other = Command::new(std::env::current_exe().expect("this test"));
    other.args(["--exact", "a_bare_name_is_a_file_of_the_current_folder"]).env("BARE_NAME", "1").current_dir(&folder);
    assert_eq!(other.stdout(Stdio::null()).status().expect("a process").code(), Some(7));
    assert!(folder.join("votes.mark").exists());
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
