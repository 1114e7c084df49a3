//! What the rules of every service share: bounds, incidents, and the book of the rules in force with an announced change.

pub use ledger::state::slash_terms::MAX_CHALLENGE_SECONDS;

/// A whole fraction of a slash.
pub const WHOLE: u64 = ledger::state::books::UNITS;

/// Two thirds of a weight in basis points, rounded up.
pub const TWO_THIRDS_BPS: u64 = 6_667;

/// The shortest challenge window that rules can demand, in seconds.
pub const MIN_CHALLENGE_SECONDS: u64 = 3_600;

/// The longest jail, guarantee or period of rules, in seconds: the longest challenge window.
pub const MAX_SECONDS: u64 = MAX_CHALLENGE_SECONDS;

/// The first second of the calendar period of `at`; zero for a time before 1970. The offenses of an operator in a period share an
/// incident in the core, which takes each number once per vault: a broken source costs one slash a period.
pub const fn period_start(at: i64, period_seconds: u64) -> u64 {
    let at = if at > 0 { at.unsigned_abs() } else { 0 };
    // Rules are never without a period; a ledger divides by nothing that it did not check.
    let period = if period_seconds > 0 { period_seconds } else { 1 };
    at - at % period
}

/// Defines `RuleBook`: the rules in force and at most one pending change. The first argument is the type of the rules, which has `check`
/// and `is_milder_than`; the second is the ledger's rule that a milder change stands: `ncn_kit::rule_book!(Rules, Rule::MilderAnnounced)`.
///
/// A macro and not a generic type, because the book is a part of an account: its bytes and its place in the interface file are those of a
/// plain struct.
#[macro_export]
macro_rules! rule_book {
    ($rules:ident, $rule:ident :: $milder_announced:ident) => {
        /// The rules in force and at most one pending change.
        #[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
        #[repr(C)]
        pub struct RuleBook {
            /// The rules until `from`.
            pub current: $rules,
            /// The rules from `from` on.
            pub next: $rules,
            /// The first second in which `next` is in force.
            pub from: i64,
        }

        impl RuleBook {
            /// The book in which `rules` are in force from the start.
            pub const fn new(rules: $rules) -> Self {
                Self { current: rules, next: rules, from: i64::MIN }
            }

            /// The rules in force at `now`.
            pub const fn at(&self, now: i64) -> &$rules {
                if now >= self.from { &self.next } else { &self.current }
            }

            /// Announces `rules` for `from`, which replaces a pending change and waits its own full time. A pending change that is milder
            /// in some figure stands: stakers may have stayed for it.
            ///
            /// # Errors
            /// The rule that a milder change stands, and those of the check of the rules.
            pub fn announce(
                &mut self,
                rules: $rules,
                now: i64,
                from: i64,
            ) -> core::result::Result<(), $crate::refusal::Refusal<$rule>> {
                rules.check()?;
                let is_promised = now < self.from && self.next.is_milder_than(&self.current);
                let (time, first) = (now.unsigned_abs(), self.from.unsigned_abs());
                $crate::refusal::ensure(!is_promised, $rule::$milder_announced, time, first)?;
                self.current = *self.at(now);
                self.next = rules;
                self.from = from;
                Ok(())
            }
        }
    };
}
