// What the renderers share.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files in `folder` and below. */
export function files(folder) {
  return readdirSync(folder).map((name) => join(folder, name)).flatMap((path) =>
    statSync(path).isDirectory() ? files(path) : [path]);
}

/** Writes the file at `path` anew as `change` gives it. */
export function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

/** `source` with what `pattern` finds replaced; an error if it finds nothing, as with a renderer that writes otherwise. */
export function replaced(source, pattern, replacement) {
  const result = source.replace(pattern, replacement);
  if (result === source) {
    throw new Error(`the generated code has nothing like ${pattern}`);
  }
  return result;
}
