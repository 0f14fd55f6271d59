import type { ConfiguredLimits } from "../../lib/limits";
import type { SettingsOf } from "../platform/settings/variable";
import type { Texts } from "./settings-file";
import { variables } from "./variables";

type Settings = Pick<SettingsOf<typeof variables>, "maxSessions" | "idleSessionMs" | "clientLimits">;

/** The limits that the house may set where the environment does not. `texts`: the variables that are set. */
export function configuredLimits(
  { maxSessions, idleSessionMs, clientLimits }: Settings,
  texts: Texts,
): ConfiguredLimits {
  const limit = (value: number, { name: variable }: { name: string }) => {
    return { value, variable, isSet: texts[variable] !== undefined };
  };
  const ofClients = variables.clientLimits;
  return {
    maxSessions: limit(maxSessions, variables.maxSessions),
    idleMinutes: limit(idleSessionMs / 60_000, variables.idleSessionMs),
    turnsPerMinute: limit(clientLimits.turnsPerMinute, ofClients.turnsPerMinute),
    socketsPerPerson: limit(clientLimits.socketsPerUser, ofClients.socketsPerUser),
  };
}
