// Which days are looked at: so many until today, or from one day to another.
import { NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../i18n/texts.ts";
import classes from "./analytics.module.css";
import { type Days, isDay, type Period, spans } from "./period.ts";

type FilterBarProps = {
  period: Period;
  /** The days that the API answered for. */
  shown: (Days & { time_zone: string }) | undefined;
  onChange(period: Period): void;
};

export function FilterBar({ period, shown, onChange }: FilterBarProps) {
  const t = useTexts("analytics");
  const { days, from, to, ...keep } = period;
  const isOwn = from !== undefined || to !== undefined;
  const choose = (name: "from" | "to", value: string): void => {
    if (isDay(value)) onChange({ ...keep, from: shown?.from, to: shown?.to, [name]: value });
  };
  return (
    <search className={classes["filters"]}>
      <NativeSelect
        label={t("period")}
        value={isOwn ? "" : String(days ?? 30)}
        onChange={({ currentTarget: { value } }) => {
          const span = spans.find((each) => String(each) === value);
          if (span !== undefined) onChange({ ...keep, days: span });
        }}
        data={[
          ...(isOwn ? [{ value: "", label: t("period.own") }] : []),
          ...spans.map((span) => ({ value: String(span), label: t("period.last", { count: span }) })),
        ]}
      />
      <TextInput
        type="date"
        label={t("from")}
        value={shown?.from ?? ""}
        max={shown?.to}
        onChange={({ currentTarget: { value } }) => choose("from", value)}
      />
      <TextInput
        type="date"
        label={t("to")}
        value={shown?.to ?? ""}
        min={shown?.from}
        onChange={({ currentTarget: { value } }) => choose("to", value)}
      />
      <p className={classes["note"]}>{shown === undefined ? null : t("zone", { zone: shown.time_zone })}</p>
    </search>
  );
}
