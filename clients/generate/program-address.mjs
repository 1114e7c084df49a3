// The program's address, which differs from cluster to cluster: the generated code takes it from its caller everywhere.
//
// Codama's renderer takes the interface's address, which is the one on local chains, wherever a caller gives none.

/** The source of a generated file with the program's address as a parameter that cannot be omitted. */
export function withProgramAddress({ constant }, source, address) {
  const named = `${constant}_PROGRAM_ADDRESS`;
  const literal = `['"]${address}['"]`;
  return source
    // The constant keeps one use: on local chains.
    .replace(new RegExp(`export const ${named}\\b`), "/** The program's address on local chains. Anyone can deploy a program there on another cluster. */\nexport const LOCALNET_PROGRAM_ADDRESS")
    .replaceAll(new RegExp(`^import \\{\\s*${named},?\\s*\\} from .*;\\n`, "gm"), "")
    // Types.
    .replaceAll(`TProgramAddress extends Address = typeof ${named}`, "TProgramAddress extends Address")
    .replaceAll(`TProgram extends string = typeof ${named}`, "TProgram extends string = string")
    .replaceAll(new RegExp(`TProgram extends string = ${literal}`, "g"), "TProgram extends string = string")
    // Instructions, with the addresses that their defaults derive.
    .replaceAll(/config\?: \{ programAddress\?: TProgramAddress;? \}/g, "config: { programAddress: TProgramAddress }")
    .replaceAll(`config?.programAddress ?? ${named}`, "config.programAddress")
    .replaceAll(/(await find\w+Pda\()(\{[^]*?\})?\s*,?\s*\);/g, (_, call, seeds) => `${call}${seeds ? `${seeds}, ` : ""}{ programAddress });`)
    .replaceAll(`accountMeta.address === ${named}`, "accountMeta.address === instruction.programAddress")
    // Addresses of accounts.
    .replaceAll(/config: \{ programAddress\?: Address \| undefined;? \} = \{\}/g, "config: { programAddress: Address }")
    .replaceAll(new RegExp(`const \\{\\s*programAddress = ${literal} as Address<${literal}>,?\\s*\\} = config;`, "g"), "const { programAddress } = config;")
    // Errors.
    .replaceAll(/(\n\s*code\?: TProgramErrorCode\s*,?\s*\): error is)/g, "\n  programAddress: Address,$1")
    .replaceAll(`transactionMessage, ${named}, code`, "transactionMessage, programAddress, code");
}

/** Fails if a generated file still names the address: the renderer writes otherwise than {@link withProgramAddress} expects. */
export function checkProgramAddress({ constant }, source, path, address) {
  const named = source.includes(`${constant}_PROGRAM_ADDRESS`) || /programAddress\?:/.test(source);
  const literals = source.split(address).length - 1;
  const allowed = /LOCALNET_PROGRAM_ADDRESS =/.test(source) ? 2 : 0;
  if (named || literals > allowed) {
    throw new Error(`${path} has a default for the program's address`);
  }
}
