//! The list of system calls that the build holds programs against, against what the runtime registers.

use std::collections::BTreeSet;

use harness::svm::Features;
use solana_program_runtime::execution_budget::SVMTransactionExecutionBudget;
use solana_syscalls::create_program_runtime_environment;

/// The build's list.
const LISTED: &str = include_str!("../../toolchain/spec/system-calls");

/// The names of the system calls that a program may make once it is deployed.
fn registered(features: Features) -> BTreeSet<String> {
    let budget = SVMTransactionExecutionBudget::new_with_defaults(false);
    let runtime = create_program_runtime_environment(&features.set().runtime_features(), &budget, true, false);
    let runtime = runtime.expect("the runtime");
    let names = runtime.get_function_registry().iter().map(|(_, (name, _))| String::from_utf8_lossy(name).into_owned());
    names.collect()
}

#[test]
fn the_builds_list_is_what_every_cluster_registers() {
    let listed: BTreeSet<_> =
        LISTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect();
    let (mainnet, all) = (registered(Features::Mainnet), registered(Features::All));
    let everywhere: BTreeSet<_> = mainnet.intersection(&all).cloned().collect();
    assert_eq!(listed, everywhere);
    assert!(listed.contains("abort") && listed.contains("sol_invoke_signed_rust"));
}
