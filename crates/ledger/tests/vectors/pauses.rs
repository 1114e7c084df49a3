//! What a pause lets happen, and when there can be another.

use ledger::state::pause::{MAX_PAUSE_SECONDS, MIN_PAUSE_GAP, Pause};

use crate::json::Json;
use crate::life::tried;
use crate::luck::Luck;

const CASES: usize = 60;

/// The kinds that can be paused.
const KINDS: [u64; 5] = [Pause::DEPOSITS, Pause::INSTANT_EXITS, Pause::TICKETS, Pause::EXPOSURE, Pause::REWARDS];

/// One pause after another, looked at at its edges and anywhere else.
pub fn cases() -> Vec<Json> {
    let mut luck = Luck(11);
    let mut pause = Pause { flags: 0, from: 0, until: 0 };
    let mut now = 1_700_000_000;
    let mut cases = vec![];
    while cases.len() < CASES {
        let (flags, seconds) = (luck.below(Pause::ALL + 4), luck.below(MAX_PAUSE_SECONDS + MAX_PAUSE_SECONDS / 8));
        match luck.below(4) {
            0 | 1 => tried(pause.raise(flags, seconds, now)),
            2 => tried(pause.lift(now)),
            _ => {}
        }
        now += luck.below(MIN_PAUSE_GAP) as i64;
        let free = pause.until + MIN_PAUSE_GAP as i64;
        let edges = [pause.from - 1, pause.from, pause.from, pause.until - 1, pause.until, free - 1, free, now];
        let at = edges[luck.below(edges.len() as u64) as usize];
        let kind = KINDS[luck.below(KINDS.len() as u64) as usize];
        let (mut raised, mut lifted) = (pause, pause);
        cases.push(Json::Object(vec![
            ("pause", Json::bytes(&pause)),
            ("kind", Json::number(kind)),
            ("now", Json::number(at)),
            ("flags", Json::number(flags)),
            ("seconds", Json::number(seconds)),
            ("covers", Json::number(u8::from(pause.covers(kind, at)))),
            ("check", Json::answer(pause.check(kind, at), |()| Json::number(0))),
            ("raise", Json::answer(raised.raise(flags, seconds, at), |()| Json::bytes(&raised))),
            ("lift", Json::answer(lifted.lift(at), |()| Json::bytes(&lifted))),
        ]));
    }
    cases
}
