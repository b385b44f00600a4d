// How fast templates are filled for a campaign's recipients, and what reading a template once for all of them saves.

import { compileTemplate, type TemplateVersion } from "../server/src/templates/index.ts";
import type { Benchmark, Choices } from "./main.ts";
import { interleave, median } from "./measure/rounds.ts";
import { type Cell, printTable } from "./measure/table.ts";

export const templates: Benchmark = {
  summary: "templates filled per second: Meta's, local ones with choices, and with Liquid's own filters",
  run,
};

const version: TemplateVersion = {
  kind: "local",
  id: "bench",
  name: "order",
  language: "en",
  version: 1,
  status: "APPROVED",
  category: "MARKETING",
  parameterFormat: "NAMED",
  components: [],
  variables: { first_name: { fallback: "there" } },
};
const body = (text: string): TemplateVersion => ({ ...version, components: [{ type: "BODY", text }] });

const kinds: readonly { what: string; version: TemplateVersion }[] = [
  {
    what: "Meta's, header, body and button",
    version: {
      ...version,
      kind: "cloud_api",
      components: [
        { type: "HEADER", format: "TEXT", text: "Order {{order}}" },
        { type: "BODY", text: "Hi {{first_name}}, order {{order}} comes on {{day}}." },
        { type: "BUTTONS", buttons: [{ type: "URL", text: "View", url: "https://a.example/{{1}}" }] },
      ],
    },
  },
  {
    what: "local, choices and a condition",
    version: body(
      "{Hello|Hi|Hey} {{first_name | capitalize}}, order {{order}} {is on its way|comes} on {{day}}." +
        "{% if vip %} {Thank you|Thanks} for being with us!{% endif %}",
    ),
  },
  {
    what: "local, Liquid's comparisons and filters",
    version: body(
      "Hi {{first_name | truncate: 20}}, on {{day | date: '%-d.%-m.'}}" +
        "{% if visits > 3 %} again{% elsif visits == 1 %} for the first time{% endif %}.",
    ),
  },
];

async function run(
  _end: AsyncDisposableStack,
  _profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const recipients = short ? 20_000 : 200_000;
  const rows: Cell[][] = [];
  for (const { what, version: one } of kinds) {
    const [once = [], each = []] = await interleave([
      async () => perSecond(recipients, { version: one, anew: false }),
      async () => perSecond(recipients / 20, { version: one, anew: true }),
    ]);
    const [fast, slow] = [median(once), median(each)];
    rows.push([what, fast, slow, `${(fast / slow).toFixed(1)}×`]);
  }
  printTable(["template", "filled/s", "read anew each time/s", "ratio"], rows);
}

type Way = { version: TemplateVersion; anew: boolean };

function perSecond(recipients: number, { version: one, anew }: Way): number {
  let template = compileTemplate(one);
  const startedAt = performance.now();
  for (let at = 0; at < recipients; at += 1) {
    if (anew) template = compileTemplate(one);
    const values = {
      first_name: at % 10 === 0 ? null : "asha",
      order: at,
      day: "2026-12-31",
      vip: at % 7 === 0,
      visits: at % 5,
      button_0: String(at),
    };
    const filled = template.render(values, `bench:${at}`);
    if (!filled.ok) throw new Error(JSON.stringify(filled.errors));
  }
  return (recipients / (performance.now() - startedAt)) * 1_000;
}
