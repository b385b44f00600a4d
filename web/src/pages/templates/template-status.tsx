// A template's status: Meta's word for it, or ours before Meta has heard of it.
import type { Template } from "@waypost/sdk";
import type { TextName } from "../../i18n/catalogue.ts";
import { useTexts } from "../../i18n/texts.ts";
import { StatusChip, type Tone } from "../../parts/status-chip.tsx";

type Known = { tone: Tone; name: TextName<"templates"> };

const known: Readonly<Record<string, Known>> = {
  DRAFT: { tone: "quiet", name: "status.DRAFT" },
  PENDING: { tone: "wait", name: "status.PENDING" },
  IN_APPEAL: { tone: "wait", name: "status.PENDING" },
  APPROVED: { tone: "good", name: "status.APPROVED" },
  REJECTED: { tone: "bad", name: "status.REJECTED" },
  PAUSED: { tone: "doubt", name: "status.PAUSED" },
  DISABLED: { tone: "bad", name: "status.DISABLED" },
};

export function TemplateStatus({ status }: { status: Template["status"] }) {
  const t = useTexts("templates");
  const found = known[status];
  return (
    <StatusChip tone={found?.tone ?? "doubt"}>{found === undefined ? status : t(found.name)}</StatusChip>
  );
}
