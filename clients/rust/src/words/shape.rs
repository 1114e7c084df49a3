//! What the generated tables of words are made of.

/// Words by the figure that they stand for.
pub type Words = &'static [(u64, &'static str)];

/// The names of a field and of the fields that it is within, outermost first.
pub type Path = &'static [&'static str];

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Smallest units of a vault's asset.
    Assets,
    /// Smallest units of a vault's VRT.
    Shares,
    /// Shares of an exit bucket, which begin at one an asset.
    BucketShares,
    /// Smallest units of a reward's mint.
    Reward,
    /// Smallest units of a liquid pool's shares: its LRT, of 9 decimals.
    Lrt,
    /// Lamports, in which liquid pools value assets.
    Lamports,
    /// Parts of 10^9, of what an NCN values a unit at.
    Weight,
    /// Parts of 10^18 of a whole.
    Fraction,
    /// Basis points.
    Bps,
    /// A span in seconds.
    Seconds,
    /// Unix seconds.
    Time,
    /// Yes or no.
    Flag,
    /// One of several choices.
    OneOf(Words),
    /// Any of several flags.
    AnyOf(Words),
    /// A number.
    Count,
}

/// A sentence of an event, and when it applies.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// All of these apply.
    pub conditions: &'static [Condition],
    /// The sentence, without a period.
    pub pieces: &'static [Piece],
}

/// A condition on the fields of an event. A field is blank if all of it is zero.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// The field is not blank.
    Shown(Path),
    /// Both fields have one value.
    Equal(Path, Path),
    /// The fields have different values.
    Different(Path, Path),
    /// The first figure is larger.
    Over(Path, Path),
}

/// A part of a sentence.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// Text.
    Text(&'static str),
    /// The value of a field, or of several.
    Field(Field),
    /// Pieces that are omitted if a field among them is blank.
    Optional(&'static [Piece]),
}

/// A value in a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The unit; none for an address, bytes and text.
    pub unit: Option<Unit>,
    /// Where the value comes from.
    pub term: Term,
}

/// How a value follows from an event's fields. A delayed field stands for its next value.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    /// The field.
    Value(Path),
    /// When the pending change of a delayed field takes effect: blank if none is pending.
    Pending(Path),
    /// The part that the first field is of the second, in parts of 10^18, rounded to 10^-8.
    Ratio(Path, Path),
    /// The first field less all others.
    Difference(Path, &'static [Path]),
}

/// What a code of another program means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignError {
    /// The code.
    pub code: u32,
    /// The name that the other program has for it.
    pub name: &'static str,
    /// The sentence for a user.
    pub sentence: &'static str,
}
