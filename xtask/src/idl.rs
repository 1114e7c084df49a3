//! The IDL: what the program's macros print under test, put together.
//!
//! Anchor prints it in sections, from a test for each part of the program. Its own tool assembles them as well, but under
//! `cargo run` may change the machine's Rust installation; only its types are used.

use std::{collections::BTreeMap, fs};

use anchor_lang_idl_spec::{Idl, IdlErrorCode, IdlEvent, IdlTypeDef, IdlTypeDefTy};
use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    clients,
    drift::difference,
    instructions,
    machine::{self, For},
    programs::{self, Program, Service},
    step::{self, step},
    workspace,
};

const BEGIN: &str = "--- IDL begin ";
const END: &str = "--- IDL end ";

/// Writes the IDLs and the clients; with `check`, compares them with what is there instead.
pub fn idl(check: bool) -> Result<()> {
    machine::check(For::Build)?;
    programs::ALL.into_iter().try_for_each(|program| idl_of(program, check))?;
    programs::services()?.iter().try_for_each(|service| idl_of(service.program, check))?;
    clients::generate(check, None)?;
    instructions::write(check)
}

/// Writes the IDL and the client of one service.
pub fn idl_of_service(service: Service, check: bool) -> Result<()> {
    machine::check(For::Build)?;
    idl_of(service.program, check)?;
    clients::generate(check, Some(service))
}

fn idl_of(program: Program, check: bool) -> Result<()> {
    let name = program.name;
    let printed = step(&format!("Have {name} print its IDL"), || {
        let mut cargo = workspace::cargo();
        cargo.args(["test", "--quiet", "--package", name, "--lib", "--features", "idl-build"]);
        step::output(cargo.args(["--", "__anchor_private_print_idl", "--show-output"]))
    })?;
    let text = serde_json::to_string_pretty(&assemble(&printed)?)? + "\n";
    let shown = program.idl;
    let path = workspace::root().join(shown);
    let before = fs::read_to_string(&path).unwrap_or_default();
    if check && before != text {
        bail!("{shown} is not the program's IDL; run `cargo xtask idl`:\n{}", difference(shown, &before, &text));
    }
    if before != text {
        fs::create_dir_all(path.parent().context("the IDL is in no folder")?)?;
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{shown} is written");
    } else {
        println!("{shown} is the program's IDL");
    }
    Ok(())
}

/// Puts the printed sections together.
fn assemble(printed: &str) -> Result<Idl> {
    let mut sections: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        // The test runner may print before it on the same line.
        let Some((_, name)) = line.split_once(BEGIN) else { continue };
        let name = name.trim_end_matches(" ---");
        let end = format!("{END}{name} ---");
        let body: Vec<_> = lines.by_ref().take_while(|line| *line != end).collect();
        sections.entry(name).or_default().push(body.join("\n"));
    }
    let mut take = |name| sections.remove(name).unwrap_or_default();

    let program = take("program").pop().context(
        "the program printed no IDL: its `idl-build` feature is off, or its tests failed to start (see above)",
    )?;
    let mut idl: Idl =
        serde_json::from_str(&program).context("the printed IDL is not of the form that Anchor documents")?;
    idl.address = take("address").pop().unwrap_or_default().trim().to_owned();
    for constant in take("const") {
        idl.constants
            .push(serde_json::from_str(&constant).with_context(|| format!("cannot read the constant {constant}"))?);
    }
    let mut types: BTreeMap<String, IdlTypeDef> = BTreeMap::new();
    for event in take("event") {
        let mut event: Value =
            serde_json::from_str(&event).with_context(|| format!("cannot read the event {event}"))?;
        idl.events.push(serde_json::from_value::<IdlEvent>(event["event"].take())?);
        let described: Vec<IdlTypeDef> = serde_json::from_value(event["types"].take())?;
        types.extend(described.into_iter().map(|described| (described.name.clone(), described)));
    }
    for errors in take("errors") {
        let errors: Vec<IdlErrorCode> =
            serde_json::from_str(&errors).with_context(|| format!("cannot read the errors {errors}"))?;
        idl.errors.extend(errors);
    }
    if let Some(unknown) = sections.keys().next() {
        bail!(
            "the program printed a section `{unknown}` of its IDL that this task does not know: Anchor has changed its form"
        );
    }
    types.extend(std::mem::take(&mut idl.types).into_iter().map(|described| (described.name.clone(), described)));
    // Anchor describes its own scalars in bytes, such as `PodBool`, which fields have as plain ones.
    idl.types = types.into_values().filter(|each| !matches!(each.ty, IdlTypeDefTy::Type { .. })).collect();
    // Instructions stay in the order of the program. Tests run in no order, so what they print is sorted.
    idl.accounts.sort_by(|a, b| a.name.cmp(&b.name));
    idl.constants.sort_by(|a, b| a.name.cmp(&b.name));
    idl.events.sort_by(|a, b| a.name.cmp(&b.name));
    idl.errors.sort_by_key(|error| error.code);
    verify(&idl)?;
    Ok(idl)
}

/// Checks what a client relies on: discriminators tell things apart, codes name one error, and each type is described.
fn verify(idl: &Idl) -> Result<()> {
    let instructions: Vec<_> = idl.instructions.iter().map(|one| (&*one.name, &*one.discriminator)).collect();
    let accounts: Vec<_> = idl.accounts.iter().map(|one| (&*one.name, &*one.discriminator)).collect();
    let events: Vec<_> = idl.events.iter().map(|one| (&*one.name, &*one.discriminator)).collect();
    for (kind, list) in [("instructions", instructions), ("accounts", accounts), ("events", events)] {
        for (place, (name, discriminator)) in list.iter().enumerate() {
            if discriminator.is_empty() {
                bail!("`{name}`, one of the {kind}, has an empty discriminator");
            }
            for (other, (other_name, other_discriminator)) in list.iter().enumerate() {
                if place != other && other_discriminator.starts_with(discriminator) {
                    bail!(
                        "the discriminator of `{other_name}` begins with that of `{name}`: the {kind} cannot be told apart"
                    );
                }
            }
        }
    }
    if let Some(pair) = idl.errors.windows(2).find(|pair| pair[0].code == pair[1].code) {
        bail!("the errors `{}` and `{}` have the same code {}", pair[0].name, pair[1].name, pair[0].code);
    }
    let value = serde_json::to_value(idl)?;
    let mut used = Vec::new();
    defined(&value, &mut used);
    if let Some(missing) = used.into_iter().find(|name| !idl.types.iter().any(|described| described.name == *name)) {
        bail!("the IDL uses the type `{missing}` and does not describe it: give it `#[derive(IdlType)]`");
    }
    Ok(())
}

/// The types that an IDL refers to by name.
fn defined<'a>(value: &'a Value, names: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            names.extend(object.get("defined").and_then(|defined| defined["name"].as_str()));
            object.values().for_each(|value| defined(value, names));
        }
        Value::Array(list) => list.iter().for_each(|value| defined(value, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = r#"{"address":"","metadata":{"name":"p","version":"0.1.0","spec":"0.1.0"},
"instructions":[{"name":"b","discriminator":[1],"accounts":[],"args":[{"name":"x","type":{"defined":{"name":"State"}}}]},
{"name":"a","discriminator":[0],"accounts":[],"args":[]}],
"accounts":[{"name":"State","discriminator":[7]}],
"types":[{"name":"State","type":{"kind":"struct","fields":[{"name":"n","type":"u64"}]}}]}"#;

    fn printed(program: &str) -> String {
        format!(
            "running 4 tests\ntest one ... --- IDL begin address ---\nAddress1111\n--- IDL end address ---\nok\n\
             --- IDL begin event ---\n{{\"event\":{{\"name\":\"Done\",\"discriminator\":[9]}},\"types\":[{{\"name\":\"Done\",\
             \"type\":{{\"kind\":\"struct\",\"fields\":[]}}}}]}}\n--- IDL end event ---\n\
             --- IDL begin errors ---\n[{{\"code\":6001,\"name\":\"Two\"}},{{\"code\":6000,\"name\":\"One\"}}]\n--- IDL end errors ---\n\
             --- IDL begin program ---\n{program}\n--- IDL end program ---\n"
        )
    }

    #[test]
    fn puts_sections_together() {
        let idl = assemble(&printed(PROGRAM)).unwrap();
        assert_eq!(idl.address, "Address1111");
        let names = |names: Vec<&str>| names.join(" ");
        assert_eq!(names(idl.instructions.iter().map(|one| &*one.name).collect()), "b a");
        assert_eq!(names(idl.errors.iter().map(|one| &*one.name).collect()), "One Two");
        assert_eq!(names(idl.types.iter().map(|one| &*one.name).collect()), "Done State");
    }

    #[test]
    fn refuses_what_clients_cannot_use() {
        let error = |program: &str| format!("{:#}", assemble(&printed(program)).unwrap_err());
        assert!(error(&PROGRAM.replace("[1]", "[0]")).contains("cannot be told apart"));
        assert!(
            error(&PROGRAM.replace(r#""defined":{"name":"State"}"#, r#""defined":{"name":"Gone"}"#)).contains("`Gone`")
        );
        assert!(error("{}").contains("not of the form"));
        assert!(assemble("running 0 tests").unwrap_err().to_string().contains("printed no IDL"));
    }
}
