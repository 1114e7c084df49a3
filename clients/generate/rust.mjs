// The generated part of the Rust client.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { renderVisitor } from "@codama/renderers-rust";

import { edit, files, replaced } from "./files.mjs";
import { renderWords } from "./words-rust.mjs";

/** Writes the generated code of `program` into the crate at `crate`. */
export async function renderRust(program, codama, events, words, crate) {
  // It would warn of crates that the generated code names no more once it has passed `oneDependency`.
  const { warn } = console;
  console.warn = () => {};
  await codama.accept(renderVisitor(crate, { anchorTraits: false, formatCode: false, generatedFolder: `src/${program.folder}` }));
  console.warn = warn;

  const generated = join(crate, "src", program.folder);
  for (const file of files(generated)) {
    edit(file, (source) => oneDependency(withoutFetch(source)));
  }
  for (const file of files(join(generated, "instructions")).filter((file) => !file.endsWith("mod.rs"))) {
    edit(file, (source) => forAnyProgram(program, source));
  }
  for (const file of existsSync(join(generated, "types")) ? files(join(generated, "types")) : []) {
    edit(file, withUnknown);
  }
  writeFileSync(join(generated, "events.rs"), decoder(events));
  if (words) {
    renderWords(words, generated);
    edit(join(generated, "mod.rs"), (source) => replaced(source, /pub mod types;\n/, "$&pub mod words;\n"));
  }
  rmSync(join(generated, "shared.rs")); // Only fetching uses it.
  edit(join(generated, "programs.rs"), (source) =>
    replaced(source, new RegExp(`pub const ${program.constant}_ID`), "/// The address for local chains: its key pair is public.\n$&"));
  edit(join(generated, "mod.rs"), (source) =>
    source.replace("pub mod errors;", "pub mod errors;\npub mod events;").replace(/ *pub mod shared;\n/, ""));
  for (const file of files(generated)) {
    edit(file, (source) => source.replaceAll("crate::generated::", `${program.module}::generated::`));
  }
}

/** Takes out what fetches accounts over RPC: its client's crates fit no lock file with the program's. */
function withoutFetch(source) {
  return source.replace(/#\[cfg\(feature = "fetch"\)\]\n[^]*?\n}\n/g, "");
}

/** Takes every chain type from `solana-program`, the one crate of them that the client depends on. */
function oneDependency(source) {
  return source
    .replaceAll(/use solana_address::\{ *(?:Address, *address|address, *Address) *\};/g, "use solana_program::pubkey::Pubkey as Address;")
    .replaceAll(/solana_(?:address|pubkey)::(?:address|pubkey)!/g, "solana_program::pubkey!")
    .replaceAll("= address!(", "= solana_program::pubkey!(")
    .replaceAll("solana_address::Address", "solana_program::pubkey::Pubkey as Address")
    .replaceAll(/(?<!use )solana_program::pubkey::Pubkey as Address/g, "solana_program::pubkey::Pubkey")
    .replaceAll("solana_address::", "solana_program::pubkey::")
    .replaceAll("solana_instruction::", "solana_program::instruction::")
    .replaceAll("solana_account_info::", "solana_program::account_info::")
    .replaceAll("solana_program_error::ProgramResult", "solana_program::entrypoint::ProgramResult")
    .replaceAll("solana_program_error::", "solana_program::program_error::")
    .replaceAll("solana_cpi::", "solana_program::program::");
}

/**
 * Makes every instruction take the program's address. Codama's renderer writes in the interface's, which is the one for local chains;
 * what uses it is there with the crate's feature `local` alone.
 */
function forAnyProgram({ constant, module }, source) {
  const INSTRUCTION = "solana_program::instruction::Instruction";
  const PROGRAM = "program: &solana_program::pubkey::Pubkey";
  const local = (name, parameters, call) =>
    `/// [\`Self::${name}_at\`] the address for local chains.
  #[cfg(feature = "local")]
  pub fn ${name}(&self${parameters}) -> ${INSTRUCTION} {
    self.${name}_at(&${module}::LOCAL_ID${call})
  }
`;
  const [accounts, cpi] = source.split(/(?=\/\/\/ `\w+` CPI accounts\.)/);
  const metas = "remaining_accounts: &[solana_program::instruction::AccountMeta]";
  let built = replaced(
    accounts,
    /pub fn instruction\(&self(, args: \w+)?\) -> \S+ \{\s*self\.instruction_with_remaining_accounts\((?:args, )?&\[\]\)\s*\}/,
    (_, args = "") => {
      const pass = args && ", args";
      return `${local("instruction", args, pass)}
  ${local("instruction_with_remaining_accounts", `${args}, ${metas}`, `${pass}, remaining_accounts`)}
  /// The instruction for the program at \`program\`.
  pub fn instruction_at(&self, ${PROGRAM}${args}) -> ${INSTRUCTION} {
    self.instruction_with_remaining_accounts_at(program${pass}, &[])
  }
  /// The same with more accounts behind its own.`;
    },
  );
  built = replaced(
    built,
    /pub fn instruction_with_remaining_accounts\(&self(, args: \w+)?, remaining_accounts: (\S+)\) -> \S+ \{\s*let mut/,
    (_, args = "", type) =>
      `pub fn instruction_with_remaining_accounts_at(&self, ${PROGRAM}${args}, remaining_accounts: ${type}) -> ${INSTRUCTION} {
    let mut`,
  );
  built = replaced(
    built,
    /(#\[allow\(clippy::clone_on_copy\)\]\s*)pub fn instruction\(&self\) -> \S+ \{(\s*let accounts)/,
    (_, allow, body) =>
      `${local("instruction", "", "")}
  /// The instruction for the program at \`program\`.
  ${allow}pub fn instruction_at(&self, ${PROGRAM}) -> ${INSTRUCTION} {${body}`,
  );
  built = replaced(
    built,
    "accounts.instruction_with_remaining_accounts(",
    "accounts.instruction_with_remaining_accounts_at(program, ",
  );
  return built.replaceAll(`crate::${constant}_ID`, "*program") + cpi.replaceAll(`crate::${constant}_ID`, "*self.__program.key");
}

/**
 * Gives each enum of one byte a variant for the bytes that this client does not know: a later program may write them, and an account
 * with one is still read.
 */
function withUnknown(source) {
  const found = source.match(/#\[derive\([^\]]*\)\]\npub enum (\w+) \{\n((?: *\w+,\n)+)\}\n/);
  if (!found) {
    return source;
  }
  const [whole, name, body] = found;
  const variants = body.match(/\w+/g);
  const arms = (arm) => variants.map(arm).join("\n            ");
  return source
    .replace(/use borsh::Borsh\w+;\n/g, "")
    .replace(/use num_derive::FromPrimitive;\n\n?/, "")
    .replace(whole, `#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ${name} {
${body}    /// A byte that this client does not know.
    Unknown(u8),
}

impl ${name} {
    /// All that this client knows, in the order of their bytes.
    pub const ALL: [Self; ${variants.length}] = [${variants.map((variant) => `Self::${variant}`).join(", ")}];

    /// The byte that stands for it.
    pub const fn byte(self) -> u8 {
        match self {
            ${arms((variant, byte) => `Self::${variant} => ${byte},`)}
            Self::Unknown(byte) => byte,
        }
    }

    /// Its name in words.
    pub const fn name(self) -> &'static str {
        match self {
            ${arms((variant) => `Self::${variant} => "${words(variant)}",`)}
            Self::Unknown(_) => "unknown",
        }
    }
}

impl From<u8> for ${name} {
    fn from(byte: u8) -> Self {
        match byte {
            ${arms((variant, byte) => `${byte} => Self::${variant},`)}
            _ => Self::Unknown(byte),
        }
    }
}

impl borsh::BorshSerialize for ${name} {
    fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
        self.byte().serialize(writer)
    }
}

impl borsh::BorshDeserialize for ${name} {
    fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<Self> {
        u8::deserialize_reader(reader).map(Self::from)
    }
}
`);
}

/** `FeeAdmin` as "fee admin". */
function words(variant) {
  return variant.replaceAll(/\B[A-Z]/g, " $&").toLowerCase();
}

function decoder(events) {
  const names = events.map(({ name }) => name);
  const arms = events.map(({ name, discriminator }) =>
    `[${discriminator.join(", ")}] => Ok(Event::${name}(borsh::BorshDeserialize::deserialize(&mut body)?)),`);
  return `//! The program's events, and how to read one out of a log.
use crate::generated::types::{${names.join(", ")}};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
${names.map((name) => `    /// See [\`${name}\`].\n    ${name}(${name}),`).join("\n")}
}

impl Event {
    /// Reads what a log line \`Program data: …\` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            ${arms.join("\n            ")}
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
`;
}
