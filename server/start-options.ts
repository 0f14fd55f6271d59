import { parseArgs } from "node:util";

export interface StartOptions {
  /** Go on where database and recordings do not belong together: what has no row goes into quarantine. */
  acceptNewDatabase: boolean;
}

/** What the server was started with: `npm start -- --accept-new-database`. Throws an Error that names an option it does not know. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { "accept-new-database": { type: "boolean", default: false } },
    // `start` or `dev`, for bootstrap.mjs.
    allowPositionals: true,
  });
  return { acceptNewDatabase: values["accept-new-database"] };
}
