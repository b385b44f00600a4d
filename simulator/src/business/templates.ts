// The templates of every account, as Meta's review left them.
import type { JsonObject } from "../json.ts";

export type TemplateStatus =
  | "PENDING"
  | "APPROVED"
  | "REJECTED"
  | "PAUSED"
  | "DISABLED"
  | "PENDING_DELETION"
  | "ARCHIVED";

export type Template = {
  id: string;
  account: string;
  name: string;
  language: string;
  category: "MARKETING" | "UTILITY" | "AUTHENTICATION";
  parameterFormat: "NAMED" | "POSITIONAL";
  /** As Meta reads them back: types in upper case. */
  components: JsonObject[];
  ttlSeconds: number | null;
  /** The library's template it was taken from; empty for one of the account's own. */
  library: string;
  review: { status: TemplateStatus; rejectedReason: string; editedAt: number[] };
};

export type NewTemplate = Omit<Template, "id">;

export type Templates = {
  add(template: NewTemplate): Template;
  get(id: string): Template | undefined;
  find(account: string, name: string, language: string): Template | undefined;
  list(account: string): Template[];
  all(): Template[];
  remove(template: Template): void;
  /** Keeps the name of a deleted template taken until then. */
  reserve(template: Template, until: number): void;
  isReserved(account: string, name: string, now: number): boolean;
  addSamples(account: string): void;
};

export function createTemplates(): Templates {
  const byId = new Map<string, Template>();
  const byName = new Map<string, Template>();
  const reserved = new Map<string, number>();
  let next = 900_000_000_000_001;

  function add(template: NewTemplate): Template {
    const stored = { ...template, id: String(next++) };
    byId.set(stored.id, stored);
    byName.set(keyOf(stored.account, stored.name, stored.language), stored);
    return stored;
  }

  return {
    add,
    get: (id) => byId.get(id),
    find: (account, name, language) => byName.get(keyOf(account, name, language)),
    list: (account) => [...byId.values()].filter((template) => template.account === account),
    all: () => [...byId.values()],
    remove(template) {
      byId.delete(template.id);
      byName.delete(keyOf(template.account, template.name, template.language));
    },
    reserve({ account, name }, until) {
      reserved.set(`${account}/${name}`, until);
    },
    isReserved: (account, name, now) => (reserved.get(`${account}/${name}`) ?? 0) > now,
    addSamples(account) {
      add(helloWorld(account));
    },
  };
}

function keyOf(account: string, name: string, language: string): string {
  return `${account}/${name}/${language}`;
}

/** Every new account of Meta's begins with this one. */
function helloWorld(account: string): NewTemplate {
  return {
    account,
    name: "hello_world",
    language: "en_US",
    category: "UTILITY",
    parameterFormat: "POSITIONAL",
    components: [
      { type: "HEADER", format: "TEXT", text: "Hello World" },
      {
        type: "BODY",
        text: "Welcome and congratulations!! This message demonstrates your ability to send a message.",
      },
      { type: "FOOTER", text: "WhatsApp Business Platform sample message" },
    ],
    ttlSeconds: null,
    library: "",
    review: { status: "APPROVED", rejectedReason: "NONE", editedAt: [] },
  };
}
