//! How a vault's ledger follows from its events: each says what flowed, and the stream what came out by itself.

use restaking_client::{Books, Event, Stream, VaultLedger};
use restaking_tests::{EPOCH, GENESIS, owed};

/// What a vault's token account must hold: the stake, matured exits to claim, rewards still to stream, fees, and slashed tokens.
pub fn held(ledger: &VaultLedger) -> u64 {
    let fees = &ledger.fees_owed;
    owed(&ledger.books)
        + ledger.stream.left
        + fees.vault
        + fees.protocol
        + fees.commissions
        + ledger.escrowed
        + ledger.unpaid
}

/// What a stream lets out by `now`.
pub fn due(stream: &Stream, now: i64) -> u64 {
    if stream.left == 0 || now <= stream.updated {
        return 0;
    }
    if now >= stream.end {
        return stream.left;
    }
    let (passed, whole) = ((now - stream.updated) as u128, (stream.end - stream.updated) as u128);
    (u128::from(stream.left) * passed / whole) as u64
}

/// What an event says that flowed: into the active assets, into the stream, and into what the vault, the protocol and the
/// operators are owed; and the tokens that came in, or went.
#[derive(Debug, Default, PartialEq, Eq)]
struct Flow {
    active: i64,
    streamed: i64,
    owed: [i64; 3],
    tokens: i64,
}

/// An event's number, time, and books before and after, if it says them.
fn head(event: &Event) -> (u64, i64, Option<[&Books; 2]>) {
    match event {
        Event::Deposited(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::ExitRequested(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::ExitCanceled(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::ExitClaimed(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::ExitedInstantly(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::ExitBucketClosed(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::VaultRewardPaid(e) => (e.number, e.time, Some([&e.before, &e.after])),
        Event::FeesSet(e) => (e.number, e.time, Some([&e.books_before, &e.books_after])),
        Event::DelegationChanged(e) => (e.number, e.time, Some([&e.books_before, &e.books_after])),
        Event::FeesCollected(e) => (e.number, e.time, None),
        other => panic!("not an event of these lives: {other:?}"),
    }
}

fn flow(event: &Event, whose: usize) -> Flow {
    let signed = |amount: u64| amount as i64;
    match event {
        Event::Deposited(e) => Flow {
            active: signed(e.assets - e.fee),
            owed: [signed(e.fee), 0, 0],
            tokens: signed(e.assets),
            streamed: 0,
        },
        Event::ExitRequested(e) => Flow { active: -signed(e.assets), ..Flow::default() },
        Event::ExitCanceled(e) => Flow { active: signed(e.assets), ..Flow::default() },
        Event::ExitClaimed(e) => Flow { owed: [signed(e.fee), 0, 0], tokens: -signed(e.assets), ..Flow::default() },
        Event::ExitedInstantly(e) => Flow {
            active: -signed(e.assets + e.exit_fee),
            owed: [signed(e.exit_fee), 0, 0],
            tokens: -signed(e.assets),
            streamed: 0,
        },
        Event::ExitBucketClosed(e) => Flow { active: signed(e.dust), ..Flow::default() },
        Event::VaultRewardPaid(e) => Flow {
            active: 0,
            streamed: signed(e.assets - e.commission - e.vault_fee - e.protocol_fee),
            owed: [signed(e.vault_fee), signed(e.protocol_fee), signed(e.commission)],
            tokens: signed(e.assets),
        },
        Event::FeesCollected(e) => {
            let mut owed = [0; 3];
            owed[whose] = -signed(e.assets);
            Flow { owed, tokens: -signed(e.assets), ..Flow::default() }
        }
        _ => Flow::default(),
    }
}

/// Holds a step's event against the ledger before and after it, and the tokens that moved.
#[track_caller]
pub fn replay(event: &Event, before: &VaultLedger, after: &VaultLedger, tokens: i64, now: i64) {
    let (_, time, books) = head(event);
    assert_eq!(time, now, "{event:?}");
    // The party with collected fees: the one of the three that fell.
    let owed = |ledger: &VaultLedger| {
        [ledger.fees_owed.vault, ledger.fees_owed.protocol, ledger.fees_owed.commissions].map(|owed| owed as i64)
    };
    let (was, is) = (owed(before), owed(after));
    let whose = (0..3).find(|&whose| is[whose] < was[whose]).unwrap_or(0);
    let flow = flow(event, whose);
    assert_eq!(tokens, flow.tokens, "{event:?}");
    assert_eq!([0, 1, 2].map(|whose| is[whose] - was[whose]), flow.owed, "{event:?}");
    let Some(said) = books else {
        assert_eq!((&before.books, &before.stream), (&after.books, &after.stream), "{event:?}");
        return;
    };
    assert_eq!(said, [&before.books, &after.books], "{event:?}");

    // What came out of the stream by itself, if there was somebody to earn it.
    let out = if before.books.supply > 0 { due(&before.stream, now) } else { 0 };
    let active = after.books.active as i64 - before.books.active as i64;
    assert_eq!(active, flow.active + out as i64, "after - before is what flowed and what came out: {event:?}");
    assert_eq!(after.stream.left as i64, before.stream.left as i64 - out as i64 + flow.streamed, "{event:?}");
    assert_eq!(after.books.epoch, ((now - GENESIS) as u64 / EPOCH).max(before.books.epoch));
    if let Event::VaultRewardPaid(paid) = event {
        assert_eq!(paid.stream, after.stream);
    }
}
