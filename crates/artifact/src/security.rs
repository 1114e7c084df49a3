//! A program's security.txt, by the format that explorers read.

use solana_security_txt::{Contact, SecurityTxt, find_and_parse};

/// A security.txt, or why there is none that can be read.
pub struct Security(Result<SecurityTxt, String>);

impl Security {
    /// The one in `program`.
    pub fn of(program: &[u8]) -> Self {
        Self(find_and_parse(program).map_err(|error| error.to_string()))
    }

    /// Its values with their names, those that it has.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let Ok(text) = &self.0 else { return vec![] };
        let join = |list: Vec<String>| list.join(", ");
        let contacts = text.contacts.iter().map(ToString::to_string).collect();
        let optional = |value: &Option<String>| value.clone().unwrap_or_default();
        let all = [
            ("name", text.name.clone()),
            ("project_url", text.project_url.clone()),
            ("contacts", join(contacts)),
            ("policy", text.policy.clone()),
            ("preferred_languages", join(text.preferred_languages.clone())),
            ("source_code", optional(&text.source_code)),
            ("source_release", optional(&text.source_release)),
            ("source_revision", optional(&text.source_revision)),
            ("encryption", optional(&text.encryption)),
            ("auditors", join(text.auditors.clone())),
            ("acknowledgements", optional(&text.acknowledgements)),
            ("expiry", optional(&text.expiry)),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// What is missing before it helps anyone, a sentence each; none where all of it is real.
    pub fn missing(&self) -> Vec<String> {
        let text = match &self.0 {
            Ok(text) => text,
            Err(error) => return vec![format!("security.txt cannot be read: {error}")],
        };
        let mut missing = vec![];
        if text.name.trim().is_empty() {
            missing.push("name is empty".to_owned());
        }
        let urls = [("project_url", Some(&text.project_url)), ("policy", Some(&text.policy))];
        for (name, value) in urls.into_iter().chain([("source_code", text.source_code.as_ref())]) {
            let value = value.map_or("", String::as_str);
            if !is_url(value) {
                missing.push(format!("{name} is no https:// URL (got `{value}`)"));
            }
        }
        if !text.contacts.iter().any(reaches_someone) {
            let got = text.contacts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            missing.push(format!("contacts names no email, link, discord, telegram or twitter (got `{got}`)"));
        }
        missing
    }
}

/// What has to be filled in before `program` may go to a public cluster; none where its security.txt is real.
pub fn to_fill_in(program: &[u8]) -> Option<String> {
    let missing = Security::of(program).missing();
    let list: Vec<String> = missing.iter().map(|each| format!("\n  - {each}")).collect();
    (!missing.is_empty())
        .then(|| format!("its security.txt is not filled in, in programs/restaking/src/security.rs:{}", list.concat()))
}

fn is_url(value: &str) -> bool {
    value.strip_prefix("https://").is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

fn reaches_someone(contact: &Contact) -> bool {
    match contact {
        Contact::Email(address) => address.contains('@'),
        Contact::Link(url) => is_url(url),
        Contact::Discord(name) | Contact::Telegram(name) | Contact::Twitter(name) => !name.is_empty(),
        Contact::Other(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(url: &str, contacts: &str, more: &str) -> Vec<u8> {
        format!(
            "code=======BEGIN SECURITY.TXT V1=======\0name\0P\0project_url\0{url}\0contacts\0{contacts}\0policy\0{url}\0{more}\
             =======END SECURITY.TXT V1=======\0"
        )
        .into_bytes()
    }

    #[test]
    fn real_values_are_enough() {
        let real = program("https://p.example/x", "other:us, email:a@p.example", "source_code\0https://s.example\0");
        assert_eq!(to_fill_in(&real), None);
        let values = Security::of(&real).values();
        assert!(values.contains(&("contacts", "Other: us, Email: a@p.example".to_owned())), "{values:?}");
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let text = to_fill_in(&program("none yet", "other:us", "source_code\0\0")).unwrap();
        for line in [
            "- project_url is no https:// URL (got `none yet`)",
            "- policy is no https:// URL (got `none yet`)",
            "- source_code is no https:// URL (got ``)",
            "- contacts names no email, link, discord, telegram or twitter (got `Other: us`)",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(to_fill_in(b"code").unwrap().contains("cannot be read"));
        let bad = program("https://", "email:nobody,link:here", "");
        assert_eq!(Security::of(&bad).missing().len(), 4);
    }
}
