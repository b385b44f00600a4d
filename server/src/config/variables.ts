// Every environment variable Waypost reads, in one table: reading, checking and docs/config.md all come
// from it.
import {
  address,
  directory,
  email,
  key,
  keys,
  type Kind,
  networks,
  oneOf,
  password,
  port,
  url,
} from "./kinds.ts";

export type Variable<T> = {
  kind: Kind<T>;
  about: string;
  fallback?: string;
  /** Also read from the file that `<NAME>_FILE` names, and never repeated in a message. */
  secret?: true;
};

/** At most 25. Whatever is tuned while Waypost runs is a row, edited in the dashboard. */
export const VARIABLES = {
  WAYPOST_PORT: { kind: port, fallback: "8484", about: "Port of the dashboard and the API." },
  WAYPOST_HOST: {
    kind: address,
    fallback: "127.0.0.1",
    about: "Address to listen on; `0.0.0.0` to be reached from other machines (put TLS in front).",
  },
  WAYPOST_PUBLIC_URL: {
    kind: url("http", "https"),
    about: "Address at which browsers and providers reach Waypost; `http://localhost:<port>` when not set.",
  },
  WAYPOST_DATA_DIR: {
    kind: directory,
    about: "Where the embedded database, the master key and media live; `data` in the clone when not set.",
  },
  DATABASE_URL: {
    kind: url("postgres", "postgresql"),
    secret: true,
    about: "Your own Postgres, 15 or newer, as an owner of its database; the embedded Postgres when not set.",
  },
  REDIS_URL: {
    kind: url("redis", "rediss"),
    secret: true,
    about: "Redis or Valkey for background jobs and realtime fan-out; Postgres does both when not set.",
  },
  WAYPOST_MASTER_KEY: {
    kind: key,
    secret: true,
    about:
      "Key that encrypts tenants' keys: 32 bytes, base64 or hex. " +
      "When not set, the first start creates `master.key` in the data directory: " +
      "back it up, apart from the database.",
  },
  WAYPOST_MASTER_KEY_RETIRED: {
    kind: keys,
    secret: true,
    about:
      "Other master keys, which open what they have encrypted and encrypt nothing: the one before and the one to " +
      "come, while the master key is being rotated (docs/secrets.md).",
  },
  WAYPOST_ADMIN_EMAIL: {
    kind: email,
    about: "With the password, creates the first administrator; else a one-time setup link is printed.",
  },
  WAYPOST_ADMIN_PASSWORD: {
    kind: password,
    secret: true,
    about: "Password of the first administrator.",
  },
  WAYPOST_SMTP_URL: {
    kind: url("smtp", "smtps"),
    secret: true,
    about:
      "Server that mails invitations and links to a new password: `smtp://user:password@host:587`, or `smtps://` " +
      "for TLS from the first byte. Without it those links are shown to whoever makes them.",
  },
  WAYPOST_MAIL_FROM: { kind: email, about: "Address such mails come from; needed with WAYPOST_SMTP_URL." },
  WAYPOST_TRUSTED_PROXIES: {
    kind: networks,
    fallback: "127.0.0.0/8,::1/128",
    about:
      "Networks of the proxies in front of Waypost, comma-separated: what they say in `X-Forwarded-For` about who " +
      "asks is believed. Of anybody else it is not.",
  },
  WAYPOST_PRIVATE_NETWORKS: {
    kind: networks,
    about: "Private networks that webhooks and media may reach, comma-separated; none when not set.",
  },
  WAYPOST_SANDBOX: {
    kind: oneOf("on", "off"),
    fallback: "on",
    about: "`off` starts without the simulator, WhatsApp on localhost.",
  },
  WAYPOST_SIMULATOR_PORT: { kind: port, fallback: "8485", about: "Port of the simulator." },
  WAYPOST_SIMULATOR_URL: {
    kind: url("http", "https"),
    about:
      "Where the simulator is when it runs in a container of its own; this machine, on its port, when not set.",
  },
  WAYPOST_SIMULATOR_WEBHOOK_URL: {
    kind: url("http", "https"),
    about: "Where the simulator delivers Cloud API webhooks; this Waypost's `/hooks/cloud-api` when not set.",
  },
  WAYPOST_MEDIA: {
    kind: url("file", "s3"),
    about:
      "Where files are kept: `file:///srv/media`, or `s3://bucket/prefix?region=eu-central-1` " +
      "(and `&endpoint=https://…` for a server other than Amazon's), with credentials where the AWS SDK " +
      "looks for them. All processes must reach it. `media` in the data directory when not set.",
  },
  WAYPOST_LOG_LEVEL: {
    kind: oneOf("debug", "info", "warn", "error", "silent"),
    fallback: "info",
    about: "How much is logged; `debug` also shows the stack of a failed start.",
  },
} satisfies Record<string, Variable<unknown>>;
