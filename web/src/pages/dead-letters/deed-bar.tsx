// What can be done to dead letters: those that are picked, or all of the reason that is chosen.
import { Button, Checkbox, Text } from "@mantine/core";
import { useMay } from "../../api/person.ts";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { CopyAsCurl } from "../../parts/copy-as-curl.tsx";
import { ErrorCard } from "../../parts/error-card.tsx";
import { tell } from "../../parts/tell.tsx";
import { TypedDeed } from "../../parts/typed-deed.tsx";
import type { Progress, ReplayFilter } from "./deeds.ts";
import classes from "./dead-letters.module.css";
import { type Deeds, useDeeds } from "./use-deeds.ts";

type DeedBarProps = {
  filter: ReplayFilter;
  picked: readonly string[];
  shown: readonly string[];
  onPick(ids: readonly string[]): void;
};

export function DeedBar(props: DeedBarProps) {
  const { picked, shown, onPick } = props;
  const t = useTexts("dead-letters");
  const deeds = useDeeds();
  const mayWrite = useMay("dead-letters:write");
  if (!mayWrite || shown.length === 0) return null;
  return (
    <>
      <div className={classes["bar"]}>
        <Checkbox
          label={t("pick.shown")}
          checked={picked.length === shown.length}
          indeterminate={picked.length > 0 && picked.length < shown.length}
          onChange={({ currentTarget: { checked } }) => onPick(checked ? shown : [])}
        />
        {deeds.progress === null ? <Actions {...props} deeds={deeds} /> : <Bar progress={deeds.progress} />}
      </div>
      {deeds.error === null ? null : <ErrorCard error={deeds.error} />}
    </>
  );
}

function Actions({ filter, picked, onPick, deeds }: DeedBarProps & { deeds: Deeds }) {
  const t = useTexts("dead-letters");
  const language = useLanguage();
  const count = formatNumber(picked.length, language);
  const replay = async (): Promise<void> => {
    const deed =
      picked.length === 0
        ? ({ kind: "replayAll", filter } as const)
        : ({ kind: "replay", ids: picked } as const);
    const done = await deeds.run(deed);
    if (done === null) return;
    onPick([]);
    tell(t("replay.done", { n: formatNumber(done, language) }));
  };
  const drop = async (): Promise<void> => {
    const done = await deeds.run({ kind: "drop", ids: picked });
    if (done === null) return;
    onPick([]);
    tell(t("drop.done", { n: formatNumber(done, language) }));
  };
  return (
    <>
      <Button size="xs" onClick={() => void replay()}>
        {picked.length > 0
          ? t("replay.picked", { n: count })
          : t(filter.code === undefined ? "replay.all" : "replay.reason")}
      </Button>
      {picked.length === 0 ? null : (
        <TypedDeed
          button={{ size: "xs" }}
          title={t("drop.title")}
          consequence={t("drop.consequence")}
          word={String(picked.length)}
          action={t("drop.picked", { n: count })}
          onConfirm={() => void drop()}
        />
      )}
      <CopyAsCurl call={replayCall(picked, filter)} />
    </>
  );
}

function replayCall(picked: readonly string[], filter: ReplayFilter) {
  return { route: "POST /v1/dead-letters/replay", body: picked.length > 0 ? { ids: picked } : { filter } };
}

function Bar({ progress: { done, total } }: { progress: Progress }) {
  const t = useTexts("dead-letters");
  const language = useLanguage();
  const n = formatNumber(done, language);
  return (
    <>
      <progress
        className={classes["progress"]}
        aria-label={t("progress.label")}
        {...(total === null ? {} : { max: total, value: done })}
      />
      <Text size="sm" role="status">
        {total === null ? n : t("progress.of", { n, total: formatNumber(total, language) })}
      </Text>
    </>
  );
}
