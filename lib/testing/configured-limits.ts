import type { ConfiguredLimits } from "../limits";

const limit = (value: number, variable: string) => ({ value, variable, isSet: false });

/** The defaults, with nothing set by the environment. */
export const testLimits: ConfiguredLimits = {
  maxSessions: limit(5, "AVATAR_MAX_SESSIONS"),
  idleMinutes: limit(5, "AVATAR_IDLE_MINUTES"),
  turnsPerMinute: limit(60, "AVATAR_MAX_TURNS_PER_MINUTE"),
  socketsPerPerson: limit(20, "AVATAR_MAX_SOCKETS_PER_USER"),
};
