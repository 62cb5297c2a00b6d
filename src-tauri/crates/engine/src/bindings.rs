//! The TypeScript client's types, written from the list of operations. `ROOMWATT_BINDINGS=write` refreshes the file;
//! without it the test compares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ts_rs::{Config, TS, TypeVisitor};

use crate::dto::*;
use crate::error::ApiError;
use crate::operations::each_operation;

const HEAD: &str = "// Written by the engine from its list of operations; do not edit.\n\
    // Refresh: ROOMWATT_BINDINGS=write cargo test -p engine bindings\n";

struct Declarations {
    config: Config,
    found: BTreeMap<String, String>,
}

impl Declarations {
    fn take<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.found.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.found.insert(name, format!("{docs}export {}\n", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.take::<T>();
    }
}

fn written() -> String {
    let mut declarations = Declarations { config: Config::new().with_large_int("number"), found: BTreeMap::new() };
    let mut operations = String::new();
    macro_rules! take {
        ($name:ident, $about:expr, $args:ty, $result:ty) => {
            declarations.take::<$args>();
            declarations.take::<$result>();
            let (args, result) = (<$args>::name(&declarations.config), <$result>::name(&declarations.config));
            operations.push_str(&format!(
                "  /** {} */\n  {}: {{ args: {args}; result: {result} }};\n",
                $about.trim(),
                stringify!($name)
            ));
        };
    }
    each_operation!(take);
    declarations.take::<ApiError>();
    let types: Vec<&str> = declarations.found.values().map(String::as_str).collect();
    format!("{HEAD}\n{}\nexport interface Operations {{\n{operations}}}\n", types.join("\n"))
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/lib/backend/bindings/api.ts")
}

#[test]
fn bindings_are_those_of_the_operations() {
    let written = written();
    if std::env::var("ROOMWATT_BINDINGS").is_ok_and(|wish| wish == "write") {
        std::fs::create_dir_all(place().parent().unwrap()).unwrap();
        std::fs::write(place(), &written).unwrap();
    }
    let kept = std::fs::read_to_string(place()).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == written, "the bindings are old; run: ROOMWATT_BINDINGS=write cargo test -p engine bindings");
}
