//! The page: built, and tested in a browser against the local chain.

use anyhow::Result;

use crate::{
    build, chain, fixture, localnet,
    machine::{self, For},
    npm,
    step::{self, step},
    workspace::root,
};

/// Its package.
const PAGE: [&str; 2] = ["--workspace", "restaking-page"];

/// The picture of README.md, from the repository's folder.
const PICTURE: &str = "docs/exposure.svg";

/// Draws the picture of README.md by the page itself, from the local chain's example.
pub fn picture() -> Result<()> {
    machine::check(For::Browser)?;
    let program = fixture::programs()?;
    let chain = localnet::compile()?;
    npm::install_packages()?;
    step("Draw the picture", || {
        let mut script = npm::script(&["--silent", "picture"]);
        script.args(PAGE).arg("--").arg(root().join(PICTURE));
        step::run(script.env("LOCALNET_BIN", &chain).env("RESTAKING_SO", &program))
    })?;
    println!("{PICTURE} is written");
    Ok(())
}

/// Builds the page with all that it stands on, and runs its tests.
pub fn test() -> Result<()> {
    machine::check(For::Browser)?;
    let program = fixture::programs()?;
    let (pools, stake_pools) = (build::single_pool(&program)?, fixture::stake_pool(&program)?);
    let (chain, restake) = (localnet::compile()?, chain::compile(localnet::RESTAKE)?);
    npm::install_packages()?;
    step("Test what the page computes", || step::run(npm::script(&["--silent", "test"]).args(PAGE)))?;
    step("Build the page, and test it in a browser", || {
        let mut tests = npm::script(&["--silent", "e2e"]);
        tests.args(PAGE).env("LOCALNET_BIN", &chain).env("RESTAKING_SO", &program).env(localnet::COMMAND, &restake);
        step::run(tests.env("SINGLE_POOL_SO", &pools).env("STAKE_POOL_SO", &stake_pools))
    })
}
