//! The chain's time while it stands still: slots pass, and seconds do not.

use std::time::Duration;

use anyhow::Result;
use crossbeam_channel::{Receiver, Sender, after, bounded, select, unbounded};
use solana_clock::Clock;
use solana_epoch_info::EpochInfo;
use surfpool_types::{BlockProductionMode, SimnetCommand};

/// Stands between the node and all its clients. The node itself makes no blocks.
struct Keeper {
    asked: Receiver<SimnetCommand>,
    node: Sender<SimnetCommand>,
    /// The clock of the latest block.
    clock: Clock,
    /// Whether the node makes blocks itself now, and moves its clock on with each.
    runs: bool,
}

/// Has a block made whenever a slot's time is up, all in the second of `clock`, until a command sets another time or lets
/// the clock run. Gives what the node is to do, among it everything that is `asked`.
pub fn keep(asked: Receiver<SimnetCommand>, slot: Duration, clock: Clock) -> Result<Receiver<SimnetCommand>> {
    let (node, received) = unbounded();
    let keeper = Keeper { asked, node, clock, runs: false };
    std::thread::Builder::new().name("time".into()).spawn(move || keeper.run(slot))?;
    Ok(received)
}

impl Keeper {
    /// Goes on until the node ends.
    fn run(mut self, slot: Duration) -> Option<()> {
        let mut due = after(slot);
        loop {
            let command = select! {
                recv(self.asked) -> command => command.ok()?,
                recv(due) -> _ => {
                    if !self.runs {
                        self.turn_to(self.clock.clone())?;
                    }
                    // From the block on: a slow machine makes fewer, and none in a heap.
                    due = after(slot);
                    continue;
                }
            };
            match command {
                SimnetCommand::UpdateInternalClockWithConfirmation(_, clock, answer) if !self.runs => {
                    let _ = answer.send(self.turn_to(clock)?);
                }
                command => {
                    if let SimnetCommand::UpdateBlockProductionMode(mode) = &command {
                        self.runs = *mode == BlockProductionMode::Clock;
                    }
                    self.node.send(command).ok()?;
                }
            }
        }
    }

    /// Has a block made, after which it is `clock`'s time.
    fn turn_to(&mut self, mut clock: Clock) -> Option<EpochInfo> {
        clock.slot = clock.slot.max(self.clock.slot + 1);
        let (answer, answered) = bounded(1);
        self.node.send(SimnetCommand::UpdateInternalClockWithConfirmation(None, clock.clone(), answer)).ok()?;
        let info = answered.recv().ok()?;
        self.clock = Clock { slot: info.absolute_slot, epoch: info.epoch, ..clock };
        Some(info)
    }
}
