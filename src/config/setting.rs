//! Settings that describe themselves: one declaration is the struct, its defaults and its documentation.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

/// One documented setting.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its key in the file, such as `mail.host`.
    pub(super) key: String,
    /// Its default as shown to a reader.
    pub(super) default: String,
    /// What it does.
    pub(super) doc: String,
}

/// A value or a section that can list what it consists of.
pub(super) trait Setting {
    /// Adds a row for the value, or for each value of the section.
    fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>);
}

/// A value that can be shown in the documentation.
trait Shown {
    fn shown(&self) -> String;
}

macro_rules! shown {
    ($($kind:ty),*) => {$(
        impl Shown for $kind {
            fn shown(&self) -> String {
                format!("`{self}`")
            }
        }
        impl Setting for $kind {
            fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>) {
                push(key, self.shown(), doc, rows);
            }
        }
        impl Setting for Option<$kind> {
            fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>) {
                push(key, self.as_ref().map_or_else(|| "—".to_owned(), Shown::shown), doc, rows);
            }
        }
    )*};
}
shown!(
    String,
    u16,
    u32,
    u64,
    usize,
    NonZeroU32,
    bool,
    super::LogFormat,
    super::MailTls
);

impl Setting for PathBuf {
    fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>) {
        push(key, format!("`{}`", self.display()), doc, rows);
    }
}

impl Setting for Option<PathBuf> {
    fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>) {
        push(
            key,
            self.as_ref()
                .map_or_else(|| "—".to_owned(), |path| format!("`{}`", path.display())),
            doc,
            rows,
        );
    }
}

impl Setting for Option<SecretString> {
    fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>) {
        push(key, "— (secret)".to_owned(), doc, rows);
    }
}

impl Setting for List {
    fn describe(&self, key: &str, doc: &str, rows: &mut Vec<Row>) {
        let default = if self.0.is_empty() {
            "—".to_owned()
        } else {
            format!("`{}`", self.0.join(","))
        };
        push(key, default, doc, rows);
    }
}

fn push(key: &str, default: String, doc: &str, rows: &mut Vec<Row>) {
    rows.push(Row {
        key: key.to_owned(),
        default,
        doc: doc.trim().to_owned(),
    });
}

/// Several values: an array in the file, comma-separated in the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(pub Vec<String>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Array(Vec<String>),
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Array(values) => values,
            Written::Text(text) => text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
        }))
    }
}

/// Sections of one sort, by name: `[services.household]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Named<S>(pub BTreeMap<String, S>);

impl<S: Setting + Default> Setting for Named<S> {
    fn describe(&self, key: &str, _doc: &str, rows: &mut Vec<Row>) {
        S::default().describe(&format!("{key}.<name>"), "", rows);
    }
}

/// Declares a section: documented fields with their defaults.
macro_rules! settings {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $field:ident: $kind:ty = $default:expr;)* }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name { $($(#[doc = $doc])+ pub $field: $kind,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $crate::config::setting::Setting for $name {
            fn describe(&self, key: &str, _doc: &str, rows: &mut Vec<$crate::config::setting::Row>) {
                let prefix = if key.is_empty() { String::new() } else { format!("{key}.") };
                $($crate::config::setting::Setting::describe(&self.$field, &format!("{prefix}{}", stringify!($field)), concat!($($doc),+), rows);)*
            }
        }
    };
}
pub(super) use settings;
