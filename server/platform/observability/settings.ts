import { z } from "zod";
import { orNull } from "../settings/fields";
import { type SettingsOf, variable } from "../settings/variable";

export const logVariables = {
  /** Of standard output and of the file in the data folder; null: `info`, and only what is wrong where a person reads along. */
  logLevel: variable(
    "AVATAR_LOG_LEVEL",
    orNull(z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])),
  ),
};

export type LogSettings = SettingsOf<typeof logVariables>;
