# The local chain's example, for the guides' commands. In the repository's folder, with the local chain running:
#
#     . docs/example.sh
#
# It sets a variable for everything in the example, named by what it is and how it is called ($vault_harbor,
# $operator_ada, $person_alice, $liquid_tide), and adds two commands:
#
#     become alice    from now on `restake` signs by alice's key, and sends without asking
#     later 2d3h      moves the chain's time on

example=${LOCALNET_OUT:-target/localnet}
eval "$(node docs/example.mjs variables "$example/example.json")"

# A folder for what commands write.
scratch=$(mktemp -d)

become() {
  if [ ! -f "$example/keys/$1.json" ]; then
    echo "there is no $1 in the example" >&2
    return 1
  fi
  export KEYPAIR="$example/keys/$1.json"
}

restake() {
  command restake --url "$RPC_URL" --ws "$WS_URL" --keypair "$KEYPAIR" --yes "$@"
}

later() {
  node docs/example.mjs later "$RPC_URL" "$1"
}
