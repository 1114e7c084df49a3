//! Rows in aligned columns.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table};
use unicode_width::UnicodeWidthStr;

use super::text::shortened;
use crate::plain::plain;

/// A column: what stands above it, and whether it holds figures, which are aligned to the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Above it.
    pub title: String,
    /// Figures.
    pub figures: bool,
}

/// What a column of text keeps in a narrow terminal, where it is wrapped.
const LEAST: usize = 16;

/// The space between columns.
const GAP: u16 = 2;

/// `rows` below `columns`, a line each. A terminal of `width` shows addresses behind the first column by their ends, wraps long texts, and
/// omits the last columns if that is not enough: figures are never broken. Without a width every row is one whole line.
pub fn lines(columns: &[Column], rows: &[Vec<String>], width: Option<u16>) -> Vec<String> {
    let Some(width) = width else { return table(columns, rows, None) };
    let mut rows = rows.to_vec();
    if total(&widths(columns, &rows)) > usize::from(width) {
        rows.iter_mut().flat_map(|row| row.iter_mut().skip(1)).for_each(|cell| {
            if let Ok(address) = cell.parse() {
                *cell = shortened(&address);
            }
        });
    }
    let least = |(place, natural): (usize, usize)| match columns[place].figures || place == 0 {
        true => natural,
        false => natural.min(LEAST),
    };
    let least: Vec<usize> = widths(columns, &rows).into_iter().enumerate().map(least).collect();
    let fits = |count: &usize| total(&least[..*count]) <= usize::from(width);
    let kept = (1..=columns.len()).rev().find(fits).unwrap_or(1);
    rows.iter_mut().for_each(|row| row.truncate(kept));
    let mut lines = table(&columns[..kept], &rows, Some(width));
    if kept < columns.len() {
        let omitted: Vec<&str> = columns[kept..].iter().map(|column| column.title.as_str()).collect();
        lines.push(format!("The terminal is too narrow for: {}", omitted.join(", ")));
    }
    lines
}

/// The widest cell of each column.
fn widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let width = |text: &str| one_line(text).width();
    let widest = |(place, column): (usize, &Column)| {
        rows.iter().filter_map(|row| row.get(place)).map(|cell| width(cell)).fold(width(&column.title), usize::max)
    };
    columns.iter().enumerate().map(widest).collect()
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + usize::from(GAP) * widths.len().saturating_sub(1)
}

fn table(columns: &[Column], rows: &[Vec<String>], width: Option<u16>) -> Vec<String> {
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
    for (place, column) in columns.iter().enumerate() {
        let Some(shown) = table.column_mut(place) else { continue };
        shown.set_padding((0, if place + 1 == columns.len() { 0 } else { GAP }));
        if place == 0 || column.figures {
            shown.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.trim_fmt().lines().map(ToOwned::to_owned).collect()
}

/// Labels and what belongs to each, in two columns.
pub fn pairs(pairs: &[(String, String)], indent: usize) -> Vec<String> {
    let widest = pairs.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    let line = |(label, text): &(String, String)| {
        let space = widest - label.width();
        format!("{:indent$}{label}:{:space$} {}", "", "", one_line(text))
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

    fn column(title: &str, figures: bool) -> Column {
        Column { title: title.to_owned(), figures }
    }

    fn columns() -> Vec<Column> {
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
    }

    #[test]
    fn a_narrow_terminal_breaks_no_figure() {
        let address = "5MuzrCapMGcC6uq5cVf7hj8m9Ne2VgH1GLYs1fPGnhiJ";
        let rows = [
            row([address, "7429.042792636 tokens", "https://example.com/a/long/path"]),
            row(["b", "1 tokens", address]),
        ];
        for width in [80, 86, 100] {
            let said = lines(&columns(), &rows, Some(width));
            assert!(said.iter().all(|line| line.chars().count() <= width.into()), "{said:#?}");
            assert!(said[1].starts_with(&format!("{address}  7429.042792636 tokens")), "{said:#?}");
            let whole = said.join("\n");
            match width {
                80 => assert_eq!(said.last().unwrap(), "The terminal is too narrow for: URI"),
                86 => assert!(said.len() > 3 && whole.contains("5Muz…nhiJ"), "{said:#?}"),
                _ => assert!(whole.contains("https://example.com/a/long/path") && said.len() == 3, "{said:#?}"),
            }
        }
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        let rows = [row(["a", "1", "東京の委任者"]), row(["b", "2", "x"])];
        let columns = [column("A", false), column("B", true), column("URI", false), column("C", true)];
        let rows = rows.map(|cells| [&cells[..], &["9".to_owned()]].concat());
        // 1 + 1 + 12 + 1 columns, with 2 between: 21.
        assert_eq!(lines(&columns, &rows, Some(21))[1], "a  1  東京の委任者  9");
        assert_eq!(widths(&columns, &rows), [1, 1, 12, 1]);
        assert_eq!(pairs(&[("東京".into(), "1".into()), ("Rate".into(), "2".into())], 0), ["東京: 1", "Rate: 2"]);
    }

    #[test]
    fn no_cell_makes_a_row() {
        let said = lines(&columns(), &[row(["a", "1", "x\n forged  9 tokens\t\u{1b}[2J"])], None);
        assert_eq!(said, ["Address  Assets  URI", "a             1  x\\n forged  9 tokens\\t\\u001b[2J"]);
    }

    #[test]
    fn labels_are_aligned() {
        let said = pairs(&[("Rate".into(), "1".into()), ("Exit fee".into(), "2%".into())], 2);
        assert_eq!(said, ["  Rate:     1", "  Exit fee: 2%"]);
    }
}
