//! The Solana CLI's settings, which are this command line's defaults.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use solana_keypair::{Keypair, read_keypair_file};

use crate::error::{Error, Result};
use crate::refuse;
use crate::signer::Source;

/// The file's fields that matter here.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Config {
    /// The cluster's RPC.
    pub json_rpc_url: String,
    /// The cluster's WebSocket; empty for the one beside the RPC.
    pub websocket_url: String,
    /// The file of the key pair that signs.
    pub keypair_path: String,
    /// The commitment level of reads.
    pub commitment: String,
}

impl Config {
    /// The settings in `file`; the Solana CLI's own file, or its defaults, where none is named.
    pub fn read(file: Option<&Path>) -> Result<Self> {
        let usual = home(".config/solana/cli/config.yml");
        let path = match (file, &usual) {
            (Some(file), _) => file,
            (None, Some(usual)) if usual.is_file() => usual,
            _ => return Ok(Self::default()),
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new(format!("the settings cannot be read at {}: {error}", path.display())))?;
        serde_yaml_ng::from_str(&text)
            .map_err(|error| Error::new(format!("{} is not a Solana CLI settings file: {error}", path.display())))
    }

    /// The RPC's URL: `wanted` or its moniker, else what the settings have, else localhost.
    pub fn url(&self, wanted: Option<&str>) -> String {
        let url = wanted.unwrap_or(if self.json_rpc_url.is_empty() { "localhost" } else { &self.json_rpc_url });
        match url {
            "l" | "localhost" | "localnet" => "http://localhost:8899",
            "d" | "devnet" => "https://api.devnet.solana.com",
            "t" | "testnet" => "https://api.testnet.solana.com",
            "m" | "mainnet" | "mainnet-beta" => "https://api.mainnet-beta.solana.com",
            url => url,
        }
        .to_owned()
    }

    /// The WebSocket's URL for the RPC at `url`: what the settings have for theirs, else the one beside it, which local nodes
    /// have one port further.
    pub fn websocket(&self, wanted: Option<&str>, url: &str) -> Result<String> {
        if let Some(wanted) = wanted {
            return Ok(wanted.to_owned());
        }
        if !self.websocket_url.is_empty() && url == self.url(None) {
            return Ok(self.websocket_url.clone());
        }
        let (scheme, rest) = match url.split_once("://") {
            Some(("http", rest)) => ("ws", rest),
            Some(("https", rest)) => ("wss", rest),
            _ => refuse!("{url} is not an RPC's URL: expected http:// or https://"),
        };
        let (host, path) =
            rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
        let beside = match host.rsplit_once(':') {
            Some((name, port)) if !name.is_empty() => {
                match port.parse::<u16>().ok().and_then(|port| port.checked_add(1)) {
                    Some(port) => format!("{name}:{port}"),
                    None => refuse!("{url} has no port that another could follow"),
                }
            }
            _ => host.to_owned(),
        };
        Ok(format!("{scheme}://{beside}{path}"))
    }

    /// The commitment level of reads: as wanted, else as in the settings, else `confirmed`.
    pub fn commitment(&self, wanted: Option<&str>) -> Result<CommitmentConfig> {
        let name = wanted.unwrap_or(&self.commitment);
        let commitment = match name {
            "" | "confirmed" => CommitmentLevel::Confirmed,
            "processed" => CommitmentLevel::Processed,
            "finalized" => CommitmentLevel::Finalized,
            other => refuse!("`{other}` is not a commitment: expected processed, confirmed or finalized"),
        };
        Ok(CommitmentConfig { commitment })
    }

    /// The signer that the settings name, else the key pair in the Solana CLI's usual place.
    pub fn signer(&self) -> Source {
        let usual = || home(".config/solana/id.json").unwrap_or_else(|| PathBuf::from("id.json"));
        if self.keypair_path.is_empty() {
            Source::new(usual().display().to_string())
        } else {
            Source::new(&self.keypair_path)
        }
    }
}

/// The key pair in the file at `path`.
pub fn keypair(path: &Path) -> Result<Keypair> {
    read_keypair_file(path).map_err(|error| {
        Error::new(format!(
            "the key pair cannot be read at {}: {error}; make one with `solana-keygen new`, or name one with --keypair",
            path.display()
        ))
    })
}

/// Expands `~` to the home folder.
pub fn expand(path: &str) -> PathBuf {
    path.strip_prefix("~/").and_then(home).unwrap_or_else(|| PathBuf::from(path))
}

fn home(path: &str) -> Option<PathBuf> {
    std::env::var_os("HOME").map(|home| PathBuf::from(home).join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let mut config = Config::default();
        assert_eq!(config.url(None), "http://localhost:8899");
        assert_eq!(config.url(Some("mainnet-beta")), "https://api.mainnet-beta.solana.com");
        assert_eq!(config.url(Some("http://node:1")), "http://node:1");
        config.json_rpc_url = "http://rpc.example".to_owned();
        assert_eq!(config.url(None), "http://rpc.example");
        assert_eq!(config.websocket(None, "http://localhost:8899"), Ok("ws://localhost:8900".to_owned()));
        assert_eq!(config.websocket(None, "https://rpc.example/key"), Ok("wss://rpc.example/key".to_owned()));
        config.websocket_url = "ws://socket.example".to_owned();
        assert_eq!(config.websocket(None, "http://rpc.example"), Ok("ws://socket.example".to_owned()));
        assert_eq!(config.websocket(None, "http://other:8899"), Ok("ws://other:8900".to_owned()));
        assert_eq!(
            config.websocket(None, "ftp://node").unwrap_err().to_string(),
            "ftp://node is not an RPC's URL: expected http:// or https://"
        );
    }

    #[test]
    fn settings_files() {
        let folder = std::env::temp_dir().join(format!("restake-settings-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("config.yml");
        std::fs::write(
            &path,
            "---\njson_rpc_url: http://node:8899\nwebsocket_url: ''\nkeypair_path: /nowhere/id.json\naddress_labels:\n  \
             '11111111111111111111111111111111': System Program\ncommitment: finalized\n",
        )
        .unwrap();
        let config = Config::read(Some(&path)).unwrap();
        assert_eq!(config.url(None), "http://node:8899");
        assert_eq!(config.commitment(None).unwrap().commitment, CommitmentLevel::Finalized);
        assert_eq!(config.commitment(Some("processed")).unwrap().commitment, CommitmentLevel::Processed);
        assert!(config.commitment(Some("soon")).is_err());
        assert_eq!(config.signer(), Source::new("/nowhere/id.json"));
        std::fs::write(&path, "[").unwrap();
        assert!(Config::read(Some(&path)).unwrap_err().to_string().contains("is not a Solana CLI settings file"));
        assert!(Config::read(Some(&folder.join("none.yml"))).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
