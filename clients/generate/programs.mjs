// The programs that the clients are of, and what the generated code calls them.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

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

/** The services in the folders of `ncns`, or the one called `only`: each with its folder, and a client of its own there. */
export function services(ncns, only) {
  const names = readdirSync(ncns).filter((name) => existsSync(join(ncns, name, "idl.json"))).sort();
  return names.filter((name) => !only || name === only).map((folder) => {
    const name = `${folder}_ncn`;
    const file = name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
    const type = file[0].toUpperCase() + file.slice(1);
    return { service: join(ncns, folder), name, constant: name.toUpperCase(), type, file, folder: "generated", module: "crate" };
  });
}
