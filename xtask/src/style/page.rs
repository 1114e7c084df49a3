//! The parts of a page: paragraphs, list items, cells of tables and headings, each with its line. Code is no part.

/// The paragraphs and list items of a page: no code, no tables, no headings.
pub fn paragraphs(text: &str) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = vec![];
    let mut open = false;
    for (place, line, is_code) in lines(text) {
        let trimmed = line.trim_start();
        if is_code || trimmed.is_empty() || trimmed.starts_with(['|', '#']) {
            open = false;
            continue;
        }
        let item = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")).or_else(|| numbered(trimmed));
        let said = plain(item.unwrap_or(trimmed));
        match paragraphs.last_mut().filter(|_| open && item.is_none()) {
            Some((_, paragraph)) => *paragraph += &format!(" {said}"),
            None => paragraphs.push((place, said)),
        }
        open = true;
    }
    paragraphs
}

/// The cells of a page's tables.
pub fn cells(text: &str) -> Vec<(usize, String)> {
    let rows = prose(text).filter_map(|(place, line)| Some((place, line.strip_prefix('|')?)));
    let cells = rows.flat_map(|(place, row)| row.split('|').map(move |cell| (place, plain(cell.trim()))));
    cells.filter(|(_, cell)| cell.contains(char::is_alphanumeric)).collect()
}

/// The headings of a page.
pub fn headings(text: &str) -> Vec<(usize, String)> {
    let headings = prose(text).filter_map(|(place, line)| Some((place, line.strip_prefix('#')?)));
    headings.map(|(place, line)| (place, plain(line.trim_start_matches('#').trim()))).collect()
}

/// The lines that are no code, without spaces around them.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    lines(text).filter(|(_, _, is_code)| !is_code).map(|(place, line, _)| (place, line.trim()))
}

/// The lines of a page by their numbers, each with whether it is code.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let (mut fenced, mut open) = (false, false);
    text.lines().enumerate().map(move |(place, line)| {
        let trimmed = line.trim_start();
        let is_fence = trimmed.starts_with("```");
        fenced ^= is_fence;
        // Four spaces begin code, unless they go on with a list.
        let is_code = is_fence || fenced || (line.starts_with("    ") && !open);
        open = !(is_code || trimmed.is_empty() || trimmed.starts_with(['|', '#']));
        (place + 1, line, is_code)
    })
}

/// What follows `1. `.
fn numbered(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.strip_prefix(". ").filter(|_| rest.len() < line.len())
}

/// A line without the targets of its links and without bold marks, behind which a sentence may end.
fn plain(line: &str) -> String {
    let line = line.replace("**", "");
    let mut parts = line.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or(part, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_told_from_code_and_tables() {
        let page = "One\ntwo.\n\n- three\n  four\n- **[five](x.md).** Six.\n\n    code\n\n1. six\n    seven\n";
        let found = paragraphs(page);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4, 6, 10]);
        assert_eq!(found[1].1, "three four");
        assert_eq!(found[2].1, "[five. Six.");
        assert_eq!(found[3].1, "six seven");
    }

    #[test]
    fn headings_and_cells_are_read() {
        let page = "# One\n\ntwo\n\n    | code |\n\n| [three](x.md) | four |\n|---|---|\n\n```text\n# five\n| six |\n```\n\n## Seven\n";
        assert_eq!(cells(page), [(7, "[three".to_owned()), (7, "four".to_owned())]);
        assert_eq!(headings(page), [(1, "One".to_owned()), (15, "Seven".to_owned())]);
    }
}
