//! As much of JSON as the vectors need. Amounts are texts: they may have more digits than JSON's numbers carry.

use bytemuck::Pod;
use ledger::refusal::Refusal;

pub enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
    /// Why there is no answer: the rule, the value and the limit.
    Refused(String, u64, u64),
}

impl Json {
    /// An amount or a time.
    pub fn number(number: impl ToString) -> Self {
        Self::Text(number.to_string())
    }

    /// The bytes of a struct, in hexadecimal.
    pub fn bytes(of: &impl Pod) -> Self {
        Self::Text(bytemuck::bytes_of(of).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What was answered, or why it was refused.
    pub fn answer<T>(result: ledger::refusal::Result<T>, answer: impl FnOnce(T) -> Self) -> Self {
        match result {
            Ok(answered) => answer(answered),
            Err(Refusal { rule, value, limit }) => Self::Refused(format!("{rule:?}"), value, limit),
        }
    }

    /// [`Json::answer`] with a figure.
    pub fn figure(result: ledger::refusal::Result<u64>) -> Self {
        Self::answer(result, Self::number)
    }

    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(..))
    }

    /// The file's text: the members of the outermost lists each on a line of their own.
    pub fn text(&self) -> String {
        let Self::Object(parts) = self else { return self.line() };
        let part = |(name, value): &(&str, Self)| match value {
            Self::List(list) => {
                let lines: Vec<_> = list.iter().map(|each| format!("    {}", each.line())).collect();
                format!("  \"{name}\": [\n{}\n  ]", lines.join(",\n"))
            }
            other => format!("  \"{name}\": {}", other.line()),
        };
        format!("{{\n{}\n}}\n", parts.iter().map(part).collect::<Vec<_>>().join(",\n"))
    }

    fn line(&self) -> String {
        match self {
            Self::Text(text) => format!("\"{text}\""),
            Self::List(list) => format!("[{}]", list.iter().map(Self::line).collect::<Vec<_>>().join(", ")),
            Self::Object(parts) => {
                let parts: Vec<_> = parts.iter().map(|(name, value)| format!("\"{name}\": {}", value.line())).collect();
                format!("{{{}}}", parts.join(", "))
            }
            Self::Refused(rule, value, limit) => {
                format!("{{\"why\": \"{rule}\", \"value\": \"{value}\", \"limit\": \"{limit}\"}}")
            }
        }
    }
}
