// What is left to do for somebody new. Each step looks at what is really there, goes when it is done, and takes the
// list along when it was the last.
import { Text } from "@mantine/core";
import { useMode } from "../../api/mode.ts";
import { usePerson } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Panel } from "../../parts/panel.tsx";
import classes from "./home.module.css";
import { type Step, steps } from "./steps.tsx";

export function Onboarding() {
  const mode = useMode();
  const { scopes } = usePerson();
  const mine = steps.filter((step) => scopes.includes(step.scope) && step.modes.includes(mode));
  return <OpenSteps steps={mine} />;
}

function OpenSteps({ steps: mine }: { steps: readonly Step[] }) {
  const t = useTexts("home");
  // The list of steps is the same for as long as this is mounted, so are the hooks in it.
  const open = mine.filter((step) => step.useIsOpen());
  if (open.length === 0) return null;
  return (
    <Panel title={t("steps.title")}>
      <ol className={classes["steps"]}>
        {open.map(({ name, Action }) => (
          <li key={name}>
            <div>
              <Text fw={600}>{t(`step.${name}.title`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`step.${name}.detail`)}
              </Text>
            </div>
            <Action />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
