//! The error codes of a service's program.

/// Declares the error codes of a service with their sentences, which the interface file and the program's log share. `[figures]` marks
/// an error with a value and a limit that both inform: its log line shows them. Defines the enum, `fail`, which logs an error's
/// sentence, and `unfit`, which converts a refusal of the kit: the enum has each [`KitRule`](crate::program::KitRule) by its name.
#[macro_export]
macro_rules! service_errors {
    (@shows figures) => { true };
    (@shows) => { false };
    ($error:ident; $($(#[$doc:meta])* $name:ident = $code:tt: $text:tt $([$figures:ident])?,)*) => {
        #[anchor_lang::prelude::error_code]
        pub enum $error {
            $($(#[$doc])* #[msg($text)] $name = $code,)*
        }

        impl $error {
            /// The sentence of the error.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether the log shows the value and the limit.
            pub const fn shows_figures(self) -> bool {
                match self { $(Self::$name => $crate::service_errors!(@shows $($figures)?),)* }
            }
        }

        /// Logs the sentence of `error`, with the value and the limit if both inform, and returns it.
        #[cold]
        pub fn fail(error: $error, value: u64, limit: u64) -> anchor_lang::prelude::Error {
            if error.shows_figures() {
                anchor_lang::prelude::msg!("{} (got {}, limit {})", error.text(), value, limit);
            } else {
                anchor_lang::prelude::msg!("{}", error.text());
            }
            error.into()
        }

        /// Converts a refusal of the kit and logs its sentence.
        #[cold]
        pub fn unfit(refusal: $crate::program::KitError) -> anchor_lang::prelude::Error {
            use $crate::program::KitRule;
            let code = match refusal.rule {
                KitRule::NoSignatures => $error::NoSignatures,
                KitRule::WrongSignature => $error::WrongSignature,
                KitRule::NotAVote => $error::NotAVote,
                KitRule::NotATable => $error::NotATable,
                KitRule::WrongNcn => $error::WrongNcn,
                KitRule::TableOpen => $error::TableOpen,
                KitRule::NotCertain => $error::NotCertain,
                KitRule::OldTable => $error::OldTable,
                KitRule::LightTable => $error::LightTable,
                KitRule::SaturatedTable => $error::SaturatedTable,
                KitRule::NotAKey => $error::NotAKey,
                KitRule::WrongKey => $error::WrongKey,
                KitRule::KeyNotActive => $error::KeyNotActive,
                KitRule::OtherHeights => $error::OtherHeights,
                KitRule::NotSlasher => $error::NotSlasher,
            };
            fail(code, refusal.value, refusal.limit)
        }
    };
}
