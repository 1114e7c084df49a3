//! A local chain for one guide, which ends with it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long it may take until it is ready.
const PATIENCE: Duration = Duration::from_secs(900);

/// How often to look whether it is.
const GLANCE: Duration = Duration::from_millis(100);

/// The milliseconds of a slot: guides do not wait for anything that takes longer.
const SLOT_MILLIS: &str = "100";

/// A local chain that runs. It is killed when this is dropped.
pub struct Chain {
    process: Child,
    /// The folder with its keypairs and addresses.
    pub out: PathBuf,
}

/// What a chain begins with.
#[derive(Clone, Copy, Debug)]
pub enum Example<'a> {
    /// An empty ledger.
    None,
    /// The example.
    Plain,
    /// The example with a liquid pool, by SPL's stake pool program in this file.
    WithALiquidPool(&'a Path),
}

impl Chain {
    /// Starts `node` with `program`, on ports that are free, and waits until its `example` is there, or, without one, until it
    /// listens. Its time stands still but for what the guide moves it, so that nothing depends on how long
    /// the commands take. What it writes is in `folder`.
    pub fn start(node: &Path, program: &Path, folder: &Path, example: Example<'_>) -> Result<Self> {
        let (out, ready, log) = (folder.join("localnet"), folder.join("ready.json"), folder.join("chain.log"));
        let written = fs::File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let mut command = Command::new(node);
        command.args(["--quiet", "--manual-clock", "--slot-millis", SLOT_MILLIS, "--rpc-port", "0", "--ws-port", "0"]);
        match example {
            Example::None => drop(command.arg("--empty")),
            Example::Plain => {}
            Example::WithALiquidPool(stake_pool) => drop(command.arg("--stake-pool").arg(stake_pool)),
        }
        command.arg("--program").arg(program).arg("--out").arg(&out).arg("--ready-file").arg(&ready);
        command.stdin(Stdio::null()).stdout(written.try_clone()?).stderr(written);
        let process = command.spawn().with_context(|| format!("{} could not be started", node.display()))?;
        let mut chain = Self { process, out };
        let start = Instant::now();
        while !ready.is_file() {
            let ended = chain.process.try_wait()?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                let how = ended.map_or_else(|| "is not ready yet".to_owned(), |status| format!("ended ({status})"));
                bail!("the local chain {how}; it wrote:\n{}", fs::read_to_string(&log).unwrap_or_default());
            }
            thread::sleep(GLANCE);
        }
        Ok(chain)
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        // Nothing is lost: all that it has is in its memory.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
