import { oneOf, orNull } from "../settings/fields";
import { type SettingsOf, variable } from "../settings/variable";

export const logVariables = {
  /** For standard output and the file in the data folder. Null: `info`, but on a terminal only warnings and errors. */
  logLevel: variable("AVATAR_LOG_LEVEL", orNull(oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"]))),
};

export type LogSettings = SettingsOf<typeof logVariables>;
