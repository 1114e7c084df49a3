//! Embeds the security contact in the compiled program. A build for a public cluster is refused until every value is
//! real: `project_url`, `policy` and `source_code` begin with `https://`, and `contacts` names an `email:`, `link:`,
//! `discord:`, `telegram:` or `twitter:`, separated by commas.

solana_security_txt::security_txt! {
    name: "Restaking",
    project_url: "none yet",
    contacts: "other:a private vulnerability report on the source repository",
    policy: "SECURITY.md in the source repository",
    source_code: "none yet",
    auditors: "none"
}
