// What our mails say.

/** Nothing somebody else has typed stands in the subject: it would be read before the rest. */
export function invitationMail(tenant: string, link: string): { subject: string; text: string } {
  return {
    subject: "You are invited to Waypost",
    text: [
      `You are invited to work in "${singleLine(tenant)}" on Waypost, which sends WhatsApp messages.`,
      "",
      link,
      "",
      "The link works once, for seven days. If you did not expect it, there is nothing to do.",
      "",
    ].join("\n"),
  };
}

export function resetMail(link: string): { subject: string; text: string } {
  return {
    subject: "A new password for Waypost",
    text: [
      "Somebody, probably you, has asked for a new password. Set it here:",
      "",
      link,
      "",
      "The link works once, for an hour. If it was not you, nothing has changed.",
      "",
    ].join("\n"),
  };
}

function singleLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 100);
}
