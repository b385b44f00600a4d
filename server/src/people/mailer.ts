// Mail to people: invitations and links to a new password, by the operator's SMTP server where there is one.

import type { Transporter } from "nodemailer";

/** Null where there is no server: then somebody passes the link on. */
export type Mailer = { send(mail: Mail): void } | null;

export type Mail = { to: string; subject: string; text: string };

/** Sending takes as long as it takes: nobody waits for it, and who fails is told by `onError` without an address. */
export function createMailer(options: {
  smtpUrl: string | null;
  from: string;
  onError(error: Error): void;
}): Mailer {
  const { smtpUrl, from, onError } = options;
  if (smtpUrl === null) return null;
  let opened: Promise<Transporter> | undefined;
  return {
    send: (mail) => {
      opened ??= openTransport(smtpUrl);
      opened
        .then((transport) => transport.sendMail({ from, ...mail }))
        .catch((error: unknown) => onError(failureOf(error)));
    },
  };
}

/** The library is loaded with the first mail: most commands and starts never send one. */
async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // Nothing in a mail of ours is a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Servers repeat the address in their answer; only its code is kept. */
function failureOf(error: unknown): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const status = error instanceof Error && "responseCode" in error ? ` ${String(error.responseCode)}` : "";
  return new Error(`a mail could not be sent: ${code}${status}`);
}
