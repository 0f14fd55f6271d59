import { type ProcessRole, processRoles, whyUnfit } from "../inference/models/server-models";
import type { SettingProblem, SettingsOf } from "../platform/settings/variable";
import type { Texts } from "./settings-file";
import { variables } from "./variables";

type Settings = Pick<SettingsOf<typeof variables>, "models" | "port" | "host">;

/** Where settings that are valid by themselves don't go together, or count for nothing. `given`: what somebody has set. */
export function contradictions(settings: Settings, given: Texts): SettingProblem[] {
  const ofRoles = processRoles.flatMap((role) => [...ofEngine(role, settings), ...unused(role, settings, given)]);
  return [...ofRoles, ...samePorts(settings)];
}

function ofEngine(role: ProcessRole, { models }: Settings): SettingProblem[] {
  const names = variables.models[role];
  const { engine, url, command, model } = models[role];
  if (engine !== null && url !== null) {
    const message = `there is also ${names.engine.name}=${engine}; a model is either served elsewhere or runs here`;
    return [{ name: names.url.name, message }];
  }
  const unfit = engine === "process" ? whyUnfit(role, { command, model }) : null;
  return unfit === null ? [] : [{ name: names.model.name, message: unfit }];
}

/** The ends of names that more than a process reads; all others are for it alone. */
const forServerAlone = /_API_KEY$/;
const forServerOrProcess = /_(MODEL|FAST_STEPS|HQ_STEPS)$/;
/** Arguments of the programs that we know; a command of somebody's own has its own. */
const forRecipe = /_(PYTHON|THREADS|CONTEXT_TOKENS|VOICE)$/;

/** Settings of a model that nobody reads. ENGINE=embedded, when it is written out, leaves them aside on purpose. */
function unused(role: ProcessRole, { models }: Settings, given: Texts): SettingProblem[] {
  const { engine, url, command } = models[role];
  if (engine === "embedded") return [];
  const names = variables.models[role];
  const [server, process] = [names.url.name, `${names.engine.name}=process`];
  const chosen = [...(url === null ? [] : [server]), ...(engine === null ? [] : [process])];
  const readersOf = (name: string) =>
    forServerAlone.test(name) ? [server] : forServerOrProcess.test(name) ? [server, process] : [process];
  const prefix = `AVATAR_${role.toUpperCase()}_`;
  const ofRole = Object.keys(given).filter((name) => name.startsWith(prefix) && !/_(URL|ENGINE)$/.test(name));
  return ofRole.flatMap((name) => {
    const readers = readersOf(name);
    if (!readers.some((each) => chosen.includes(each))) {
      const embedded = `; ${variables.embeddedLlm.name} chooses the embedded one`;
      const instead = name === variables.models.llm.model.name ? embedded : "";
      return [{ name, message: `counts with ${readers.join(" or ")} only${instead}` }];
    }
    const isReplaced = command !== null && forRecipe.test(name);
    return isReplaced ? [{ name, message: `is for the recipe that ${names.command.name} replaces` }] : [];
  });
}

/** Two servers on one port of this machine. */
function samePorts({ models, port, host }: Settings): SettingProblem[] {
  const found: SettingProblem[] = [];
  const ownerOf = new Map<number, string>([[port, variables.port.name]]);
  for (const role of processRoles) {
    const { name } = variables.models[role].port;
    const own = models[role];
    if (own.engine !== "process" || own.port === 0) continue;
    const owner = ownerOf.get(own.port);
    if (owner) found.push({ name, message: `${own.port} is ${owner}, too` });
    ownerOf.set(own.port, name);
  }
  if (!reachesLoopback.test(host)) ownerOf.delete(port);
  for (const role of processRoles) {
    const { url } = models[role];
    if (url === null) continue;
    const target = new URL(url);
    const owner = ownerOf.get(Number(target.port || { "http:": 80, "https:": 443 }[target.protocol]));
    if (!owner || !reachesLoopback.test(target.hostname)) continue;
    const whose = owner === variables.port.name ? `this server itself (${owner})` : owner;
    found.push({ name: variables.models[role].url.name, message: `${target.host} is ${whose}` });
  }
  return found;
}

/** Of HOST or a URL: what is sent to 127.0.0.1 or ::1 may arrive there. */
const reachesLoopback = /^(127\.|0\.0\.0\.0$|localhost$|\[?::1?\]?$)/;
