//! A network namespace for each operator: its processes have two links to the test's own, one to RPC and one to the aggregator. A link that
//! is down passes nothing.

use std::process::Command;

/// What the links are called by.
const LINKS: [&str; 2] = ["rpc", "votes"];

/// The addresses of a link's two ends, of networks that nothing else uses: 198.18.0.0/15 is for tests of networks (RFC 2544).
fn end(link: usize, number: usize, host: u8) -> String {
    format!("198.{}.{number}.{host}", 18 + link)
}

fn ip(line: &str) -> Result<(), String> {
    let ran = Command::new("ip").args(line.split(' ')).output().map_err(|error| format!("ip: {error}"))?;
    let said = String::from_utf8_lossy(&ran.stderr);
    if ran.status.success() { Ok(()) } else { Err(format!("ip {line}: {}", said.trim())) }
}

/// The namespace of an operator.
pub struct Namespace {
    pub name: String,
    number: usize,
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // Its links go with it.
        let _ = ip(&format!("netns delete {}", self.name));
    }
}

impl Namespace {
    /// The namespaces of `count` operators; why there are none where this machine or its rights lack them.
    pub fn all(count: usize) -> Result<Vec<Self>, String> {
        (0..count).map(Self::new).collect()
    }

    fn new(number: usize) -> Result<Self, String> {
        let name = format!("restake-{}-{number}", std::process::id());
        ip(&format!("netns add {name}"))?;
        let made = Self { name, number };
        made.inside("link set lo up")?;
        for (link, inner) in LINKS.into_iter().enumerate() {
            let outer = made.link(link);
            ip(&format!("link add {outer} type veth peer name {inner} netns {}", made.name))?;
            ip(&format!("address add {}/30 dev {outer}", end(link, number, 1)))?;
            ip(&format!("link set {outer} up"))?;
            made.inside(&format!("address add {}/30 dev {inner}", end(link, number, 2)))?;
            made.inside(&format!("link set {inner} up"))?;
        }
        Ok(made)
    }

    fn inside(&self, line: &str) -> Result<(), String> {
        ip(&format!("-n {} {line}", self.name))
    }

    /// An interface's name has 15 bytes at the most.
    fn link(&self, link: usize) -> String {
        format!("{}{}n{}", &LINKS[link][..1], std::process::id(), self.number)
    }

    /// Where it reaches RPC, and the aggregator.
    pub fn hosts(&self) -> [String; 2] {
        [0, 1].map(|link| end(link, self.number, 1))
    }

    /// Cuts it from the aggregator, or joins it again.
    pub fn cut(&self, is_cut: bool) {
        let state = if is_cut { "down" } else { "up" };
        ip(&format!("link set {} {state}", self.link(1))).unwrap();
    }
}
