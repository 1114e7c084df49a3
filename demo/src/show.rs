//! The books as lines that a person can follow.

use std::io::IsTerminal;

use restaking_client::VaultLedger;

/// The width of a bar for everything that the vault holds.
const BAR: u64 = 24;

/// The parts of the vault's assets, in the order in which they leave, with what draws each.
const PARTS: [(&str, char, u8); 7] = [
    ("active", '█', 32),
    ("leaving next", '▓', 33),
    ("leaving now", '▒', 31),
    ("to claim", '░', 36),
    ("in escrow", '╳', 35),
    ("rewards to come", '▞', 34),
    ("fees", '▪', 37),
];

/// Whether colors help the reader.
pub struct Show {
    color: bool,
}

impl Show {
    /// For this process's output.
    pub fn new() -> Self {
        Self { color: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
    }

    /// A heading.
    pub fn chapter(&self, text: &str) {
        println!("\n{}", self.paint(1, text));
    }

    /// The heading of the books.
    pub fn legend(&self) {
        let keys: Vec<String> = PARTS
            .iter()
            .map(|&(name, block, color)| format!("{} {name}", self.paint(color, &block.to_string())))
            .collect();
        println!("  all the assets that the vault holds:  {}", keys.join("   "));
        println!(
            "  {:<BARW$}  {:>13} {:>13} {:>9} {:>13} {:>13} {:>13} {:>13}",
            "",
            "active",
            "VRT supply",
            "rate",
            "leaving next",
            "leaving now",
            "to claim",
            "in escrow",
            BARW = BAR as usize
        );
    }

    /// What happened, with what it cost.
    pub fn step(&self, epoch: u64, text: &str, compute: u64) {
        println!("  epoch {epoch}: {text}  {}", self.paint(2, &format!("({compute} CU)")));
    }

    /// What was refused, and why.
    pub fn refusal(&self, text: &str, sentence: &str) {
        println!("  {text}\n    {} {sentence}", self.paint(31, "refused:"));
    }

    /// The books, and what slashes have in escrow.
    pub fn books(&self, ledger: &VaultLedger) {
        let books = &ledger.books;
        let escrow = ledger.escrowed + ledger.unpaid;
        let (stream, owed) = (ledger.stream.left, &ledger.fees_owed);
        let fees = owed.vault + owed.protocol + owed.commissions;
        let rate = if books.supply == 0 {
            "-".to_string()
        } else {
            let millionths = u128::from(books.active) * 1_000_000 / u128::from(books.supply);
            format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
        };
        println!(
            "  {}  {:>13} {:>13} {rate:>9} {:>13} {:>13} {:>13} {:>13}",
            self.bar([books.active, books.exiting[1], books.exiting[0], books.matured, escrow, stream, fees]),
            amount(books.active),
            amount(books.supply),
            amount(books.exiting[1]),
            amount(books.exiting[0]),
            amount(books.matured),
            amount(escrow)
        );
        if stream + fees > 0 {
            let indent = BAR as usize + 4;
            println!("{:indent$}rewards to come {}, fees to be collected {}", "", amount(stream), amount(fees));
        }
    }

    fn bar(&self, parts: [u64; PARTS.len()]) -> String {
        let total: u64 = parts.iter().sum();
        let mut bar = String::new();
        let (mut reached, mut drawn) = (0, 0);
        for (part, (_, block, color)) in parts.into_iter().zip(PARTS) {
            reached += part;
            let until = if total == 0 { 0 } else { (u128::from(reached) * u128::from(BAR) / u128::from(total)) as u64 };
            let blocks: String = std::iter::repeat_n(block, (until - drawn) as usize).collect();
            bar += &self.paint(color, &blocks);
            drawn = until;
        }
        bar + &" ".repeat((BAR - drawn) as usize)
    }

    fn paint(&self, code: u8, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// An amount of the asset or of the VRT, with its six decimals.
pub fn amount(units: u64) -> String {
    format!("{}.{:06}", units / 1_000_000, units % 1_000_000)
}
