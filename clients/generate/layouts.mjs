// Where the fields of accounts stand, which filters of a scan need and Codama's renderer does not write.

/** The kinds of fields that a scan can be filtered by. */
const FILTERS = { pubkey: "address", bool: "u8", u8: "u8", u64: "u64", i64: "i64" };
const BYTES = { bool: 1, u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, u64: 8, i64: 8, u128: 16, i128: 16, pubkey: 32 };

/** The source of a table of all accounts: what they begin with, their decoders, and their fields' places. */
export function layouts({ constant }, { accounts, types }) {
  const structs = new Map(types.map(({ name, type }) => [name, type]));

  /** An enum is filtered by its byte. */
  function plain(type) {
    return structs.get(type.defined?.name)?.kind === "enum" ? "u8" : type;
  }

  function bytes(type) {
    const [element, length] = type.array ?? [];
    const size = element ? bytes(element) * length : (BYTES[plain(type)] ?? fields(type.defined.name).bytes);
    if (!Number.isInteger(size)) {
      throw new Error(`the size of ${JSON.stringify(type)} is not known`);
    }
    return size;
  }

  function fields(name) {
    let at = 0;
    const places = structs.get(name).fields.map((field) => {
      const place = { name: camel(field.name), type: field.type, offset: at };
      at += bytes(field.type);
      return place;
    });
    return { places, bytes: at };
  }

  const account = ({ name, discriminator }) => {
    const places = fields(name).places.filter(({ type }) => FILTERS[plain(type)]);
    return `  ${name}: {
    discriminator: new Uint8Array([${discriminator.join(", ")}]),
    decoder: get${name}Decoder,
    fields: {
${places.map((field) => `      ${field.name}: { offset: ${discriminator.length + field.offset}, type: '${FILTERS[plain(field.type)]}' },`).join("\n")}
    },
  },`;
  };
  return `/**
 * The program's accounts: what they begin with, and where their fields stand, for scans.
 */
import { ${accounts.map(({ name }) => `get${name}Decoder`).join(", ")} } from '../accounts';

export const ${constant}_ACCOUNT_LAYOUTS = {
${accounts.map(account).join("\n")}
} as const;
`;
}

function camel(name) {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
