//! The compiled programs that tests run on, and the environment variables that tell tests where they are.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    build::{self, Toolchain},
    fixture,
    programs::{CORE, service, services},
};

/// The address at which the tests of the clients and of the command line have the program: that of the harness's key "program
/// elsewhere".
const ELSEWHERE: &str = "HMPVWMYUFQZkyjXhsyXMbj5Ab1o3SUdd15mHWcTh2Ufg";

/// A compiled program that tests run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needed {
    /// The core, with the upgrade gate and Metaplex's Token Metadata program beside it.
    Core,
    /// SPL's single-validator pools.
    SinglePool,
    /// The example of a lending program that takes shares of a vault.
    Collateral,
    /// The example of a program that reports offenses.
    Bounty,
    /// The example of a lending program that reads a price.
    Lender,
    /// The core at another address.
    Elsewhere,
    /// SPL's stake pools.
    StakePool,
    /// The service of this name.
    Service(&'static str),
}

impl Needed {
    /// What all tests need but services, and what the oracle's hour alone needs.
    pub const ALL: [Self; 6] =
        [Self::Core, Self::SinglePool, Self::Collateral, Self::Bounty, Self::Elsewhere, Self::StakePool];

    /// All programs.
    pub fn all() -> Result<Vec<Self>> {
        let services = services()?.iter().map(|service| Self::Service(service.name));
        Ok(Self::ALL.into_iter().chain(services).collect())
    }

    /// The variable that names the program's file, or the folder of services' files.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Service(_) => "NCN_SO_FOLDER",
            Self::Core => "RESTAKING_SO",
            Self::SinglePool => "SINGLE_POOL_SO",
            Self::Collateral => "COLLATERAL_SO",
            Self::Bounty => "BOUNTY_SO",
            Self::Lender => "LENDER_SO",
            Self::Elsewhere => "RESTAKING_ELSEWHERE_SO",
            Self::StakePool => "STAKE_POOL_SO",
        }
    }
}

/// The programs that are built so far: each is built at most once in a run.
#[derive(Default)]
pub struct Programs(BTreeMap<Needed, PathBuf>);

impl Programs {
    /// The folder that the core is built to.
    pub fn deploy_folder(&mut self) -> Result<PathBuf> {
        let core = self.path(Needed::Core)?;
        Ok(core.parent().context("the program is in no folder")?.to_path_buf())
    }

    /// Builds what is `needed`.
    pub fn build(&mut self, needed: &[Needed]) -> Result<()> {
        needed.iter().try_for_each(|&needed| self.path(needed).map(drop))
    }

    /// Builds what is `needed` and tells `command` where it is.
    pub fn provide<'a>(&mut self, needed: &[Needed], command: &'a mut Command) -> Result<&'a mut Command> {
        for &needed in needed {
            let path = self.path(needed)?;
            let is_service = matches!(needed, Needed::Service(_));
            let named = if is_service { path.parent().context("the program is in no folder")? } else { &path };
            command.env(needed.variable(), named);
            if needed == Needed::Core {
                let folder = path.parent().unwrap_or_else(|| Path::new("."));
                command.env("BPF_OUT_DIR", folder).env("UPGRADE_GATE_SO", folder.join("upgrade_gate.so"));
                command.env("LIQUID_SO", folder.join("liquid.so")).env("ORACLE_SO", folder.join("oracle_ncn.so"));
                command.env("TOKEN_METADATA_SO", folder.join("token_metadata.so"));
            }
        }
        Ok(command)
    }

    fn path(&mut self, needed: Needed) -> Result<PathBuf> {
        if let Some(path) = self.0.get(&needed) {
            return Ok(path.clone());
        }
        let path = match needed {
            Needed::Core => fixture::programs()?,
            Needed::SinglePool => build::single_pool(&self.path(Needed::Core)?)?,
            Needed::Service(name) => build::service(Toolchain::Auto, service(name)?)?,
            Needed::Collateral => build::collateral()?,
            Needed::Bounty => build::bounty()?,
            Needed::Lender => build::lender()?,
            Needed::StakePool => fixture::stake_pool(&self.path(Needed::Core)?)?,
            Needed::Elsewhere => build::build_for(Toolchain::Auto, CORE, ELSEWHERE, None, true)?,
        };
        self.0.insert(needed, path.clone());
        Ok(path)
    }
}
