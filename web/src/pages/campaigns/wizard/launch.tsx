// The last step of all: the launch, with a last question where it goes to many.
import { Button, Checkbox } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import type { CampaignPreflight } from "@waypost/sdk";
import { useState } from "react";
import { useChange } from "../../../api/query.ts";
import { useMay } from "../../../api/person.ts";
import { formatNumber } from "../../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { tell } from "../../../parts/tell.tsx";
import { TypedConfirmation } from "../../../parts/typed-confirmation.tsx";
import type { Campaign } from "../figures.ts";

/** From so many on a slip cannot be put right by writing to them. */
const confirmedFrom = 100;

export function Launch({ campaign, found }: { campaign: Campaign; found: CampaignPreflight }) {
  const t = useTexts("campaigns");
  const language = useLanguage();
  const [skipsTest, setSkipsTest] = useState(false);
  const [asked, asking] = useDisclosure(false);
  const { run, isPending, error } = useLaunch(campaign.id);
  const may = useMay("campaigns:launch");
  const { is_tested: isTested, name } = campaign;
  const others = found.blockers.filter(({ code }) => code !== "campaign_not_tested");
  const people = formatNumber(found.eligible, language);
  const launch = (): void => {
    asking.close();
    void run(isTested ? {} : { skip_test: true });
  };
  if (!may) return null;
  return (
    <>
      {isTested ? null : (
        <Checkbox
          label={t("skipTest")}
          checked={skipsTest}
          onChange={({ currentTarget: { checked } }) => setSkipsTest(checked)}
        />
      )}
      {error === null ? null : <ErrorCard error={error} />}
      <Button
        type="button"
        disabled={others.length > 0 || !(isTested || skipsTest)}
        loading={isPending}
        onClick={found.eligible >= confirmedFrom ? asking.open : launch}
      >
        {t("launch", { people })}
      </Button>
      <TypedConfirmation
        opened={asked}
        title={t("launch.title")}
        consequence={t("launch.consequence", { people })}
        word={name}
        action={t("launch", { people })}
        onConfirm={launch}
        onClose={asking.close}
      />
    </>
  );
}

function useLaunch(id: string) {
  const t = useTexts("campaigns");
  const navigate = useNavigate();
  const { mutateAsync, isPending, error } = useChange("POST /v1/campaigns/{id}/launch");
  const run = async (body: { skip_test?: boolean }): Promise<void> => {
    const launched = await mutateAsync({ params: { id }, body }).catch(() => null);
    if (launched === null) return;
    tell(t("launch.done"));
    await navigate({ to: "/campaigns/$id", params: { id } });
  };
  return { run, isPending, error };
}
