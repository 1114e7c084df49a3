//! Rows in aligned columns.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table};

use crate::plain::plain;

/// A column: what stands above it, and whether it holds figures, which are aligned to the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Above it.
    pub title: String,
    /// Figures.
    pub figures: bool,
}

/// `rows` below `columns`, a line each. In a terminal of `width` long cells are wrapped, but for those of the first column; without
/// a width every row is one line.
pub fn lines(columns: &[Column], rows: &[Vec<String>], width: Option<u16>) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_content_arrangement(match width {
        Some(_) => ContentArrangement::Dynamic,
        None => ContentArrangement::Disabled,
    });
    if let Some(width) = width {
        table.set_width(width);
    }
    table.set_header(columns.iter().map(|column| cell(&column.title, column.figures)));
    for row in rows {
        table.add_row(row.iter().zip(columns).map(|(text, column)| cell(text, column.figures)));
    }
    for place in 0..columns.len() {
        if let Some(column) = table.column_mut(place) {
            column.set_padding((0, if place + 1 == columns.len() { 0 } else { 2 }));
        }
    }
    if let Some(first) = table.column_mut(0) {
        first.set_constraint(ColumnConstraint::ContentWidth);
    }
    table.trim_fmt().lines().map(ToOwned::to_owned).collect()
}

/// Labels and what belongs to each, in two columns.
pub fn pairs(pairs: &[(String, String)], indent: usize) -> Vec<String> {
    let widest = pairs.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let line = |(label, text): &(String, String)| {
        let (label, text) = (format!("{label}:"), one_line(text));
        format!("{:indent$}{label:<width$} {text}", "", width = widest + 1)
    };
    pairs.iter().map(line).collect()
}

/// What a terminal shows of `text` in one line.
fn one_line(text: &str) -> String {
    plain(text).replace('\n', "\\n").replace('\t', "\\t")
}

fn cell(text: &str, figures: bool) -> Cell {
    Cell::new(one_line(text)).set_alignment(if figures { CellAlignment::Right } else { CellAlignment::Left })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        let column = |title: &str, figures| Column { title: title.to_owned(), figures };
        vec![column("Address", false), column("Assets", true), column("URI", false)]
    }

    fn row(cells: [&str; 3]) -> Vec<String> {
        cells.map(ToOwned::to_owned).to_vec()
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [row(["a", "1.5 tokens", "x"]), row(["bbbbbbbbb", "200 tokens", "a long text that goes on and on"])];
        let said = lines(&columns(), &rows, None);
        assert_eq!(
            said,
            [
                "Address        Assets  URI",
                "a          1.5 tokens  x",
                "bbbbbbbbb  200 tokens  a long text that goes on and on"
            ]
        );
        let narrow = lines(&columns(), &rows, Some(40));
        assert!(narrow.len() > 3 && narrow.iter().all(|line| line.chars().count() <= 40), "{narrow:?}");
        assert!(narrow.iter().any(|line| line.starts_with("bbbbbbbbb  ")), "{narrow:?}");
    }

    #[test]
    fn no_cell_makes_a_row() {
        let said = lines(&columns(), &[row(["a", "1", "x\n forged  9 tokens\t\u{1b}[2J"])], None);
        assert_eq!(said, ["Address  Assets  URI", "a             1  x\\n forged  9 tokens\\t\\u001b[2J"]);
    }

    #[test]
    fn labels_are_aligned() {
        let said = pairs(&[("Rate".into(), "1".into()), ("Exit fee".into(), "2 %".into())], 2);
        assert_eq!(said, ["  Rate:     1", "  Exit fee: 2 %"]);
    }
}
