//! Anchor.toml: the program's address on each cluster, and the wallet that may upgrade it.

use std::path::{Path, PathBuf};

use restaking_client::gate::{self, GateProgram};
use restaking_client::liquid::{self, LiquidProgram};
use restaking_client::oracle::{self, OracleProgram};
use restaking_client::{LOCAL_ID, Program};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::cluster::Cluster;
use crate::config::{expand, keypair};
use crate::error::{Error, Result};
use crate::refuse;

/// The file's name.
const NAME: &str = "Anchor.toml";

/// The program's name in it.
const PROGRAM: &str = "restaking";

/// The upgrade gate's.
const GATE: &str = "upgrade_gate";

/// That of liquid restaking.
const LIQUID: &str = "liquid";

/// The price oracle's name there.
const ORACLE: &str = "oracle_ncn";

/// What Anchor.toml says; nothing where there is none.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    path: Option<PathBuf>,
    table: toml::Table,
}

impl Settings {
    /// The file at `path`; where none is named, the nearest one from `folder` upwards, as Anchor looks for it.
    pub fn find(path: Option<&Path>, folder: &Path) -> Result<Self> {
        let nearest = || folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file());
        match path.map(Path::to_path_buf).or_else(nearest) {
            Some(path) => Self::read(path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: PathBuf) -> Result<Self> {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Error::new(format!("{} cannot be read: {error}", path.display())))?;
        let table = text.parse().map_err(|error| Error::new(format!("{} is not TOML: {error}", path.display())))?;
        Ok(Self { path: Some(path), table })
    }

    /// The folder that holds the file: the repository's; this one where there is no file.
    pub fn folder(&self) -> PathBuf {
        self.path.as_deref().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default()
    }

    /// What the file is called in sentences.
    pub fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| NAME.to_owned(), |path| path.display().to_string())
    }

    /// The program's address on `cluster`, if the file has one.
    pub fn address(&self, cluster: &Cluster) -> Result<Option<Pubkey>> {
        self.address_of(PROGRAM, cluster)
    }

    /// The upgrade gate's program on `cluster`, if something says where it is.
    pub fn gate(&self, asked: Option<Pubkey>, cluster: &Cluster) -> Result<Option<GateProgram>> {
        Ok(self.beside(GATE, gate::LOCAL_ID, asked, cluster)?.map(GateProgram::at))
    }

    /// The program of liquid restaking on `cluster`, likewise.
    pub fn liquid(&self, asked: Option<Pubkey>, cluster: &Cluster) -> Result<Option<LiquidProgram>> {
        Ok(self.beside(LIQUID, liquid::LOCAL_ID, asked, cluster)?.map(LiquidProgram::at))
    }

    /// The price oracle's program on `cluster`, likewise.
    pub fn oracle(&self, asked: Option<Pubkey>, cluster: &Cluster) -> Result<Option<OracleProgram>> {
        Ok(self.beside(ORACLE, oracle::LOCAL_ID, asked, cluster)?.map(OracleProgram::at))
    }

    /// The program of a service (NCN) called `name` on `cluster`, likewise; an error where nothing says where it is. `local` is its
    /// address on local chains.
    pub fn service(&self, name: &str, local: Pubkey, asked: Option<Pubkey>, cluster: &Cluster) -> Result<Pubkey> {
        match self.beside(name, local, asked, cluster)? {
            Some(address) => Ok(address),
            None => Err(self.nameless(&format!("the program {name}"), name, "--ncn-program", cluster)),
        }
    }

    /// The address of the program called `name` on `cluster`: the one that was `asked` for, else the one that the file has, else, on
    /// local chains, the one that is theirs; none where nothing says it.
    fn beside(&self, name: &str, local: Pubkey, asked: Option<Pubkey>, cluster: &Cluster) -> Result<Option<Pubkey>> {
        let address = match (asked, self.address_of(name, cluster)?) {
            (Some(address), _) | (None, Some(address)) => address,
            (None, None) if cluster.is_local() => local,
            (None, None) => return Ok(None),
        };
        if address == local {
            check_public(&address, cluster)?;
        }
        check(&address, cluster)?;
        Ok(Some(address))
    }

    fn address_of(&self, name: &str, cluster: &Cluster) -> Result<Option<Pubkey>> {
        let programs = self.table.get("programs").and_then(|programs| programs.get(cluster.key()));
        let Some(program) = programs.and_then(|programs| programs.get(name)) else { return Ok(None) };
        match read(program) {
            Some(address) => Ok(Some(address)),
            None => refuse!("{} has `{program}` for {cluster}, which is not an address", self.name()),
        }
    }

    /// Refuses a signer that is not the wallet which the file names, where that wallet is on this machine.
    pub fn check_wallet(&self, me: &Pubkey) -> Result<()> {
        let wallet = self.table.get("provider").and_then(|provider| provider.get("wallet"));
        let wallet = wallet.and_then(toml::Value::as_str).map(expand).filter(|path| path.is_file());
        let Some(wallet) = wallet else { return Ok(()) };
        let authority = keypair(&wallet)?.pubkey();
        if authority != *me {
            refuse!(
                "{} names {} as the wallet, which is {authority}'s, and the key pair at hand is {me}'s",
                self.name(),
                wallet.display()
            );
        }
        Ok(())
    }

    /// The program on a cluster: at the address that was `asked` for by the flag or the environment, else at the one that the file has,
    /// else, on local chains, at the one that is theirs. The address for local chains is refused everywhere else, however it comes.
    pub fn program(&self, asked: Option<Pubkey>, cluster: impl FnOnce() -> Result<Cluster>) -> Result<Program> {
        if let Some(address) = asked.filter(|address| *address != LOCAL_ID) {
            return Ok(Program::at(address));
        }
        let cluster = cluster()?;
        let address = match (asked, self.address(&cluster)?) {
            (Some(address), _) | (None, Some(address)) => address,
            (None, None) if cluster.is_local() => LOCAL_ID,
            (None, None) => {
                return Err(self.nameless("the program", PROGRAM, "--program-id or in RESTAKE_PROGRAM_ID", &cluster));
            }
        };
        check(&address, &cluster)?;
        Ok(Program::at(address))
    }

    /// The program, where no cluster can be asked which one it is: at the address that was `asked` for, else at the one that the file has
    /// for all its clusters, else at the one for local chains.
    pub fn offline(&self, asked: Option<Pubkey>) -> Result<Program> {
        if let Some(address) = asked {
            return Ok(Program::at(address));
        }
        let clusters =
            self.table.get("programs").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
        let mut addresses = clusters.filter_map(|programs| read(programs.get(PROGRAM)?)).collect::<Vec<_>>();
        addresses.sort_unstable();
        addresses.dedup();
        match addresses[..] {
            [] => Ok(Program::LOCAL),
            [address] => Ok(Program::at(address)),
            _ => refuse!("{} has several addresses of the program: name one with --program-id", self.name()),
        }
    }

    /// How to say where `what` is, which is called `name`.
    fn nameless(&self, what: &str, name: &str, option: &str, cluster: &Cluster) -> Error {
        let key = match cluster {
            Cluster::Other(genesis) => format!("\"{genesis}\""),
            known => known.key(),
        };
        let mut text = format!(
            "no address of {what} is configured for {cluster}: name it with {option}, or add `{name} = \"ADDRESS\"` under \
             `[programs.{key}]` in {}",
            self.name()
        );
        if matches!(cluster, Cluster::Other(_)) {
            text.push_str("; for a chain of your own, add --local");
        }
        Error::new(text)
    }
}

/// An address as Anchor takes it: a text, or a table with more than the address.
fn read(program: &toml::Value) -> Option<Pubkey> {
    let text = program.as_str().or_else(|| program.get("address")?.as_str());
    text?.parse().ok()
}

/// Refuses the addresses for local chains on any other cluster: their key pairs are public.
pub fn check(address: &Pubkey, cluster: &Cluster) -> Result<()> {
    if [LOCAL_ID, gate::LOCAL_ID, liquid::LOCAL_ID, oracle::LOCAL_ID].contains(address) {
        check_public(address, cluster)?;
    }
    Ok(())
}

/// Refuses `address`, which has a public key pair, on any cluster that is not local.
fn check_public(address: &Pubkey, cluster: &Cluster) -> Result<()> {
    if !cluster.is_local() {
        refuse!("{address} is for local chains alone: its key pair is public, and anyone could take it on {cluster}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Pubkey = Pubkey::new_from_array([7; 32]);

    fn settings(text: &str) -> Settings {
        Settings { path: None, table: text.parse().unwrap() }
    }

    fn on(cluster: Cluster) -> impl FnOnce() -> Result<Cluster> {
        move || Ok(cluster)
    }

    #[test]
    fn what_was_asked_for_goes_before_the_file() {
        let file = settings(&format!("[programs.devnet]\nrestaking = \"{OURS}\"\n"));
        assert_eq!(file.program(None, on(Cluster::Devnet)), Ok(Program::at(OURS)));
        let other = Pubkey::new_from_array([8; 32]);
        // The cluster is not even asked what it is.
        let unreachable = || refuse!("no node");
        assert_eq!(file.program(Some(other), unreachable), Ok(Program::at(other)));
        assert_eq!(file.program(None, on(Cluster::Local)), Ok(Program::LOCAL));
        let table = settings(&format!("[programs.testnet.restaking]\naddress = \"{OURS}\"\n"));
        assert_eq!(table.program(None, on(Cluster::Testnet)), Ok(Program::at(OURS)));
        let genesis = solana_program::hash::Hash::new_from_array([9; 32]);
        let own = settings(&format!("[programs.\"{genesis}\"]\nrestaking = \"{OURS}\"\n"));
        assert_eq!(own.program(None, on(Cluster::Other(genesis))), Ok(Program::at(OURS)));
    }

    #[test]
    fn without_a_cluster_the_file_has_to_be_clear() {
        let other = Pubkey::new_from_array([8; 32]);
        let both = settings(&format!(
            "[programs.devnet]\nrestaking = \"{OURS}\"\n[programs.mainnet]\nrestaking = \"{other}\"\n"
        ));
        assert_eq!(both.offline(Some(other)), Ok(Program::at(other)));
        assert!(both.offline(None).unwrap_err().to_string().ends_with("name one with --program-id"));
        let one =
            settings(&format!("[programs.devnet]\nrestaking = \"{OURS}\"\n[programs.own]\nother = \"{other}\"\n"));
        assert_eq!(one.offline(None), Ok(Program::at(OURS)));
        assert_eq!(settings("").offline(None), Ok(Program::LOCAL));
    }

    #[test]
    fn a_cluster_without_an_address_is_refused() {
        let genesis = solana_program::hash::Hash::new_from_array([9; 32]);
        let said = |cluster| settings("").program(None, on(cluster)).unwrap_err().to_string();
        let text = "no address of the program is configured for devnet: name it with --program-id or in RESTAKE_PROGRAM_ID, or add \
                    `restaking = \"ADDRESS\"` under `[programs.devnet]` in Anchor.toml";
        assert_eq!(said(Cluster::Devnet), text);
        let text = said(Cluster::Other(genesis));
        assert!(text.contains(&format!("under `[programs.\"{genesis}\"]`")) && text.ends_with("add --local"), "{text}");
        let wrong = settings("[programs.devnet]\nrestaking = \"none\"\n").program(None, on(Cluster::Devnet));
        assert!(wrong.unwrap_err().to_string().contains("which is not an address"));
    }

    /// However it comes: by the flag, by the file, or because a file was copied.
    #[test]
    fn the_public_key_pair_is_for_local_chains() {
        let text = format!("restaking = \"{LOCAL_ID}\"\n");
        let tables = ["mainnet", "devnet", "testnet", "localnet"].map(|name| format!("[programs.{name}]\n{text}"));
        let file = settings(&tables.concat());
        let genesis = solana_program::hash::Hash::new_from_array([9; 32]);
        for cluster in [Cluster::Mainnet, Cluster::Devnet, Cluster::Testnet, Cluster::Other(genesis)] {
            for asked in [Some(LOCAL_ID), None] {
                let refused = file.program(asked, on(cluster)).unwrap_err().to_string();
                let other = matches!(cluster, Cluster::Other(_)) && asked.is_none();
                assert!(refused.contains(if other { "no address" } else { "its key pair is public" }), "{refused}");
            }
        }
        assert_eq!(file.program(Some(LOCAL_ID), on(Cluster::Local)), Ok(Program::LOCAL));
        assert_eq!(file.program(None, on(Cluster::Local)), Ok(Program::LOCAL));
    }

    /// The repository names it for local chains alone.
    #[test]
    fn the_repository_names_no_address_that_anyone_could_own() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let file = Settings::find(None, here).unwrap();
        assert_eq!(file.address(&Cluster::Local), Ok(Some(LOCAL_ID)));
        for cluster in [Cluster::Mainnet, Cluster::Devnet, Cluster::Testnet] {
            assert_ne!(file.address(&cluster).unwrap(), Some(LOCAL_ID), "{cluster}");
        }
        let pair = keypair(&here.join("../migrations/localnet-keypair.json")).unwrap();
        assert_eq!(pair.pubkey(), LOCAL_ID);
        assert_eq!(file.gate(None, &Cluster::Local), Ok(Some(GateProgram::LOCAL)));
        let pair = keypair(&here.join("../migrations/localnet-gate-keypair.json")).unwrap();
        assert_eq!(pair.pubkey(), gate::LOCAL_ID);
    }

    /// A service's program at the address for local chains is anyone's elsewhere, and no other address is guessed.
    #[test]
    fn a_service_is_where_the_file_or_the_flag_says() {
        let (local, other) = (Pubkey::new_from_array([6; 32]), Pubkey::new_from_array([8; 32]));
        let file = settings(&format!("[programs.devnet]\nweather_ncn = \"{OURS}\"\n"));
        let at = |asked, cluster| file.service("weather_ncn", local, asked, &cluster);
        assert_eq!(at(None, Cluster::Devnet), Ok(OURS));
        assert_eq!(at(Some(other), Cluster::Devnet), Ok(other));
        assert_eq!([at(None, Cluster::Local), at(Some(local), Cluster::Local)], [Ok(local), Ok(local)]);
        let genesis = solana_program::hash::Hash::new_from_array([9; 32]);
        for cluster in [Cluster::Mainnet, Cluster::Testnet, Cluster::Other(genesis)] {
            let text = at(None, cluster).unwrap_err().to_string();
            assert!(text.starts_with("no address of the program weather_ncn is configured for"), "{text}");
            assert!(text.contains("name it with --ncn-program, or add `weather_ncn = \"ADDRESS\"` under"), "{text}");
            for public in [local, LOCAL_ID, oracle::LOCAL_ID] {
                let text = at(Some(public), cluster).unwrap_err().to_string();
                assert!(text.contains("its key pair is public"), "{text}");
            }
        }
        let copied = settings(&format!("[programs.mainnet]\nweather_ncn = \"{local}\"\n"));
        let text = copied.service("weather_ncn", local, None, &Cluster::Mainnet).unwrap_err().to_string();
        assert!(text.contains("its key pair is public"), "{text}");
    }

    #[test]
    fn the_gate_is_where_the_file_or_the_flag_says() {
        let file = settings(&format!("[programs.devnet]\nupgrade_gate = \"{OURS}\"\n"));
        let other = Pubkey::new_from_array([8; 32]);
        assert_eq!(file.gate(None, &Cluster::Devnet), Ok(Some(GateProgram::at(OURS))));
        assert_eq!(file.gate(Some(other), &Cluster::Devnet), Ok(Some(GateProgram::at(other))));
        assert_eq!(file.gate(None, &Cluster::Testnet), Ok(None));
        assert_eq!(file.gate(None, &Cluster::Local), Ok(Some(GateProgram::LOCAL)));
        let public = file.gate(Some(gate::LOCAL_ID), &Cluster::Devnet).unwrap_err().to_string();
        assert!(public.contains("its key pair is public"), "{public}");
    }
}
