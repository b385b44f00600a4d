// Every column that holds sealed values, and how a row tells the place it was sealed for: rotation and checks go by it.

/**
 * A value that is sealed and not in here would be unreadable after a rotation: `sealed-columns.test.ts` looks for such
 * in the code and in the schema.
 */
export type SealedColumn = {
  table: string;
  column: string;
  /** The primary key after `tenant_id`, each column with its type. */
  key: readonly (readonly [column: string, type: "uuid" | "text" | "smallint"])[];
  /** As the room that seals it puts them into its `Place`: SQL over the row. */
  rowId: string;
  placeColumn: string;
  /** Processes that keep what they have read of the row look again at this notice. */
  notifies?: "senders";
};

export const sealedColumns: readonly SealedColumn[] = [
  {
    table: "sender",
    column: "secrets",
    key: [["id", "uuid"]],
    rowId: "id",
    placeColumn: "'secrets'",
    notifies: "senders",
  },
  {
    table: "session",
    column: "qr",
    key: [["sender_id", "uuid"]],
    rowId: "sender_id",
    placeColumn: "'qr'",
  },
  {
    table: "session_memory",
    column: "value",
    key: [
      ["sender_id", "uuid"],
      ["type", "text"],
      ["id", "text"],
    ],
    rowId: "sender_id",
    placeColumn: "type || '/' || id",
  },
  {
    table: "session_request",
    column: "answer",
    key: [["id", "uuid"]],
    rowId: "sender_id",
    placeColumn: "id",
  },
  {
    table: "meta_app",
    column: "secrets",
    key: [["mode", "text"]],
    rowId: "tenant_id",
    placeColumn: "mode",
  },
  {
    table: "webhook_endpoint",
    column: "secrets",
    key: [["id", "uuid"]],
    rowId: "id",
    placeColumn: "'secrets'",
  },
  {
    table: "tenant_export",
    column: "passphrase",
    key: [["id", "uuid"]],
    rowId: "id",
    placeColumn: "'passphrase'",
  },
  {
    table: "privacy_request",
    column: "subject",
    key: [["id", "uuid"]],
    rowId: "id",
    placeColumn: "'subject'",
  },
];

/** Columns of bytes that are none of ours to open: hashes, fingerprints, and keys that are wrapped by themselves. */
export const openBytes: Readonly<Record<string, string>> = {
  "contact_import_piece.bytes": "a file as a tenant sent it, deleted once it is imported",
  "api_key.secret_hash": "a keyed hash",
  "idempotency_key.fingerprint": "a hash of a request",
  "webhook_in.body": "a provider's body as it came, deleted after 14 days",
  "sender_text.fingerprint": "a hash of a text",
  "media_blob.sha256": "a hash of a file",
  "media.sha256": "a hash of a file",
  "consent_event.address_hash": "a keyed hash",
  "consent_event.wording_hash": "a hash of a text",
  "suppression.address_hash": "a keyed hash",
  "contact_alias.address_hash": "a keyed hash",
  "webhook_handshake.token_hash": "a keyed hash",
  "stream_ticket.token_hash": "a hash",
  "tenant_export.token_hash": "a hash",
  "tenant_export.sha256": "a hash of a file",
  "tenant_tombstone.slug_hash": "a keyed hash",
  "invitation.token_hash": "a hash",
  "password_reset.token_hash": "a hash",
  "recovery_code.code_hash": "a hash",
  "setup_link.token_hash": "a hash",
  "sign_in.token_hash": "a hash",
  "sign_in_failure.subject": "a keyed hash",
  "person.totp_secret": "sealed under a key from the installation's roots, as a person is of no tenant",
  "audit_entry.prev_hash": "a hash",
  "audit_entry.hash": "a hash",
  "audit_head.hash": "a hash",
  "audit_seal.hash": "a hash",
  "audit_seal.signature": "a signature",
  "privacy_request.archive_sha256": "a hash of a file",
  "tenant.data_key": "the tenant's data keys, wrapped by the master key",
  "installation.roots": "sealed under the master key",
};
