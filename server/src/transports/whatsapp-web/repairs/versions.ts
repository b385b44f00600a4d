// The versions the repairs were written against: another one may need them no more, or others.

export type Versions = { node: string; baileys: unknown; libsignal: unknown };

const baileysVersion = "7.0.0-rc14";
const libsignalVersion = "6.0.0";
/**
 * Below 24 every `await` of the process walks through one AsyncLocalStorage for each socket ever opened: with
 * 500 sessions nothing moves any more (WhiskeySockets/Baileys#2806).
 */
const nodeMajor = 24;

/** What is wrong, in words; null when all is as it was tested. */
export function versionProblem({ node, baileys, libsignal }: Versions): string | null {
  if (Number(node.split(".")[0]) < nodeMajor) return `WhatsApp Web needs Node ${nodeMajor}, this is ${node}.`;
  if (baileys !== baileysVersion) return mismatch("baileys", baileysVersion, baileys);
  if (libsignal !== libsignalVersion) return mismatch("libsignal", libsignalVersion, libsignal);
  return null;
}

function mismatch(name: string, tested: string, found: unknown): string {
  return `WhatsApp Web was tested with ${name} ${tested}, but ${String(found)} is installed. Run npm ci.`;
}
