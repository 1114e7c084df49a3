//! The two kinds of pause: a vault with a guardian, beside a config with another.

use harness::{Split, pause};
use restaking_client::{Config, Pause, Vault, pda};
use restaking_tests::{Bank, OPEN, id};
use solana_program::pubkey::Pubkey;

/// A day, in seconds.
pub const DAY: u64 = 86_400;
/// The longest pause, and the time between two.
pub const WEEK: u64 = 7 * DAY;

/// The scope of a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Vault,
    /// The config's: all vaults'.
    Config,
}

pub const BOTH: [Whose; 2] = [Whose::Vault, Whose::Config];

impl Whose {
    /// Its address.
    pub fn of(self, vault: &Pubkey) -> Pubkey {
        match self {
            Self::Vault => *vault,
            Self::Config => pda::config(),
        }
    }

    pub fn other(self) -> Self {
        if self == Self::Vault { Self::Config } else { Self::Vault }
    }

    /// The name of its guardian.
    pub fn guardian(self) -> &'static str {
        match self {
            Self::Vault => "guardian",
            Self::Config => "config's guardian",
        }
    }

    /// The name of its admin.
    pub fn admin(self) -> &'static str {
        match self {
            Self::Vault => "creator",
            Self::Config => "deployer",
        }
    }

    /// Its latest pause, and how many events it has had; none if it is not made yet.
    pub async fn read(self, bank: &mut Bank, vault: &Pubkey) -> Option<(Pause, u64)> {
        let address = self.of(vault);
        Some(match self {
            Self::Vault => {
                let it: Vault = bank.read(&address).await?;
                (it.pause, it.events)
            }
            Self::Config => {
                let it: Config = bank.read(&address).await?;
                (it.pause, it.events)
            }
        })
    }

    /// Writes a pause into its account, which is there.
    pub async fn write(self, bank: &mut Bank, vault: &Pubkey, pause: Pause) {
        let address = self.of(vault);
        let mut account = bank.account(&address).await.expect("it is made");
        account.data = match self {
            Self::Vault => {
                let it = Vault::from_bytes(&account.data).expect("a vault");
                borsh::to_vec(&Vault { pause, ..it })
            }
            Self::Config => {
                let it = Config::from_bytes(&account.data).expect("the config");
                borsh::to_vec(&Config { pause, ..it })
            }
        }
        .expect("bytes");
        bank.put(&address, account);
    }
}

/// The usual split with a guardian of the vault and one of the config, a million of alice's in it, and lamports for the
/// signers.
pub async fn scene() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_split(OPEN).await;
    for name in ["guardian", "config's guardian", "heir", "mallory"] {
        bank.fund(&id(name));
    }
    for whose in BOTH {
        let named = pause::set_guardian(&id(whose.admin()), &whose.of(&split.vault.address), &id(whose.guardian()));
        bank.by(whose.admin(), named).await;
    }
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, split)
}
