//! A connection to a PostgreSQL server: encrypted unless it stays on this machine.

use std::net::IpAddr;
use std::sync::Arc;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, Result};
use crate::redact::redact;
use crate::refuse;

/// A connection to a server, which is made again where it was lost.
pub struct Server {
    config: Config,
    client: Client,
}

impl Server {
    /// Connects to the server that a `postgres://` address names.
    ///
    /// # Errors
    /// If the address is not valid, or the server does not answer, or its certificate is not trusted.
    pub fn connect(url: &str) -> Result<Self> {
        let mut config: Config = url.parse().map_err(failed)?;
        config.ssl_mode(mode(&config));
        Ok(Self { client: open(&config)?, config })
    }

    /// The connection.
    ///
    /// # Errors
    /// If it was lost and cannot be made again.
    pub fn client(&mut self) -> Result<&mut Client> {
        if self.client.is_closed() {
            self.client = open(&self.config)?;
        }
        Ok(&mut self.client)
    }
}

/// What the address asks for: where it says nothing, TLS to another machine, and none to a server on this one.
fn mode(config: &Config) -> SslMode {
    let asked = config.get_ssl_mode();
    match asked {
        SslMode::Prefer if is_here(config) => SslMode::Disable,
        // A server that says no to TLS, or that another answers for, would otherwise be spoken to in the clear.
        SslMode::Prefer => SslMode::Require,
        _ => asked,
    }
}

/// Whether every host is this machine.
fn is_here(config: &Config) -> bool {
    let is_loopback = |address: &IpAddr| address.is_loopback();
    let named = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address| is_loopback(&address)),
        Host::Unix(_) => true,
    });
    // An address overrules the name.
    match config.get_hostaddrs() {
        [] => named,
        addresses => addresses.iter().all(is_loopback),
    }
}

fn open(config: &Config) -> Result<Client> {
    if config.get_ssl_mode() == SslMode::Disable {
        return config.connect(NoTls).map_err(|error| server_failed(&error));
    }
    config.connect(MakeRustlsConnect::new(tls()?)).map_err(|error| server_failed(&error))
}

/// TLS with the certificates that this machine trusts, or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
fn tls() -> Result<ClientConfig> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why = found.errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        refuse!("this machine trusts no certificate, so no server's can be checked: {why}");
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(config.map_err(failed)?.with_root_certificates(roots).with_no_client_auth())
}

/// What went wrong with a database, without the secrets of its address.
pub fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(format!("the database failed: {}", redact(&error.to_string())))
}

/// The server's own words, or why there are none: the plain text of its errors omits both.
pub fn server_failed(error: &postgres::Error) -> Error {
    use std::error::Error as _;
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => failed(said),
        (None, Some(source)) => failed(format!("{error}: {source}")),
        (None, None) => failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        for (url, expected) in [
            ("postgres://indexer@127.0.0.1/events", SslMode::Disable),
            ("postgres://indexer@localhost/events", SslMode::Disable),
            ("postgres://indexer@[::1]/events", SslMode::Disable),
            ("postgresql:///events?host=/run/postgresql", SslMode::Disable),
            ("postgres://indexer@localhost/events?sslmode=require", SslMode::Require),
            ("postgres://indexer@10.0.0.7/events", SslMode::Require),
            ("postgres://indexer@db.example/events?sslmode=prefer", SslMode::Require),
            ("postgres://indexer@db.example/events?sslmode=disable", SslMode::Disable),
            ("postgres://indexer@localhost,db.example/events", SslMode::Require),
            ("postgres://indexer@localhost/events?hostaddr=10.0.0.7", SslMode::Require),
        ] {
            assert_eq!(mode(&url.parse().expect(url)), expected, "{url}");
        }
    }
}
