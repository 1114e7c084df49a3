//! What is said of a node in public: its host. The rest of a URL may be a key.

/// `text` with each URL in it cut to its scheme and host.
pub fn redact(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, url) = rest.split_at(at + 3);
        shown.push_str(before);
        let end = url.find([' ', ')', '"', '\'', ',', '>']).unwrap_or(url.len());
        let (url, after) = url.split_at(end);
        let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
        // What stands before an `@` is a name and a password.
        shown.push_str(authority.rsplit('@').next().unwrap_or_default());
        rest = after;
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_are_shown() {
        for (text, shown) in [
            ("plain words", "plain words"),
            ("http://localhost:8899", "http://localhost:8899"),
            ("https://rpc.example/v2/KEY", "https://rpc.example"),
            ("https://rpc.example?api-key=KEY", "https://rpc.example"),
            ("https://name:KEY@rpc.example/", "https://rpc.example"),
            (
                "error sending request for url (https://rpc.example/KEY): closed; wss://a.example/KEY, b",
                "error sending request for url (https://rpc.example): closed; wss://a.example, b",
            ),
        ] {
            assert_eq!(redact(text), shown);
        }
    }
}
