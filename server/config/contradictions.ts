import { type ModelRole, modelRoles } from "../../lib/models";
import { whyUnfit } from "../inference/models/server-models";
import { isEveryAddress, isLoopback } from "../platform/http/loopback";
import type { SettingProblem, SettingsOf } from "../platform/settings/variable";
import { type Sentence, sentence } from "../platform/words/sentence";
import type { Texts } from "./settings-file";
import { variables } from "./variables";

type Settings = Pick<SettingsOf<typeof variables>, "models" | "port" | "host" | "tlsCert" | "tlsKey">;

/** Finds settings that contradict each other or have no effect. `texts`: the variables that are set. */
export function contradictions(settings: Settings, texts: Texts): SettingProblem[] {
  const roleProblems = modelRoles.flatMap((role) => [
    ...engineProblems(role, settings),
    ...unusedSettings(role, settings, texts),
  ]);
  return [...roleProblems, ...portConflicts(settings), ...halfCertificate(settings)];
}

/** A certificate is of no use without its key. */
function halfCertificate({ tlsCert, tlsKey }: Settings): SettingProblem[] {
  if ((tlsCert === null) === (tlsKey === null)) return [];
  const [missing, set] =
    tlsCert === null ? [variables.tlsCert, variables.tlsKey] : [variables.tlsKey, variables.tlsCert];
  return [{ name: missing.name, message: sentence("is needed too, because {set} is set", { set: set.name }) }];
}

function engineProblems(role: ModelRole, { models }: Settings): SettingProblem[] {
  const names = variables.models[role];
  const { engine, url, command, model } = models[role];
  if (engine !== null && url !== null) {
    const setting = `${names.engine.name}=${engine}`;
    const message = sentence("there is also {setting}; a model is either served elsewhere or runs here", { setting });
    return [{ name: names.url.name, message }];
  }
  const unfit = engine === "process" ? whyUnfit(role, { command, model }) : null;
  return unfit === null ? [] : [{ name: names.model.name, message: unfit }];
}

/** Name endings of settings for servers, or for servers and processes. All other settings are for processes only. */
const serverOnly = /_API_KEY$/;
const serverOrProcess = /_(MODEL|LANGUAGES|FAST_STEPS|HQ_STEPS)$/;
/** Settings that become arguments of AVATAR's own recipes; a custom command (AVATAR_*_COMMAND) does not get them. */
const recipeOnly = /_(PYTHON|THREADS|CONTEXT_TOKENS|VOICE)$/;

/** Settings of a model that nothing reads. With ENGINE=embedded they are ignored on purpose, so none is reported. */
function unusedSettings(role: ModelRole, { models }: Settings, texts: Texts): SettingProblem[] {
  const { engine, url, command } = models[role];
  if (engine === "embedded") return [];
  const names = variables.models[role];
  const [server, process] = [names.url.name, `${names.engine.name}=process`];
  const chosen = [...(url === null ? [] : [server]), ...(engine === null ? [] : [process])];
  const readersOf = (name: string) =>
    serverOnly.test(name) ? [server] : serverOrProcess.test(name) ? [server, process] : [process];
  const prefix = `AVATAR_${role.toUpperCase()}_`;
  const namesOfRole = Object.keys(texts).filter((name) => name.startsWith(prefix) && !/_(URL|ENGINE)$/.test(name));
  return namesOfRole.flatMap((name) => {
    const readers = readersOf(name);
    if (!readers.some((each) => chosen.includes(each))) return [{ name, message: withoutEffect(name, readers) }];
    const isReplaced = command !== null && recipeOnly.test(name);
    const message = sentence("is for the recipe that {command} replaces", { command: names.command.name });
    return isReplaced ? [{ name, message }] : [];
  });
}

function withoutEffect(name: string, [reader = "", other]: readonly string[]): Sentence {
  const readers = other === undefined ? reader : sentence("{reader} or {other}", { reader, other });
  if (name !== variables.models.llm.model.name) return sentence("has an effect only with {readers}", { readers });
  const embedded = variables.embeddedLlm.name;
  return sentence("has an effect only with {readers}; {embedded} chooses the embedded one", { readers, embedded });
}

/** Finds two servers on the same port of this machine. */
function portConflicts({ models, port, host }: Settings): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const ownerOf = new Map<number, string>([[port, variables.port.name]]);
  for (const role of modelRoles) {
    const { name } = variables.models[role].port;
    const own = models[role];
    if (own.engine !== "process" || own.port === 0) continue;
    const owner = ownerOf.get(own.port);
    const message = sentence("port {port} is already used by {owner}", { port: own.port, owner: owner ?? "" });
    if (owner) problems.push({ name, message });
    ownerOf.set(own.port, name);
  }
  if (!isReachedByLoopback(host)) ownerOf.delete(port);
  for (const role of modelRoles) {
    const { url } = models[role];
    if (url === null) continue;
    const target = new URL(url);
    const owner = ownerOf.get(Number(target.port || { "http:": 80, "https:": 443 }[target.protocol]));
    if (!owner || !isReachedByLoopback(target.hostname)) continue;
    const values = { host: target.host, owner };
    const message =
      owner === variables.port.name
        ? sentence("{host} is this server itself ({owner})", values)
        : sentence("{host} is {owner}", values);
    problems.push({ name: variables.models[role].url.name, message });
  }
  return problems;
}

/** True for a HOST, or the host of a URL, that is reached through 127.0.0.1 or ::1. */
const isReachedByLoopback = (host: string) => isLoopback(host) || isEveryAddress(host);
