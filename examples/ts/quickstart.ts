import * as restaking from "restaking-client";

const rpc = restaking.createPatientRpc(process.env.RPC_URL ?? "http://127.0.0.1:8899");
const program = restaking.LOCALNET_PROGRAM_ADDRESS;
const now = await restaking.fetchClusterTime(rpc);
for (const { address } of await restaking.fetchVaults(rpc, program)) {
  const held = await restaking.fetchVaultStake(rpc, program, address);
  const { stake, mostInEpoch } = restaking.vaultExposure(held, now);
  console.log(`${address}: ${mostInEpoch} of ${stake} can be slashed in an epoch`);
}
