// The steps of a campaign that is being made, and the way between them: the draft is kept before it is reviewed.
import { Button } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { type Step, steps } from "../filters.ts";
import { AudienceStep } from "./audience-step.tsx";
import type { Campaign } from "../figures.ts";
import { changeOf, type Draft, hasAudience, madeOf, savedOf } from "./draft.ts";
import { MessageStep } from "./message-step.tsx";
import { ReviewStep } from "./review-step.tsx";
import { ScheduleStep } from "./schedule-step.tsx";
import { SendersStep } from "./senders-step.tsx";
import classes from "./wizard.module.css";

export type DraftForm = UseFormReturnType<Draft>;

const route = getRouteApi("/app/campaigns/new");

export function Wizard({ start }: { start: Draft }) {
  const t = useTexts("campaigns");
  const { campaign: id, step = "senders" } = route.useSearch();
  const navigate = route.useNavigate();
  const form = useForm<Draft>({ initialValues: start });
  const { save, isPending, error } = useSave(id);
  const go = async (next: Step): Promise<void> => {
    const wrong = wrongIn(form.values, step);
    form.setErrors(wrong === null ? {} : { [wrong]: t(`wrong.${wrong}`) });
    if (wrong !== null && steps.indexOf(next) > steps.indexOf(step)) return;
    const kept = next === "review" ? await save(form.values) : undefined;
    if (kept === null) return;
    if (kept !== undefined) form.setValues(savedOf(kept));
    const campaign = kept?.id ?? id;
    await navigate({ search: { ...(campaign === undefined ? {} : { campaign }), step: next } });
  };
  const next = steps[steps.indexOf(step) + 1];
  return (
    <form
      noValidate
      className={classes["wizard"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (next !== undefined) void go(next);
      }}
    >
      <Steps current={step} onGo={(wanted) => void go(wanted)} />
      <StepOf {...{ step, form, id }} />
      {error === null ? null : <ErrorCard error={error} />}
      {next === undefined ? null : (
        <Button type="submit" loading={isPending} className={classes["next"]}>
          {t("next")}
        </Button>
      )}
    </form>
  );
}

function Steps({ current, onGo }: { current: Step; onGo(step: Step): void }) {
  const t = useTexts("campaigns");
  return (
    <nav aria-label={t("steps")}>
      <ol className={classes["steps"]}>
        {steps.map((step) => (
          <li key={step}>
            <button
              type="button"
              aria-current={step === current ? "step" : undefined}
              onClick={() => onGo(step)}
            >
              {t(`step.${step}`)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepOf({ step, form, id }: { step: Step; form: DraftForm; id: string | undefined }) {
  switch (step) {
    case "senders":
      return <SendersStep form={form} />;
    case "audience":
      return <AudienceStep form={form} />;
    case "message":
      return <MessageStep form={form} />;
    case "schedule":
      return <ScheduleStep form={form} />;
    case "review":
      return id === undefined ? null : <ReviewStep id={id} />;
  }
}

type Wrong = "name" | "audience" | "content" | "windows" | "followText";

/** The first thing that keeps one from going on; a review wants all of it. */
function wrongIn(draft: Draft, step: Step): Wrong | null {
  if (draft.name.trim() === "") return "name";
  if (step === "senders") return null;
  if (!hasAudience(draft)) return "audience";
  if (step === "audience") return null;
  if (!draft.keeps.includes("content") && draft[draft.kind === "text" ? "body" : "template"].trim() === "")
    return "content";
  if (draft.followWhen !== "" && draft.followText.trim() === "") return "followText";
  return (draft.opens === "") === (draft.closes === "") ? null : "windows";
}

/** Gives the draft as it is kept, or null where the API would not have it. */
function useSave(id: string | undefined) {
  const create = useChange("POST /v1/campaigns");
  const update = useChange("PATCH /v1/campaigns/{id}");
  const save = (draft: Draft): Promise<Campaign | null> =>
    (id === undefined
      ? create.mutateAsync({ body: madeOf(draft) })
      : update.mutateAsync({ params: { id }, body: changeOf(draft) })
    ).catch(() => null);
  return { save, isPending: create.isPending || update.isPending, error: create.error ?? update.error };
}
