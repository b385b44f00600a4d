// Exports one person: reads every room, seals what it reads as it comes, and puts the file into the media store.

import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { keyedHash, type Vault } from "../../kernel/crypto.ts";
import type { Passphrase } from "../../kernel/archive/seal.ts";
import { presentId } from "../../kernel/ids.ts";
import type { ExportPart, Person } from "../../kernel/personal-data.ts";
import { createSigner } from "../../kernel/signing.ts";
import { type ArchiveManifest, writeArchive } from "./archive/write-archive.ts";
import { certify } from "./certificate.ts";
import type { PrivacyDeps } from "./deps.ts";
import { type Claimed, insist, inRole } from "./erase-person.ts";
import { identify } from "./identify.ts";
import { finishRequest, forgetArchive, nameArchive, saveProgress } from "./store.ts";
import { openSubject, personOf } from "./subject.ts";

/** As the links of media: whoever has it opens the file, until then. */
export const archiveKeptMs = 7 * 24 * 3_600_000;

/** One that was killed begins anew: nobody has seen any of the file. */
export async function exportPerson(deps: PrivacyDeps, claimed: Claimed): Promise<void> {
  await forgetEarlierFile(deps, claimed);
  const person = await personIn(deps, claimed);
  const path = join(deps.store.stagingDir, randomUUID());
  await mkdir(deps.store.stagingDir, { recursive: true, mode: 0o700 });
  try {
    const staged = await writeStaged(deps, claimed, person, path);
    await keep(deps, claimed, staged);
  } finally {
    await rm(path, { force: true });
  }
}

/** Derived from the master's roots and the request, so that nothing has to be kept of it. */
export function archivePassphrase(vault: Pick<Vault, "derive">, tenantId: string, id: string): Passphrase {
  const text = keyedHash(vault.derive("privacy_archive"), `${tenantId} ${id}`).toString("base64url");
  return { text, derived: true };
}

/** Of a claim that died between naming its file and the end. */
async function forgetEarlierFile({ store, app }: PrivacyDeps, claimed: Claimed): Promise<void> {
  const { tenant_id: tenantId, id, archive_sha256: sha256 } = claimed;
  if (sha256 === null) return;
  await store.delete({ tenantId, sha256 });
  await app.asTenants([tenantId], (tx) => forgetArchive(tx, [tenantId, id]));
}

async function personIn({ app, keys }: PrivacyDeps, claimed: Claimed): Promise<Person> {
  const { tenant_id: tenantId, id: requestId, data_key: dataKeys, subject } = claimed;
  if (subject === null) throw new Error("an export that is open knows whom it is about");
  const asked = openSubject(keys, { tenantId, requestId, dataKeys }, subject);
  const found = await app.asTenants([tenantId], (tx) => identify(tx, { tenantId, hash: keys.hash }, asked));
  return personOf(keys, tenantId, found);
}

type Staged = { path: string; sizeBytes: number; sha256: string; manifest: ArchiveManifest };

async function writeStaged(
  deps: PrivacyDeps,
  claimed: Claimed,
  person: Person,
  path: string,
): Promise<Staged> {
  const { tenant_id: tenantId, id } = claimed;
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const file = createWriteStream(path, { mode: 0o600, flags: "wx", flush: true });
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  const writing = writeArchive(counted, partsOf(deps, claimed, person), {
    passphrase: archivePassphrase(deps.keys.vault, tenantId, id),
    about: {
      request: presentId("prv", id),
      tenant: presentId("ten", tenantId),
      created_at: deps.now().toISOString(),
      names: person.names.map(({ value }) => value),
    },
    open: (sha256) => deps.store.open({ tenantId, sha256 }),
  });
  const [manifest] = await Promise.all([writing, pipeline(counted, file)]);
  return { path, sizeBytes, sha256: hash.digest("hex"), manifest };
}

/** Each room in a transaction of its own, which is open while its parts are written. */
async function* partsOf(deps: PrivacyDeps, claimed: Claimed, person: Person): AsyncGenerator<ExportPart> {
  for (const [step, room] of deps.rooms.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one room after the other
    await stillOurs(deps, claimed, step);
    yield* streamed((part) =>
      inRole(deps, room.role, person.tenantId, async (tx) => {
        for await (const each of room.export(tx, person)) await part(each);
      }),
    );
  }
}

function stillOurs({ app }: PrivacyDeps, claimed: Claimed, step: number): Promise<void> {
  const { tenant_id: tenantId, id, claims } = claimed;
  const progress = JSON.stringify({ step, pass: 1, changed: false });
  return app.asTenants([tenantId], (tx) => insist(saveProgress(tx, [tenantId, id, claims, progress, "{}"])));
}

/** What `give` is called with, one after the other: it resolves when the part has been taken on. */
async function* streamed(
  run: (give: (part: ExportPart) => Promise<void>) => Promise<void>,
): AsyncGenerator<ExportPart> {
  const { readable, writable } = new TransformStream<ExportPart, ExportPart>();
  const writer = writable.getWriter();
  const running = run((part) => writer.write(part)).then(
    () => writer.close(),
    (error: Error) => writer.abort(error),
  );
  try {
    yield* readable;
  } finally {
    // Who stops reading early ends the writing, and with it the transaction; its failure is what made them stop.
    await running.catch(() => undefined);
  }
}

async function keep({ app, store, keys, now }: PrivacyDeps, claimed: Claimed, staged: Staged): Promise<void> {
  const { tenant_id: tenantId, id, claims } = claimed;
  const { sha256, path, sizeBytes, manifest } = staged;
  await app.asTenants([tenantId], (tx) => insist(nameArchive(tx, [tenantId, id, claims, sha256])));
  await store.put({ tenantId, sha256 }, { path, sizeBytes });
  const certificate = certify(createSigner(keys.vault.derive("certificate")), {
    format: 1,
    kind: "export",
    request: manifest.request,
    tenant: manifest.tenant,
    contact: claimed.contact_id === null ? null : presentId("con", claimed.contact_id),
    reason: claimed.reason,
    actor: claimed.actor,
    requested_at: claimed.created_at.toISOString(),
    done_at: now().toISOString(),
    records: manifest.records,
    files: manifest.files.length,
  });
  const endsAt = new Date(now().getTime() + archiveKeptMs);
  await app.asTenants([tenantId], async (tx) => {
    const progress = JSON.stringify({ step: 0, pass: 1, changed: false });
    await insist(saveProgress(tx, [tenantId, id, claims, progress, JSON.stringify(manifest.records)]));
    await insist(finishRequest(tx, [tenantId, id, claims, JSON.stringify(certificate), endsAt]));
  });
}
