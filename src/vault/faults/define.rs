//! The form of a table of faults: an enum, with a row a fault.

/// Rows of: variant, name, what the vault then does, the requirements that this breaks.
macro_rules! faults {
    ($enum:ident $(, or $other:ident)?;
     $($variant:ident $name:literal $summary:literal [$($breaks:literal)*])*) => {
        /// A mistake that the vault can be told to make.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum {
            $(#[doc = $summary] $variant,)*
            $(#[doc = "One of another table."] $other($other),)?
        }

        impl $enum {
            /// Every fault of this table, in the order of the contract's sections.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name by which it is asked for.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    $(Self::$other(other) => $other::name(other),)?
                }
            }

            /// What the vault then does.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => $summary,)*
                    $(Self::$other(other) => $other::summary(other),)?
                }
            }

            /// The requirements that it breaks by its nature.
            pub fn breaks(self) -> &'static [&'static str] {
                match self {
                    $(Self::$variant => &[$($breaks),*],)*
                    $(Self::$other(other) => $other::breaks(other),)?
                }
            }
        }
    };
}

pub(super) use faults;
