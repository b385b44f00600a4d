// Reads the name and the numbers of a vCard a person sent; the card itself goes along for the rest.

export type Card = { displayName?: string | null; vcard?: string | null };

export function contactOf({ displayName, vcard }: Card): Record<string, unknown> {
  const lines = (vcard ?? "").replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const name = displayName ?? valueOf(lines.find((line) => /^FN[;:]/i.test(line))) ?? "";
  const phones = lines.filter((line) => /^(?:[\w-]+\.)?TEL[;:]/i.test(line)).map(phoneOf);
  return { name: { formatted_name: name }, ...(phones.length === 0 ? {} : { phones }), vcard: vcard ?? "" };
}

function phoneOf(line: string): Record<string, string> {
  const waId = /;waid=(\d{5,20})/i.exec(line)?.[1];
  const type = /;type=([\w-]+)/i.exec(line)?.[1];
  return {
    phone: valueOf(line) ?? "",
    ...(type === undefined ? {} : { type }),
    ...(waId === undefined ? {} : { wa_id: waId }),
  };
}

function valueOf(line: string | undefined): string | null {
  const at = line?.indexOf(":") ?? -1;
  return line === undefined || at < 0 ? null : line.slice(at + 1).trim();
}
