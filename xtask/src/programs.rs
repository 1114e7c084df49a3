//! The programs of this repository.

use std::{fs, sync::OnceLock};

use anyhow::{Context, Result, bail};

use crate::workspace::root;

/// A program: what its package and its library are called, its folder, its interface file, and where the key pair of its address
/// on local chains is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its folder.
    pub folder: &'static str,
    /// Its interface file.
    pub idl: &'static str,
    /// The file of its key pair.
    pub keypair: &'static str,
}

/// The core.
pub const CORE: Program = Program {
    name: "restaking",
    folder: "programs/restaking",
    idl: "idl/restaking.json",
    keypair: "migrations/localnet-keypair.json",
};

/// The upgrade gate.
pub const GATE: Program = Program {
    name: "upgrade_gate",
    folder: "programs/upgrade_gate",
    idl: "idl/upgrade_gate.json",
    keypair: "migrations/localnet-gate-keypair.json",
};

/// The liquid restaking token.
pub const LIQUID: Program = Program {
    name: "liquid",
    folder: "programs/liquid",
    idl: "idl/liquid.json",
    keypair: "migrations/localnet-liquid-keypair.json",
};

/// The reference oracle.
pub const ORACLE: Program = Program {
    name: "oracle_ncn",
    folder: "programs/oracle_ncn",
    idl: "idl/oracle_ncn.json",
    keypair: "migrations/localnet-oracle-keypair.json",
};

/// Those that take the core as a library.
pub const CALLERS: [Program; 2] = [LIQUID, ORACLE];

/// All of them, without those of [`services`].
pub const ALL: [Program; 4] = [CORE, GATE, LIQUID, ORACLE];

impl Program {
    /// The file that declares its address.
    pub fn declares(&self) -> String {
        format!("{}/src/lib.rs", self.folder)
    }

    /// Whether it takes the core as a library.
    pub fn is_caller(&self) -> bool {
        CALLERS.contains(self) || self.folder.starts_with(SERVICES)
    }
}

/// The folder of services.
pub const SERVICES: &str = "ncns";

/// The service that new ones are copied from.
pub const TEMPLATE: &str = "template";

/// A service (NCN) in [`SERVICES`]: a folder with its ledger, program, interface file, client and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    /// Its name, as its folder has it.
    pub name: &'static str,
    /// Its program.
    pub program: Program,
}

impl Service {
    fn named(name: &str) -> Self {
        // The folder is read once in a run.
        let text = |text: String| -> &'static str { text.leak() };
        let program = Program {
            name: text(format!("{name}_ncn")),
            folder: text(format!("{SERVICES}/{name}/program")),
            idl: text(format!("{SERVICES}/{name}/idl.json")),
            keypair: text(format!("{SERVICES}/{name}/program/localnet-keypair.json")),
        };
        Self { name: text(name.to_owned()), program }
    }

    /// The package of its rules.
    pub fn ledger(&self) -> String {
        format!("{}_ledger", self.name)
    }

    /// The folder of its Rust client.
    pub fn client(&self) -> String {
        format!("{SERVICES}/{}/client", self.name)
    }
}

/// The services, in order: the folders of [`SERVICES`] with a program.
pub fn services() -> Result<&'static [Service]> {
    static FOUND: OnceLock<Vec<Service>> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(found);
    }
    let folder = root().join(SERVICES);
    let mut names = vec![];
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.join("program/Cargo.toml").is_file() {
            let name = path.file_name().and_then(|name| name.to_str()).context("a service has no name")?;
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(FOUND.get_or_init(|| names.iter().map(|name| Service::named(name)).collect()))
}

/// The service called `name`.
pub fn service(name: &str) -> Result<Service> {
    let all = services()?;
    match all.iter().find(|service| service.name == name) {
        Some(service) => Ok(*service),
        None => {
            let names: Vec<&str> = all.iter().map(|service| service.name).collect();
            bail!("there is no service `{name}` in {SERVICES}/; there are {}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_parts() {
        let all = services().unwrap();
        assert!(all.iter().any(|service| service.name == TEMPLATE));
        for service in all {
            let name = service.name;
            let folder = root().join(SERVICES).join(name);
            for part in ["ledger/Cargo.toml", "client/Cargo.toml", "tests/Cargo.toml", "README.md", "idl.json"] {
                assert!(folder.join(part).is_file(), "{name} has no {part}");
            }
            let keypair = fs::read_to_string(root().join(service.program.keypair)).unwrap();
            let bytes: Vec<u8> = serde_json::from_str(&keypair).unwrap();
            let address = bs58::encode(&bytes[32..]).into_string();
            assert_eq!(crate::stage::local_address(service.program).unwrap(), address, "{name} has another key pair");
        }
        assert!(service("nothing of the kind").unwrap_err().to_string().contains(TEMPLATE));
    }

    #[test]
    fn addresses_differ() {
        let programs = ALL.into_iter().chain(services().unwrap().iter().map(|service| service.program));
        let mut addresses: Vec<String> = programs.map(|each| crate::stage::local_address(each).unwrap()).collect();
        let count = addresses.len();
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), count, "two programs have one address");
    }
}
