//! Which rows a list has, in which order, and which columns.

use std::cmp::Ordering;
use std::str::FromStr;

use clap::Args;
use restaking_client::amount::Written;

use super::columns::{self, ADDRESS};
use super::facts::{Fact, ORDER_DECIMALS, Order};
use crate::error::{Error, Result};
use crate::time::Moment;

/// Rows, their order and their columns.
#[derive(Args, Clone, Debug, Default)]
pub struct Selection {
    /// Show these columns, or `all` [default: the main ones]
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,…")]
    columns: Vec<String>,
    /// Sort by this column; `-COLUMN` puts the largest first [default: by address]
    #[arg(long, value_name = "[-]COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Keep the rows that pass, such as 'assets >= 100', 'claimable <= now' or 'uri ~ example.com'; repeatable. Operators: =, !=, <,
    /// <=, >, >=, ~ (contains)
    #[arg(long, value_name = "COLUMN OP VALUE")]
    filter: Vec<Filter>,
    /// Write the addresses alone, one a line
    #[arg(short, long)]
    pub quiet: bool,
}

/// A condition on a column, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    column: String,
    comparison: Comparison,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Different,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Contains,
}

/// The longer ones first: one begins with another.
const COMPARISONS: [(&str, Comparison); 7] = [
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::MoreOrEqual),
    ("!=", Comparison::Different),
    ("=", Comparison::Equal),
    ("<", Comparison::Less),
    (">", Comparison::More),
    ("~", Comparison::Contains),
];

impl FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::new(format!(
                "`{text}` is not a filter: write a column, an operator and a value, as in 'assets >= 100'"
            ))
        };
        let at = text.find(['<', '>', '!', '=', '~']).ok_or_else(wrong)?;
        let (column, rest) = text.split_at(at);
        let (sign, comparison) = COMPARISONS.into_iter().find(|(sign, _)| rest.starts_with(sign)).ok_or_else(wrong)?;
        let (column, value) = (column.trim(), rest[sign.len()..].trim());
        if column.is_empty() || value.is_empty() {
            return Err(wrong());
        }
        Ok(Self { column: column.to_owned(), comparison, value: value.to_owned() })
    }
}

/// A row: an account's address, and its facts.
pub trait Row {
    /// The address as text.
    fn address(&self) -> String;
    /// The facts.
    fn facts(&self) -> &[Fact];

    /// The fact of the column `name`.
    fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts().iter().find(|fact| fact.name == name)
    }
}

impl Selection {
    /// Whether addresses alone are written, of all rows, in the order of their addresses.
    pub fn is_bare(&self) -> bool {
        self.quiet && self.filter.is_empty() && self.sort.is_none()
    }

    /// The columns of a table of accounts of `kind`.
    ///
    /// # Errors
    /// For a column that there is not.
    pub fn columns(&self, kind: &str) -> Result<Vec<&'static str>> {
        match self.columns.as_slice() {
            [] => Ok(columns::shown(kind)),
            [all] if all.eq_ignore_ascii_case("all") => Ok(columns::all(kind)),
            named => named.iter().map(|text| columns::named(kind, text)).collect(),
        }
    }

    /// Refuses columns that accounts of `kind` do not have.
    ///
    /// # Errors
    /// For the first of them.
    pub fn check(&self, kind: &str) -> Result<()> {
        self.columns(kind)?;
        self.filter.iter().try_for_each(|filter| columns::named(kind, &filter.column).map(drop))?;
        self.sorted_by(kind).map(drop)
    }

    fn sorted_by(&self, kind: &str) -> Result<Option<(&'static str, bool)>> {
        let Some(text) = self.sort.as_deref() else { return Ok(None) };
        let (text, falling) = text.strip_prefix('-').map_or((text, false), |text| (text, true));
        Ok(Some((columns::named(kind, text)?, falling)))
    }

    /// The rows that pass, in order. A row without a fact in the sorted column is last.
    ///
    /// # Errors
    /// For a column that there is not, and a value that no column of its kind can have.
    pub fn of<R: Row>(&self, kind: &str, rows: Vec<R>, now: i64) -> Result<Vec<R>> {
        let mut rows = rows;
        for filter in &self.filter {
            let name = columns::named(kind, &filter.column)?;
            let passing: Vec<bool> = rows.iter().map(|row| filter.passes(name, row, now)).collect::<Result<_>>()?;
            let mut passing = passing.into_iter();
            rows.retain(|_| passing.next().unwrap_or(false));
        }
        let Some((name, falling)) = self.sorted_by(kind)? else { return Ok(rows) };
        rows.sort_by(|one, other| {
            let order = match name {
                ADDRESS => one.address().cmp(&other.address()),
                name => match (one.fact(name), other.fact(name)) {
                    (Some(one), Some(other)) => (one.order, &one.text).cmp(&(other.order, &other.text)),
                    // The missing ones are last either way.
                    (one, other) => return other.is_some().cmp(&one.is_some()),
                },
            };
            if falling { order.reverse() } else { order }
        });
        Ok(rows)
    }
}

impl Filter {
    fn passes(&self, name: &str, row: &impl Row, now: i64) -> Result<bool> {
        if name == ADDRESS {
            return Ok(self.holds_text(&row.address()));
        }
        let Some(fact) = row.fact(name) else { return Ok(self.comparison == Comparison::Different) };
        match (fact.order, self.comparison) {
            (_, Comparison::Contains) | (Order::Text, _) => Ok(self.holds_text(&fact.text)),
            (Order::Figure(figure), _) => Ok(self.holds(figure.cmp(&self.figure()?))),
            (Order::Time(time), _) => {
                let moment = Moment::from_str(&self.value)?;
                Ok(self.holds(time.cmp(&moment.at(now))))
            }
        }
    }

    fn holds(&self, ordering: Ordering) -> bool {
        match self.comparison {
            Comparison::Equal => ordering.is_eq(),
            Comparison::Different => ordering.is_ne(),
            Comparison::Less => ordering.is_lt(),
            Comparison::LessOrEqual => ordering.is_le(),
            Comparison::More => ordering.is_gt(),
            Comparison::MoreOrEqual => ordering.is_ge(),
            Comparison::Contains => false,
        }
    }

    fn holds_text(&self, text: &str) -> bool {
        let [text, value] = [text, &self.value].map(str::to_lowercase);
        match self.comparison {
            Comparison::Contains => text.contains(&value),
            _ => self.holds(text.cmp(&value)),
        }
    }

    /// The value as a figure: `1.5`, or `50%`.
    fn figure(&self) -> Result<i128> {
        let wrong = || {
            Error::new(format!("'{}' is not a figure: compare {} with one such as 1.5 or 50%", self.value, self.column))
        };
        let text = self.value.trim_end_matches('%').trim_end();
        let written = Written::from_str(text).map_err(|_| wrong())?.to_string();
        let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
        let places = usize::from(ORDER_DECIMALS);
        if part.len() > places {
            return Err(wrong());
        }
        format!("{whole}{part:0<places$}").parse().map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[derive(Clone, Debug)]
    struct Account(&'static str, Vec<Fact>);

    impl Row for Account {
        fn address(&self) -> String {
            self.0.to_owned()
        }

        fn facts(&self) -> &[Fact] {
            &self.1
        }
    }

    fn fact(name: &'static str, text: &str, order: Order) -> Fact {
        Fact { name, text: text.to_owned(), json: Value::Null, order }
    }

    /// Notices of sweeps: an amount of 2, of 10, and of an unknown mint.
    fn rows() -> Vec<Account> {
        let one = 10i128.pow(18);
        let amount = |tokens: i128| fact("amount", &format!("{tokens} tokens"), Order::Figure(tokens * one));
        vec![
            Account("a", vec![fact("vault", "Harbor", Order::Text), amount(10), fact("due", "", Order::Time(100))]),
            Account("b", vec![fact("vault", "Delta", Order::Text), amount(2), fact("due", "", Order::Time(300))]),
            Account("c", vec![fact("vault", "Delta", Order::Text)]),
        ]
    }

    fn selected(filters: &[&str], sort: Option<&str>) -> Result<Vec<&'static str>> {
        let filter = filters.iter().map(|text| text.parse()).collect::<Result<_>>()?;
        let selection = Selection { filter, sort: sort.map(ToOwned::to_owned), ..Selection::default() };
        Ok(selection.of("SweepNotice", rows(), 200)?.into_iter().map(|row| row.0).collect())
    }

    #[test]
    fn rows_are_filtered_by_what_they_mean() {
        for (filters, expected) in [
            (&["amount > 2"][..], &["a"][..]),
            (&["amount>=2"], &["a", "b"]),
            (&["amount = 2.000"], &["b"]),
            (&["amount != 2"], &["a", "c"]),
            (&["due <= now"], &["a"]),
            (&["due >= in 1min"], &["b"]),
            (&["vault = delta"], &["b", "c"]),
            (&["vault ~ arb"], &["a"]),
            (&["address = C"], &["c"]),
            (&["vault = Delta", "amount < 5"], &["b"]),
        ] {
            assert_eq!(selected(filters, None).unwrap(), expected, "{filters:?}");
        }
    }

    #[test]
    fn rows_are_sorted_by_what_they_mean() {
        assert_eq!(selected(&[], Some("amount")), Ok(vec!["b", "a", "c"]));
        assert_eq!(selected(&[], Some("-amount")), Ok(vec!["a", "b", "c"]));
        assert_eq!(selected(&[], Some("vault")), Ok(vec!["b", "c", "a"]));
        assert_eq!(selected(&[], Some("-address")), Ok(vec!["c", "b", "a"]));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        let said = |filter: &str| selected(&[filter], None).unwrap_err().to_string();
        let form = "is not a filter: write a column, an operator and a value, as in 'assets >= 100'";
        for text in ["amount", "> 2", "amount >", "amount ! 2"] {
            assert_eq!(said(text), format!("`{text}` {form}"));
        }
        assert_eq!(said("amount > 1,5"), "'1,5' is not a figure: compare amount with one such as 1.5 or 50%");
        assert!(
            said("nonsense = 1").starts_with("there is no column 'nonsense' here: the columns are address, vault,")
        );
        assert!(said("due < soon").starts_with("`soon` is not a time"));
        assert!(selected(&[], Some("nonsense")).is_err());
    }
}
