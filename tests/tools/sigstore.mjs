// Asks Sigstore's verifier about checkpoints and inclusion proofs.
// In: a JSON list of {name, key (SPKI in base64), hint (hex), note, index, body, proof (base64)}. Out: a list of "" or what it found.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { verifyCheckpoint } from "@sigstore/verify/dist/tlog/checkpoint.js";
import { verifyMerkleInclusion } from "@sigstore/verify/dist/tlog/merkle.js";

const bytes = (text) => Buffer.from(text, "base64");

function verdict({ name, key, hint, note, index, body, proof }) {
  const publicKey = createPublicKey({ key: bytes(key), format: "der", type: "spki" });
  const log = { logID: Buffer.from(hint, "hex"), baseURL: name, publicKey, hashAlgorithm: "sha256" };
  const inclusionProof = { checkpoint: { envelope: note }, logIndex: String(index), hashes: proof.map(bytes) };
  const entry = { inclusionProof, canonicalizedBody: bytes(body) };
  try {
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
    return "";
  } catch (fault) {
    return fault.message;
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(verdict)));
