//! What an outbox said at each height: the truth against which votes are judged.
//!
//! The content at a height has every message that was posted before the height's time. It is fixed from that time on. A height without a
//! new message has the content of the one before, so a ring of entries holds at least as many heights as it has entries, and more
//! where the outbox is quiet. No sender can shorten that.

use bridge_reader::proof::EMPTY_ROOT;
use bytemuck::{Pod, Zeroable};

use crate::content::Content;
use crate::error::{LedgerError, Result, Rule, ensure};
use crate::heights::Heights;

/// The content of an outbox from a height on, until the next entry's.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RootEntry {
    /// The first height with this content.
    pub from: u64,
    /// The number of messages.
    pub count: u64,
    /// The root of all messages.
    pub root: [u8; 32],
}

/// The number of entries so far. Entry `n` is at `n % ring` of the ring; the latest replaces the earliest.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct History {
    pub entries: u64,
}

impl History {
    /// Records the `content` after a message at `now`. Returns the first height with it.
    pub fn record(&mut self, ring: &mut [RootEntry], heights: &Heights, content: &Content, now: i64) -> u64 {
        let Some(size) = size_of_ring(ring) else { return 0 };
        let latest = self.entries.checked_sub(1).map(|last| ring[place(last, size)].from);
        // Should the clock run back, the content of a height that has come is not changed for an earlier one.
        let from = heights.after(now).max(latest.unwrap_or(0));
        if latest != Some(from) {
            self.entries += 1;
        }
        ring[place(self.entries - 1, size)] = RootEntry { from, count: content.count, root: content.root };
        from
    }

    /// The content at `height`. Its time must have come: then later messages do not change it. Before its first message, an outbox is
    /// empty.
    ///
    /// # Errors
    /// [`Rule::HeightToCome`], [`Rule::HeightForgotten`].
    pub fn content_at(&self, ring: &[RootEntry], heights: &Heights, height: u64, now: i64) -> Result<Content> {
        let at = heights.time_of(height);
        ensure(at <= now, Rule::HeightToCome, now.unsigned_abs(), at.unsigned_abs())?;
        let empty = Content { root: EMPTY_ROOT, count: 0 };
        let Some(size) = size_of_ring(ring) else { return Ok(empty) };
        let first = self.entries.saturating_sub(size);
        // The number of the first entry after `height`.
        let (mut low, mut high) = (first, self.entries);
        while low < high {
            let middle = low + (high - low) / 2;
            if ring[place(middle, size)].from <= height { low = middle + 1 } else { high = middle }
        }
        if low > first {
            let entry = &ring[place(low - 1, size)];
            return Ok(Content { root: entry.root, count: entry.count });
        }
        if first > 0 {
            let earliest = ring[place(first, size)].from;
            return Err(LedgerError { rule: Rule::HeightForgotten, value: height, limit: earliest });
        }
        Ok(empty)
    }
}

fn size_of_ring(ring: &[RootEntry]) -> Option<u64> {
    (!ring.is_empty()).then_some(ring.len() as u64)
}

/// The place of an entry in its ring, which is not empty.
const fn place(entry: u64, size: u64) -> usize {
    (entry % size) as usize
}
