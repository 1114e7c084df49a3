//! An index of events on a real PostgreSQL server.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use restake_cli::indexer::database::Database;

use crate::events::{answers, dump, fresh, lived, open};
use crate::node::{Fault, Node};
use crate::parties::Parties;

/// A language that sorts otherwise than by bytes: addresses in its order would show.
const ENGLISH: [&str; 3] = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en-US"];

/// A PostgreSQL server of this test's own, which ends with it.
struct Postgres {
    folder: PathBuf,
    server: Child,
    port: u16,
}

impl Postgres {
    /// Starts a server at a socket and, with `tls`, at a port of "localhost" with a certificate of its own authority.
    fn start(tls: bool) -> Self {
        let name = if tls { "tls" } else { "plain" };
        let folder = std::env::temp_dir().join(format!("restake-postgres-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).unwrap();
        let version = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL: apt-get install postgresql");
        let programs = version.map(|entry| entry.unwrap().path().join("bin")).max().expect("a version of PostgreSQL");
        // The server refuses to run as root.
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let as_user = |program: &str| {
            let path = programs.join(program);
            if !is_root {
                return Command::new(path);
            }
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
            command
        };
        if is_root {
            assert!(Command::new("chown").arg("postgres").arg(&folder).status().unwrap().success());
        }
        let data = folder.join("data");
        let made = as_user("initdb")
            .args(["--auth=trust", "--username=indexer", "--no-sync"])
            .args(ENGLISH)
            .arg("-D")
            .arg(&data)
            .output();
        let made = made.unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut start = as_user("postgres");
        start.arg("-D").arg(&data).arg("-c").arg(format!("unix_socket_directories={}", folder.display()));
        let listen = if tls { "listen_addresses=127.0.0.1" } else { "listen_addresses=" };
        start.args(["-c", listen, "-c", &format!("port={port}")]);
        if tls {
            certify(&folder, &data);
            if is_root {
                assert!(Command::new("chown").args(["-R", "postgres"]).arg(&folder).status().unwrap().success());
            }
            start.args(["-c", "ssl=on"]);
        }
        let server = start.stderr(Stdio::null()).spawn().unwrap();
        let postgres = Self { folder, server, port };
        for _ in 0..600 {
            if Database::open(&postgres.url()).is_ok() {
                return postgres;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL has not started in a minute");
    }

    fn url(&self) -> String {
        format!("postgresql:///postgres?user=indexer&host={}&port={}", self.folder.display(), self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // An interrupt: the server ends its sessions and then itself.
        drop(Command::new("kill").args(["-INT", &self.server.id().to_string()]).status());
        drop(self.server.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// PostgreSQL holds what SQLite holds, and answers the same.
#[test]
fn postgres_holds_the_same() {
    let Parties { world, vault, operator, .. } = lived();
    let (server, file) = (Postgres::start(false), fresh("same"));
    let [vault, operator] = [vault, operator].map(|address| address.to_string());
    let expected = answers(&world, &vault, &operator, open(&file), open(&file));
    let [one, two, mut three] = [(), (), ()].map(|()| Database::open(&server.url()).unwrap());
    assert_eq!(answers(&world, &vault, &operator, one, two), expected, "in the same order");
    assert_eq!(dump(&mut three), dump(&mut open(&file)));
    // A connection that is lost is made again at the next statement.
    let ended = Command::new("psql")
        .args(["-c", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"])
        .arg(server.url())
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    three.rows("SELECT name FROM facts", &[]).unwrap_err();
    assert_eq!(dump(&mut three), dump(&mut open(&file)));
}

/// Makes an authority in `folder`, and a certificate of it for "localhost" where a server with the data folder `data` finds it.
fn certify(folder: &Path, data: &Path) {
    let openssl = |arguments: &str, files: &[(&str, PathBuf)]| {
        let mut command = Command::new("openssl");
        command.args(arguments.split(' '));
        for (option, file) in files {
            command.arg(option).arg(file);
        }
        let done = command.output().expect("OpenSSL, which PostgreSQL needs too");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let (authority, own) = (folder.join("authority.key"), data.join("server.key"));
    let (root, certificate) = (folder.join("authority.crt"), data.join("server.crt"));
    let (asked, names) = (folder.join("asked.csr"), folder.join("names.cnf"));
    std::fs::write(&names, "subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n").unwrap();
    let new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(&format!("req -x509 {new} -subj /CN=authority"), &[("-keyout", authority.clone()), ("-out", root.clone())]);
    openssl(&format!("req {new} -subj /CN=localhost"), &[("-keyout", own.clone()), ("-out", asked.clone())]);
    let signed = [("-in", asked), ("-CA", root), ("-CAkey", authority), ("-extfile", names), ("-out", certificate)];
    openssl("x509 -req -CAcreateserial", &signed);
    std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The certificate of a server is checked: against its name, and by the authorities that the machine trusts.
#[test]
fn a_server_is_spoken_to_encrypted_once_its_certificate_is_trusted() {
    let node = Node::failing(|| lived().world.chain, |_| Fault::None);
    let server = Postgres::start(true);
    let index = |host: &str, trusted: &Path| {
        let url = format!("postgres://indexer@{host}:{}/postgres?sslmode=require", server.port);
        Command::new(env!("CARGO_BIN_EXE_restake"))
            .args(["--url", &node.url, "--local", "index", "--once", "--database", &url])
            .env("SSL_CERT_FILE", trusted)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap()
    };
    let authority = server.folder.join("authority.crt");
    let other = server.folder.join("other");
    std::fs::create_dir_all(&other).unwrap();
    certify(&other, &other);
    // The server's own is of no use where another is trusted, nor for another name.
    for (host, trusted, why) in [
        ("localhost", other.join("authority.crt"), "invalid peer certificate"),
        ("127.0.0.1", authority.clone(), "invalid peer certificate"),
        ("localhost", server.folder.join("names.cnf"), "this machine trusts no certificate"),
    ] {
        let refused = index(host, &trusted);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{host}: {said}");
    }
    let done = index("localhost", &authority);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let rows = Database::open(&server.url()).unwrap().rows("SELECT count(*) FROM events", &[]).unwrap();
    assert!(rows[0][0].int() > 20, "{rows:?}");
}
