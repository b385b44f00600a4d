// The menu: what is in it, in which order, for whom, and under which letter after `g`.
import {
  IconChartBar,
  IconBuilding,
  IconCode,
  IconDeviceMobile,
  IconDeviceMobileMessage,
  IconHome,
  IconMailOff,
  IconMessages,
  IconSettings,
  IconSpeakerphone,
  IconTemplate,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { Person } from "../api/person.ts";
import type { TextName } from "../i18n/catalogue.ts";

export type Place = {
  to:
    | "/"
    | "/senders"
    | "/sandbox"
    | "/messages"
    | "/dead-letters"
    | "/campaigns"
    | "/analytics"
    | "/developers"
    | "/settings"
    | "/contacts"
    | "/templates"
    | "/platform";
  label: TextName<"shell">;
  icon: Icon;
  /** Pressed after `g`; each once. */
  letter: string;
  /** Shown to who has it; to all when left out. */
  scope?: string;
  /** Shown to the platform's staff only. */
  staffOnly?: boolean;
};

const places: readonly Place[] = [
  { to: "/", label: "nav.home", icon: IconHome, letter: "h" },
  { to: "/senders", label: "nav.senders", icon: IconDeviceMobile, letter: "s", scope: "senders:read" },
  {
    to: "/sandbox",
    label: "nav.sandbox",
    icon: IconDeviceMobileMessage,
    letter: "x",
    scope: "messages:read",
  },
  { to: "/messages", label: "nav.messages", icon: IconMessages, letter: "m", scope: "messages:read" },
  { to: "/dead-letters", label: "nav.deadLetters", icon: IconMailOff, letter: "d", scope: "messages:read" },
  { to: "/campaigns", label: "nav.campaigns", icon: IconSpeakerphone, letter: "c", scope: "campaigns:read" },
  { to: "/analytics", label: "nav.analytics", icon: IconChartBar, letter: "a", scope: "campaigns:read" },
  { to: "/contacts", label: "nav.contacts", icon: IconUsers, letter: "p", scope: "contacts:read" },
  { to: "/templates", label: "nav.templates", icon: IconTemplate, letter: "t", scope: "templates:read" },
  { to: "/developers", label: "nav.developers", icon: IconCode, letter: "k" },
  { to: "/settings", label: "nav.settings", icon: IconSettings, letter: "e" },
  { to: "/platform", label: "nav.platform", icon: IconBuilding, letter: "o", staffOnly: true },
];

/** Those that somebody may open. */
export function placesOf({ scopes, platform }: Pick<Person, "scopes" | "platform">): Place[] {
  return places.filter(
    ({ scope, staffOnly }) =>
      (scope === undefined || scopes.includes(scope)) && (staffOnly !== true || platform),
  );
}
