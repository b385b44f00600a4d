// What a command of the `waypost` command line is: the exports of one file in this folder.
import type { Config } from "../config.ts";

export type Command = {
  /** One line for `waypost help`. */
  summary: string;
  /** The whole help text of the command, beginning with how it is called. */
  usage: string;
  /** Answers the exit code, 0 when nothing; a `Refusal` ends it with a sentence. */
  run(args: string[], config: Config): Promise<number | void>;
};
