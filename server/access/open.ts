import { changeMarkOf } from "../platform/db/change-mark";
import type { Database } from "../platform/db/database";
import type { UserActor } from "./actor";
import { loadAuthSecret } from "./auth-secret";
import { authenticateRequest, type RequestCredentials } from "./authenticate-request";
import { createLoginThrottle } from "./login-throttle";
import type { AccessSettings } from "./settings";
import { type Standing, standingsOf } from "./standing";

export interface AccessDependencies {
  db: Database;
  sqlite: Parameters<typeof changeMarkOf>[0];
  /** Unix seconds */
  nowS: () => number;
}

/** Authentication for every entrance: sockets, metrics, pages. */
export function openAccess(
  settings: Pick<AccessSettings, "authSecret"> & { dataDir: string },
  { db, sqlite, nowS }: AccessDependencies,
) {
  const authSecret = loadAuthSecret(settings.dataDir, settings.authSecret);
  const throttle = createLoginThrottle();
  const authenticate = (credentials: RequestCredentials) => authenticateRequest(credentials, { db, authSecret, nowS });
  return {
    authSecret,
    authenticate,
    /** Watches whether open connections may stay open. */
    standing: {
      changeMark: changeMarkOf(sqlite),
      standingsOf: (actors: readonly UserActor[]): Promise<Standing[]> => standingsOf(db, actors),
    },
    throttle,
  };
}

export type OpenAccess = ReturnType<typeof openAccess>;
