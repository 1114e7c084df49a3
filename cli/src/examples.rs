//! Examples of every command, below its help. Words in capitals stand for what a user puts there.

use clap::{Command, CommandFactory};

use crate::command::Cli;

/// The examples of each command that does something, by its path.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("deposit", &["VAULT 1.5 --dry-run", "VAULT all --max-risk-version 5"]),
    ("exit request", &["VAULT all", "VAULT 2.5 --min-out 2.4"]),
    ("exit cancel", &["TICKET"]),
    ("exit claim", &["", "TICKET TICKET"]),
    ("exit transfer", &["TICKET NEW_OWNER"]),
    ("exit list", &["", "--owner OWNER --filter 'claimable <= now' --sort -pays"]),
    ("exit settle", &["VAULT 30"]),
    ("exit close-bucket", &["VAULT 30"]),
    ("instant-exit", &["VAULT 10 --slippage-bps 10"]),
    ("stake deposit", &["STAKE_ACCOUNT VAULT", "STAKE_ACCOUNT VAULT --amount 12.5"]),
    ("stake withdraw", &["VAULT --validator VOTE_ACCOUNT", "VAULT --ticket TICKET"]),
    ("stake pools", &["", "--validator VOTE_ACCOUNT"]),
    ("stake create-pool", &["VOTE_ACCOUNT", "VOTE_ACCOUNT --vault --epoch 2d"]),
    ("stake replenish", &["VOTE_ACCOUNT"]),
    (
        "vault create",
        &[
            "MINT --epoch 2d --deposit-cap 20000",
            "MINT --epoch 2d --term-start 'in 30d' --term-end 'in 120d'",
            "MINT --epoch 2d --name 'Harbor SOL' --symbol hSOL",
        ],
    ),
    ("vault metadata", &["VAULT --name 'Harbor SOL' --symbol hSOL --uri https://harbor.example/vrt.json"]),
    ("vault set-limits", &["VAULT --deposit-cap 30000 --restricted false"]),
    ("vault rates", &["VAULT --deposit 10", "VAULT --exit 2.5 --at 'in 2d'"]),
    ("vault approve", &["VAULT DEPOSITOR"]),
    ("vault revoke", &["VAULT DEPOSITOR"]),
    ("vault set-curator", &["VAULT CURATOR"]),
    ("vault set-exposure", &["VAULT --max-delegated-bps 9000 --max-operator-bps 4000 --leverage 1"]),
    ("vault set-breaker", &["VAULT --incident-bps 500 --epoch-bps 1000"]),
    ("vault set-fees", &["VAULT --exit-bps 10 --reward-bps 500 --stream 7d"]),
    ("vault pay-reward", &["VAULT OPERATOR 10"]),
    ("vault collect-fees", &["VAULT", "VAULT --of OPERATOR"]),
    ("vault sweep", &["VAULT MINT"]),
    ("operator register", &["--commission-bps 500 --uri https://operator.example"]),
    ("operator update", &["OPERATOR --commission-bps 400", "OPERATOR --allocator ALLOCATOR"]),
    ("operator retire", &["OPERATOR"]),
    (
        "ncn register",
        &[
            "--uri https://ncn.example --resolver RESOLVER --challenge 2d --max-fraction 30%",
            "--parent NCN --max-fraction 10%",
        ],
    ),
    ("ncn update", &["NCN --max-operator-weight 1000000000"]),
    ("ncn set-software", &["NCN --file FILE --by 'in 7d'", "NCN --none"]),
    ("ncn set-asset", &["NCN MINT 1 --accept freezable"]),
    ("ncn set-weight", &["NCN VAULT 0.5"]),
    ("ncn set-policy", &["NCN --max-fraction 20%"]),
    ("ncn retire", &["NCN"]),
    ("ncn open-record", &["NCN OPERATOR"]),
    ("ncn jail", &["NCN OPERATOR 'in 2d' --reason 7", "NCN OPERATOR 0"]),
    ("ncn stake", &["NCN OPERATOR", "NCN OPERATOR --until 'in 7d'"]),
    ("opt-in open", &["VAULT OPERATOR"]),
    ("opt-in join", &["OPERATOR VAULT", "NCN VAULT --weight 0.5 --accept freezable"]),
    ("opt-in leave", &["VAULT NCN"]),
    ("opt-in set-limits", &["VAULT NCN --incident-bps 500 --epoch-bps 1000"]),
    ("opt-in cover-sets", &["VAULT NCN", "VAULT NCN --end"]),
    ("opt-in set-stop-loss", &["VAULT NCN 2000"]),
    ("opt-in release", &["OPERATOR NCN"]),
    ("opt-in close", &["VAULT OPERATOR"]),
    ("delegation open", &["VAULT OPERATOR"]),
    ("delegation set", &["VAULT OPERATOR 40%"]),
    ("delegation settle", &["VAULT OPERATOR"]),
    ("delegation close", &["VAULT OPERATOR"]),
    ("delegation move", &["VAULT OPERATOR OTHER_OPERATOR 50%"]),
    ("delegation complete-move", &["VAULT OPERATOR"]),
    ("delegation cancel-move", &["VAULT OPERATOR"]),
    ("allocation open", &["VAULT OPERATOR NCN"]),
    ("allocation set", &["VAULT OPERATOR NCN 60%"]),
    ("allocation settle", &["VAULT OPERATOR NCN"]),
    ("allocation release", &["VAULT OPERATOR NCN"]),
    ("allocation close", &["VAULT OPERATOR NCN"]),
    ("slash propose", &["VAULT OPERATOR NCN 5% --min-stake 10 --evidence-file FILE --offense-at '2h ago'"]),
    ("slash veto", &["SLASH"]),
    ("slash uncount", &["SLASH"]),
    ("slash execute", &["SLASH"]),
    ("slash pay-share", &["SLASH reporter"]),
    ("slash pledge", &["SLASH 10"]),
    ("slash withdraw-pledge", &["SLASH --pledger PLEDGER"]),
    ("slash list", &["--vault VAULT", "--filter 'status ~ open' --sort final"]),
    ("report commit", &["NCN --votes FILE"]),
    ("report prove", &["NCN --votes FILE"]),
    ("report slash", &["PROOF VAULT"]),
    ("key register", &["OPERATOR NCN --key FILE"]),
    ("key message", &["OPERATOR NCN"]),
    ("key retire", &["OPERATOR NCN"]),
    ("table open", &["NCN --capacity 20 --window 1h"]),
    ("table grow", &["TABLE 5"]),
    ("table capture", &["TABLE OPERATOR"]),
    ("table enter", &["TABLE"]),
    ("table close-capture", &["CAPTURE"]),
    ("table close", &["TABLE"]),
    ("rewards tree open", &["NCN MINT --disputer DISPUTER --delay 1d"]),
    ("rewards tree set-roles", &["TREE --publisher PUBLISHER"]),
    ("rewards tree fund", &["TREE 1000"]),
    ("rewards tree list", &["TREE FILE"]),
    ("rewards tree publish", &["TREE --list FILE"]),
    ("rewards tree strike", &["TREE"]),
    ("rewards tree claim", &["TREE --list FILE"]),
    ("rewards tree set-claimer", &["TREE CLAIMER"]),
    ("rewards offer open", &["NCN MINT 5000 --until 'in 30d' --claim 30d"]),
    ("rewards offer attribute", &["OFFER"]),
    ("rewards offer claimable", &["OFFER"]),
    ("rewards offer claim", &["OFFER", "OFFER --vault VAULT"]),
    ("rewards offer collect", &["OFFER OPERATOR"]),
    ("rewards offer close", &["OFFER"]),
    (
        "rewards compute",
        &[
            "NCN --mint MINT --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --budget 5000000000 --out FILE",
            "NCN --mint MINT --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --budget 5000000000 --verify ROOT",
        ],
    ),
    ("bond open-pool", &["VAULT --stream 7d"]),
    ("bond add-reward", &["VAULT MINT"]),
    ("bond pay", &["VAULT MINT 700"]),
    ("bond open", &["VAULT"]),
    ("bond add", &["VAULT all"]),
    ("bond remove", &["VAULT 12.5"]),
    ("bond claim", &["VAULT"]),
    ("bond close", &["VAULT", "VAULT --forfeit MINT"]),
    ("admin propose", &["VAULT NEW_ADMIN"]),
    ("admin accept", &["VAULT --as MULTISIG --export"]),
    ("admin renounce", &["VAULT --dry-run"]),
    ("admin set-role", &["VAULT guardian HOLDER", "VAULT fee-wallet none"]),
    ("admin grant", &["OPERATOR HOLDER --kinds keys,uri --until 'in 90d'"]),
    ("admin revoke-grant", &["OPERATOR HOLDER"]),
    ("admin void-grants", &["OPERATOR"]),
    ("pause raise", &["VAULT deposits exposure --for 2d"]),
    ("pause lift", &["VAULT"]),
    ("config init", &["--min-epoch 2d --max-epoch 7d"]),
    ("config show", &[""]),
    ("config set-protocol-fee", &["2%"]),
    ("liquid deposit", &["POOL MINT 1.5 --dry-run", "POOL MINT all"]),
    ("liquid deposit-vrt", &["POOL VAULT 1.5", "POOL VAULT all"]),
    ("liquid deposit-stake", &["POOL STAKE_ACCOUNT", "POOL STAKE_ACCOUNT --amount 10 --mint MINT"]),
    ("liquid exit quote", &["POOL 10", "POOL all --owner OWNER"]),
    ("liquid exit in-kind", &["POOL all", "POOL 10 --set-aside MINT"]),
    ("liquid exit instant", &["POOL MINT 2.5"]),
    ("liquid exit stake", &["POOL MINT 10", "POOL MINT 10 --validator VOTE_ACCOUNT"]),
    ("liquid exit queue", &["POOL MINT all"]),
    ("liquid exit cancel", &["QUEUED_EXIT"]),
    ("liquid exit transfer", &["QUEUED_EXIT NEW_OWNER"]),
    ("liquid exit claim", &["", "--pool POOL"]),
    ("liquid rewards claim", &["POOL TREE --list FILE"]),
    ("liquid rewards open-auction", &["POOL MINT"]),
    ("liquid rewards collect", &["POOL MINT"]),
    ("liquid rewards begin-lot", &["POOL MINT"]),
    ("liquid rewards buy", &["POOL MINT all --max-in 0.5", "POOL MINT 10"]),
    ("liquid create", &["--batch 1d --notice 7d", "--name 'Harbor LRT' --symbol hLRT"]),
    ("liquid metadata", &["POOL --name 'Harbor LRT' --symbol hLRT --uri https://harbor.example/lrt.json"]),
    ("liquid add-asset", &["POOL MINT --stake-pool STAKE_POOL --max 60%"]),
    ("liquid add-reported-asset", &["POOL MINT 1.07 --max-age 1d", "POOL MINT 0.5 --per 1000"]),
    ("liquid set-asset", &["POOL MINT --cap 5000", "POOL MINT --open false"]),
    ("liquid set-targets", &["POOL So11111111111111111111111111111111111111112=100%"]),
    ("liquid add-vault", &["POOL VAULT --target 80%"]),
    ("liquid set-vault", &["POOL VAULT --target 60%"]),
    ("liquid remove-vault", &["POOL VAULT"]),
    ("liquid set-guards", &["POOL --outflow 100 --refill 1d --watermark 1% --place-loss 0.05%"]),
    ("liquid set-fees", &["POOL --management 0.5% --instant 1%"]),
    ("liquid set-role", &["POOL curator HOLDER", "POOL guardian none"]),
    ("liquid propose-admin", &["POOL NEW_ADMIN"]),
    ("liquid accept-admin", &["POOL"]),
    ("liquid pause", &["POOL deposits placing --for 2d"]),
    ("liquid unpause", &["POOL"]),
    ("liquid accept-rate", &["POOL MINT"]),
    ("liquid report-price", &["POOL MINT 1.0701"]),
    ("liquid acknowledge", &["POOL MINT"]),
    ("liquid place", &["POOL VAULT", "POOL VAULT 12.5"]),
    ("liquid unplace", &["POOL VAULT", "POOL VAULT all"]),
    ("liquid collect", &["POOL VAULT"]),
    ("liquid swap", &["POOL OUT_MINT 10 BACK_MINT 10.2 --trader SIGNER"]),
    ("liquid fill", &["POOL MINT"]),
    ("liquid close-batch", &["BATCH"]),
    ("liquid collect-fees", &["POOL"]),
    ("liquid observe", &["POOL"]),
    ("liquid update", &["POOL"]),
    ("liquid upkeep", &["POOL"]),
    ("oracle open", &["NCN --min-table-weight 1000000", "NCN --window 2min --min-table-weight 1000000"]),
    ("oracle set-rules", &["NCN --slash-fraction 5%"]),
    ("oracle open-feed", &["NCN 1 --name SOL/USD"]),
    ("oracle open-rounds", &["NCN 1"]),
    ("oracle open-scores", &["NCN 1", "NCN 1 OPERATOR"]),
    ("oracle adopt-table", &["TABLE"]),
    (
        "oracle vote",
        &["NCN 1 151.25 --key FILE --protection FILE --report", "NCN 1 abstain --key FILE --protection FILE"],
    ),
    ("oracle protection start", &["FILE NCN 1"]),
    ("oracle protection export", &["FILE"]),
    ("oracle protection import", &["FILE EXPORT"]),
    ("oracle report", &["NCN 1 FILE"]),
    ("oracle finalize", &["NCN 1", "NCN 1 1200"]),
    ("oracle judge", &["NCN 1", "NCN 1 1200 --operator OPERATOR"]),
    ("oracle slash", &["OFFENSE"]),
    ("oracle jail", &["NCN 1 OPERATOR"]),
    ("oracle close-offense", &["OFFENSE"]),
    ("oracle retire-feed", &["NCN 1"]),
    ("oracle close-feed", &["NCN 1"]),
    ("oracle show", &["NCN", "NCN --output json"]),
    ("oracle round", &["NCN 1", "NCN 1 1200"]),
    ("message show", &["MESSAGE"]),
    ("message sign", &["MESSAGE"]),
    ("message send", &["MESSAGE --signer SIGNER=SIGNATURE"]),
    (
        "list",
        &[
            "vaults --sort -assets --filter 'assets >= 100'",
            "slashes --vault VAULT --columns operator,ncn,stake,status",
            "operators --admin ADMIN --quiet",
        ],
    ),
    ("portfolio", &["", "OWNER --csv"]),
    ("rate", &["NCN", "OPERATOR"]),
    ("market", &["", "--accepts VAULT --sort pay"]),
    ("show", &["VAULT", "VAULT --raw", "VAULT --output json"]),
    ("watch", &["VAULT", "VAULT --from 1 --once", "--all --output json"]),
    (
        "index",
        &[
            "--database events.db --serve 127.0.0.1:9470",
            "--database postgres://indexer@127.0.0.1/events --once",
            "--static index/mainnet.json",
        ],
    ),
    ("exporter", &["", "--operator OPERATOR --listen 0.0.0.0:9464", "--vault VAULT --once"]),
    ("deploy", &["--dry-run", "--gate --gate-delay 14d --guardian GUARDIAN"]),
    ("gate show", &[""]),
    ("gate open", &["--delay 14d --guardian GUARDIAN"]),
    ("gate upload", &["--program FILE"]),
    ("gate announce", &["--program FILE"]),
    ("gate execute", &[""]),
    ("gate cancel", &[""]),
    ("gate raise-delay", &["21d"]),
    ("gate propose", &["NEW_ADMIN"]),
    ("gate accept", &[""]),
    ("gate set-guardian", &["NEW_GUARDIAN"]),
    ("gate renounce", &["--dry-run"]),
    ("verify", &["--program FILE"]),
    ("completions", &["bash"]),
];

/// How many examples a command has that others follow below.
const OF_A_GROUP: usize = 6;

/// All commands, with their examples.
pub fn command() -> Command {
    Cli::command().mut_subcommands(|command| with_examples(command, ""))
}

fn with_examples(command: Command, parent: &str) -> Command {
    let path = format!("{parent} {}", command.get_name()).trim_start().to_owned();
    let lines = lines(&path);
    let command = command.mut_subcommands(|inner| with_examples(inner, &path));
    if lines.is_empty() { command } else { command.after_help(format!("Examples:\n  {}", lines.join("\n  "))) }
}

/// The examples of the command at `path`, or the first one of each command below it.
pub fn lines(path: &str) -> Vec<String> {
    let line = |path: &str, words: &str| format!("restake {path} {words}").trim_end().to_owned();
    if let Some((path, own)) = EXAMPLES.iter().find(|(known, _)| *known == path) {
        return own.iter().map(|words| line(path, words)).collect();
    }
    let below = EXAMPLES.iter().filter(|(known, _)| known.strip_prefix(path).is_some_and(|rest| rest.starts_with(' ')));
    below.take(OF_A_GROUP).map(|(known, own)| line(known, own[0])).collect()
}

#[cfg(test)]
mod tests {
    use solana_program::pubkey::Pubkey;
    use solana_signature::Signature;

    use super::*;

    /// The words of a line as a shell splits it, with values in place of the words in capitals.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('\'').enumerate();
        let words = parts.flat_map(|(place, part)| match place % 2 {
            0 => part.split_whitespace().map(filled).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    fn filled(word: &str) -> String {
        let address = Pubkey::new_from_array([7; 32]).to_string();
        match word {
            "FILE" => "file".to_owned(),
            "MESSAGE" => "AQ==".to_owned(),
            "ROOT" => "07".repeat(32),
            "SIGNER=SIGNATURE" => format!("{address}={}", Signature::from([7; 64])),
            word if word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') => address,
            word => word.to_owned(),
        }
    }

    /// The paths of all commands that do something.
    fn paths(command: &Command, parent: &str, found: &mut Vec<String>) {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let path = format!("{parent} {}", inner.get_name()).trim_start().to_owned();
            match inner.has_subcommands() {
                true => paths(inner, &path, found),
                false => found.push(path),
            }
        }
    }

    #[test]
    fn every_command_has_examples_that_it_reads() {
        let mut found = vec![];
        paths(&Cli::command(), "", &mut found);
        let known: Vec<&str> = EXAMPLES.iter().map(|(path, _)| *path).collect();
        assert_eq!(known, found, "in the order of the help");
        for path in known {
            for line in lines(path) {
                if let Err(error) = Cli::read(words(&line)) {
                    panic!("{line}: {error}");
                }
            }
        }
    }

    #[test]
    fn the_help_shows_them() {
        let help = |words: &[&str]| Cli::read([&["restake"], words, &["--help"]].concat()).unwrap_err().to_string();
        assert!(help(&["deposit"]).ends_with(
            "Examples:\n  restake deposit VAULT 1.5 --dry-run\n  restake deposit VAULT all --max-risk-version 5\n"
        ));
        assert!(help(&["exit"]).contains("Examples:\n  restake exit request VAULT all\n"), "{}", help(&["exit"]));
        assert!(help(&["rewards", "tree", "fund"]).contains("  restake rewards tree fund TREE 1000\n"));
    }

    #[test]
    fn words_are_split_as_a_shell_does() {
        assert_eq!(words("restake ncn jail --by 'in 2d' x"), ["restake", "ncn", "jail", "--by", "in 2d", "x"]);
    }
}
