//! How a row of the table of faults becomes a variant with its name, summary and requirements.

macro_rules! faults {
    ($($variant:ident $name:literal $summary:literal [$($breaks:literal)*])*) => {
        /// A mistake that the vault can be told to make.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault { $(#[doc = $summary] $variant,)* }

        impl Fault {
            /// Every fault, in the order of the contract's sections.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name by which it is asked for.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the vault then does.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            /// The requirements that it breaks by its nature.
            pub fn breaks(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($breaks),*],)* }
            }
        }
    };
}

pub(super) use faults;
