// `waypost send`: one message, or one for each row of a CSV file.
import type { Config } from "../config.ts";
import { Refusal } from "../kernel/refusal.ts";
import { accessUsage } from "./api-access.ts";
import { readArguments } from "./send/arguments.ts";

export const summary = "send a message, or one for each row of a CSV file";

export const usage = `waypost send --to <number> --text <text> [--wait]
waypost send --csv <file> --text <text> [--country IN] [--dry-run] [--rejects <file>]

What to send
  --text <text>             a text; for a CSV file with placeholders such as
                            "Hi {{ first_name | default: 'there' }}, see you on {{ date }}."
  --template <name>         an approved template instead, with --language <code> and
                            --var <name>=<value> for each variable (with placeholders as well)
  --from <sender>           a sender's id or number, instead of the default sender
  --category <category>     authentication, utility, marketing or service (utility)
  --send-at <time>          later, such as 2026-12-01T09:00:00Z
  --ttl <duration>          give up when it could not leave within 90s, 30m, 2h or 1d

To one person
  --reference <text>        your own name for the message: it is never sent twice
  --idempotency-key <key>   repeats of this command with the same key are one message
  --wait                    follow it until it is delivered, read or failed (--timeout 60s)

To everybody in a CSV file
  --column <name>=<column>  call a column by another name: --column phone="Mobile no."
  --country <code>          whose numbers are meant where no country code is written
  --dry-run                 check the file and show the first message; send nothing
  --rejects <file>          write the rows that are not sent, with the reason, into a CSV file
  --no-wait                 do not wait for receipts in the end (--timeout 15m)
  --again <label>           send a file once more that was sent before: each label is another send
  --batch-size <n>          messages per request, 1 to 1000 (500)
  --encoding, --separator   when they are guessed wrong
Columns are called by their headers: "First name" is {{ first_name }}. The same file with the same
options is the same send: after an interruption, run the command again and it goes on, and nobody
gets two.
Exit code 0 when every good row was accepted.

  --json                    the result as JSON
${accessUsage}`;

export async function run(args: string[], config: Config): Promise<number> {
  const values = readArguments(args);
  if ((values.to === undefined) === (values.csv === undefined)) {
    throw new Refusal("Say whom to write to: --to <number>, or --csv <file>.");
  }
  if (values.csv === undefined) {
    const { sendOne } = await import("./send/one-message.ts");
    return sendOne(values, config);
  }
  const { sendCsv } = await import("./send/csv-file.ts");
  return sendCsv(values, config);
}
