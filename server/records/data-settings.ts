import { passwordSchema, usernameSchema } from "../../lib/auth/credentials";
import { orNull, path, wholeNumber } from "../platform/settings/fields";
import { problem } from "../platform/settings/problem";
import { projectPath, type SettingsOf, secret, variable } from "../platform/settings/variable";

const bytesOfMiB = (miB: number) => miB * 1_048_576;
const room = wholeNumber(0, 100_000_000);

/**
 * Settings from the environment about stored data. The folder `settings/` beside this file has those that people choose
 * on pages, for themselves or for the installation.
 */
export const recordsVariables = {
  /** Absolute; holds app.db, audio/, certs/. */
  dataDir: projectPath("AVATAR_DATA_DIR", path.default(".")),
  /** The first administrator, created on an empty database. */
  adminUsername: variable("AVATAR_ADMIN_USERNAME", usernameSchema.default("admin")),
  /** null: a password is generated and shown once. */
  adminPassword: secret(
    "AVATAR_ADMIN_PASSWORD",
    orNull(
      passwordSchema.regex(/^\P{Cc}*$/u, problem("must be without control characters; a line end of another system?")),
    ),
  ),
  /**
   * Recordings without a row and files replaced by a restore are deleted after this many days; 0 keeps them for ever.
   */
  quarantineDays: variable("AVATAR_QUARANTINE_DAYS", wholeNumber(0, 36_500).default(30)),
  /** Free space on the data folder's disk, bytes. */
  diskRoom: {
    /** Less free space is a warning. */
    warnBytes: variable("AVATAR_DISK_WARN_MIB", room.default(1_024).transform(bytesOfMiB)),
    /** Less free space counts as a full disk: a long turn would not fit. */
    minBytes: variable("AVATAR_DISK_MIN_MIB", room.default(8).transform(bytesOfMiB)),
  },
};

export type RecordsSettings = SettingsOf<typeof recordsVariables>;
