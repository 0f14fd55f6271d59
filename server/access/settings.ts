import { z } from "zod";
import { longestLoginS } from "../../lib/auth/login-lifetime";
import { number, orNull } from "../platform/settings/fields";
import { problem } from "../platform/settings/problem";
import { type SettingsOf, secret, variable } from "../platform/settings/variable";

export const accessVariables = {
  /** Encrypts login cookies; null: a secret is generated and kept in the data folder. */
  authSecret: secret("AUTH_SECRET", orNull(z.string().min(32, problem("must have at least 32 characters")))),
  /** How long a login lasts after the password was entered, seconds; renewing it needs the password again. */
  loginLifetimeS: variable(
    "AVATAR_LOGIN_HOURS",
    number(0.01, longestLoginS / 3_600)
      .default(12)
      .transform((hours) => Math.round(hours * 3_600)),
  ),
};

export type AccessSettings = SettingsOf<typeof accessVariables>;
