//! What ends the reading of a tree: something that cannot be put right while it is read.
//!
//! In: what serde says. Out: the same as data, with the part it is about once that is known.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::super::flaws::Flaw;
use super::super::told;

/// Why a tree cannot be read as it is.
#[derive(Debug)]
pub(in crate::yaml) enum Broken {
    /// A key is missing, in whichever mapping is being read.
    Missing(&'static str),
    /// What stands there will not do, whichever part that is.
    Unfit(String),
    /// What does not stand there will not do as nothing; it is told already.
    Hollow,
    /// A key is missing in that mapping.
    Lacks { mapping: usize, field: &'static str, flaw: Option<Box<Flaw>> },
    /// So much is wrong that nobody reads on.
    Enough,
    /// That part cannot be read, which is told already where no flaw is.
    Unreadable { part: usize, flaw: Option<Box<Flaw>> },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Missing(field) | Broken::Lacks { field, .. } => {
                write!(f, "the key `{field}` is missing")
            }
            Broken::Enough => f.write_str("there is more that is wrong"),
            Broken::Unfit(why) => f.write_str(why),
            Broken::Unreadable { flaw: Some(flaw), .. } => f.write_str(&flaw.mistake.message),
            Broken::Hollow | Broken::Unreadable { flaw: None, .. } => {
                f.write_str("something else is wrong")
            }
        }
    }
}

impl std::error::Error for Broken {}

impl Error for Broken {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Broken::Unfit(told::plain(&message.to_string()))
    }

    fn missing_field(field: &'static str) -> Self {
        Broken::Missing(field)
    }

    fn invalid_type(came: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Broken::Unfit(told::instead(&came.to_string(), &wanted.to_string()))
    }

    fn invalid_value(came: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Broken::Unfit(told::instead(&came.to_string(), &wanted.to_string()))
    }
}
