// One import: how far it is, what became of its rows, the refused ones as a file, and the way back.
import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ContactImport } from "@waypost/sdk";
import { waypost } from "../../../api/client.ts";
import { read, useChange } from "../../../api/query.ts";
import { useMay } from "../../../api/person.ts";
import { formatNumber, formatSpan } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ApiText } from "../../../parts/api-text.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { Fact, FactList } from "../../../parts/fact-list.tsx";
import { Loaded } from "../../../parts/loaded.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { ProgressBar } from "../../../parts/progress-bar.tsx";
import { saveFile } from "../../../parts/save-file.ts";
import { tellFailure, tellOutcome } from "../../../parts/tell.tsx";
import { Timestamp } from "../../../parts/timestamp.tsx";
import { ImportState } from "./import-state.tsx";
import { leftMsOf } from "./mapping.ts";

const moving: ReadonlySet<ContactImport["state"]> = new Set(["waiting", "running", "undoing"]);
const movingMs = 700;

export function OneImport({ id }: { id: string }) {
  const found = useQuery({
    ...read("GET /v1/contacts/import/{id}", { params: { id } }),
    refetchInterval: ({ state }) =>
      state.data === undefined || moving.has(state.data.state) ? movingMs : false,
  });
  return (
    <Loaded query={found} height="10rem">
      {(job) => <Job job={job} now={found.dataUpdatedAt} />}
    </Loaded>
  );
}

function Job({ job, now }: { job: ContactImport; now: number }) {
  const t = useTexts("contacts");
  const { filename, state, problem, mode } = job;
  return (
    <Panel title={filename ?? t("fileUnnamed")} actions={<ImportState job={job} />}>
      {moving.has(state) ? <Moving job={job} now={now} /> : null}
      {problem === null ? null : (
        <Text size="sm" c="error">
          <ApiText text={problem.detail} />
        </Text>
      )}
      <Counts job={job} />
      <Text size="sm">{mode === "dry_run" && state === "done" ? t("trialDone") : null}</Text>
      <Deeds job={job} />
    </Panel>
  );
}

function Moving({ job: { progress, created_at: begunAt }, now }: { job: ContactImport; now: number }) {
  const t = useTexts("contacts");
  const language = useLanguage();
  const left = leftMsOf(progress, now - Date.parse(begunAt));
  return (
    <div>
      <ProgressBar label={t("progress")} share={progress} />
      {left === null ? null : <Text size="sm">{t("left", { span: formatSpan(left, language) })}</Text>}
    </div>
  );
}

const counted = ["created", "updated", "unchanged", "duplicates", "rejected", "consents"] as const;

function Counts({ job }: { job: ContactImport }) {
  const t = useTexts("contacts");
  const language = useLanguage();
  const { undone, undo_until: until } = job;
  return (
    <FactList>
      <Fact name={t("id")}>
        <CopyText text={job.id} />
      </Fact>
      <Fact name={t("rows")}>{formatNumber(job.rows, language)}</Fact>
      {counted.map((name) => (
        <Fact key={name} name={t(`count.${name}`)}>
          {job[name] === 0 ? null : formatNumber(job[name], language)}
        </Fact>
      ))}
      <Fact name={t("removed")}>{undone === null ? null : formatNumber(undone.removed, language)}</Fact>
      <Fact name={t("undoUntil")}>
        {until === null || undone !== null ? null : <Timestamp at={until} exact />}
      </Fact>
    </FactList>
  );
}

function Deeds({ job: { id, state, mode, rejects_url: rejects } }: { job: ContactImport }) {
  const t = useTexts("contacts");
  const cancel = useChange("POST /v1/contacts/import/{id}/cancel");
  const undo = useChange("POST /v1/contacts/import/{id}/undo");
  const mayWrite = useMay("contacts:write");
  const save = (): void => {
    waypost
      .open("GET /v1/contacts/import/{id}/rejects", { params: { id } })
      .then((answer) => saveFile(answer, "refused.csv"))
      .catch((error: Error) => tellFailure(t("rejects"), error));
  };
  const run = (move: typeof undo, label: string): void =>
    void tellOutcome(move.mutateAsync({ params: { id } }), { tried: label, done: label });
  return (
    <Group>
      {rejects === null ? null : (
        <Button size="xs" variant="default" onClick={save}>
          {t("rejects")}
        </Button>
      )}
      {mayWrite && (state === "waiting" || state === "running") ? (
        <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => run(cancel, t("stop"))}>
          {t("stop")}
        </Button>
      ) : null}
      {mayWrite && mode === "commit" && (state === "done" || state === "canceled") ? (
        <Button size="xs" variant="default" loading={undo.isPending} onClick={() => run(undo, t("undo"))}>
          {t("undo")}
        </Button>
      ) : null}
    </Group>
  );
}
