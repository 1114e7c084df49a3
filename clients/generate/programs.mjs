// The programs that the clients are of, and what the generated code calls them.

/**
 * Each by the name of its interface file, in the three spellings that generated names have; and by the folder below `src` and the Rust
 * module that its generated code goes to; and the folder of clients/words with its words.
 */
export const PROGRAMS = [
  { name: "restaking", constant: "RESTAKING", type: "Restaking", file: "restaking", folder: "generated", module: "crate", words: "." },
  { name: "upgrade_gate", constant: "UPGRADE_GATE", type: "UpgradeGate", file: "upgradeGate", folder: "gate/generated", module: "crate::gate" },
  { name: "liquid", constant: "LIQUID", type: "Liquid", file: "liquid", folder: "liquid/generated", module: "crate::liquid", words: "liquid" },
  { name: "oracle_ncn", constant: "ORACLE_NCN", type: "OracleNcn", file: "oracleNcn", folder: "oracle/generated", module: "crate::oracle" },
];
