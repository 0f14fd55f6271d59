import { type ProcessRole, processRoles, whyUnfit } from "../inference/models/server-models";
import type { Environment } from "./environment";
import type { Variables } from "./settings-file";

export interface Contradiction {
  name: string;
  message: string;
}

/** Where settings that are valid by themselves don't go together, or count for nothing. `given`: what somebody has set. */
export function contradictions(env: Environment, given: Variables): Contradiction[] {
  return [...processRoles.flatMap((role) => [...ofEngine(role, env), ...unused(role, env, given)]), ...samePorts(env)];
}

const prefixOf = (role: ProcessRole) => `AVATAR_${role.toUpperCase() as Uppercase<ProcessRole>}` as const;

function ofEngine(role: ProcessRole, env: Environment): Contradiction[] {
  const prefix = prefixOf(role);
  const engine = env[`${prefix}_ENGINE`];
  if (engine !== undefined && env[`${prefix}_URL`] !== undefined) {
    const message = `there is also ${prefix}_ENGINE=${engine}; a model is either served elsewhere or runs here`;
    return [{ name: `${prefix}_URL`, message }];
  }
  const command = env[`${prefix}_COMMAND`] ?? null;
  const unfit = engine === "process" ? whyUnfit(role, { command, model: env[`${prefix}_MODEL`] ?? null }) : null;
  return unfit === null ? [] : [{ name: `${prefix}_MODEL`, message: unfit }];
}

/** The ends of names that more than a process reads; all others are for it alone. */
const forServerAlone = /_API_KEY$/;
const forServerOrProcess = /_(MODEL|FAST_STEPS|HQ_STEPS)$/;
/** Arguments of the programs that we know; a command of somebody's own has its own. */
const forRecipe = /_(PYTHON|THREADS|CONTEXT_TOKENS|VOICE)$/;

/** Settings of a model that nobody reads. ENGINE=embedded, when it is written out, leaves them aside on purpose. */
function unused(role: ProcessRole, env: Environment, given: Variables): Contradiction[] {
  const prefix = prefixOf(role);
  const engine = env[`${prefix}_ENGINE`];
  if (engine === "embedded") return [];
  const [server, process] = [`${prefix}_URL`, `${prefix}_ENGINE=process`];
  const chosen = [...(env[`${prefix}_URL`] ? [server] : []), ...(engine ? [process] : [])];
  const readersOf = (name: string) =>
    forServerAlone.test(name) ? [server] : forServerOrProcess.test(name) ? [server, process] : [process];
  const names = Object.keys(given).filter((name) => name.startsWith(`${prefix}_`) && !/_(URL|ENGINE)$/.test(name));
  return names.flatMap((name) => {
    const readers = readersOf(name);
    if (!readers.some((each) => chosen.includes(each))) {
      const instead = name === "AVATAR_LLM_MODEL" ? "; AVATAR_EMBEDDED_LLM chooses the embedded one" : "";
      return [{ name, message: `counts with ${readers.join(" or ")} only${instead}` }];
    }
    const isReplaced = env[`${prefix}_COMMAND`] !== undefined && forRecipe.test(name);
    return isReplaced ? [{ name, message: `is for the recipe that ${prefix}_COMMAND replaces` }] : [];
  });
}

/** Two servers on one port of this machine. */
function samePorts(env: Environment): Contradiction[] {
  const found: Contradiction[] = [];
  const prefixes = processRoles.map(prefixOf);
  const ownerOf = new Map<number, string>([[env.PORT, "PORT"]]);
  for (const prefix of prefixes) {
    const port = env[`${prefix}_PORT`];
    if (env[`${prefix}_ENGINE`] !== "process" || port === 0) continue;
    const owner = ownerOf.get(port);
    if (owner) found.push({ name: `${prefix}_PORT`, message: `${port} is ${owner}, too` });
    ownerOf.set(port, `${prefix}_PORT`);
  }
  if (!reachesLoopback.test(env.HOST)) ownerOf.delete(env.PORT);
  for (const prefix of prefixes) {
    const text = env[`${prefix}_URL`];
    if (text === undefined) continue;
    const { protocol, hostname, host, port } = new URL(text);
    const owner = ownerOf.get(Number(port || { "http:": 80, "https:": 443 }[protocol]));
    if (!owner || !reachesLoopback.test(hostname)) continue;
    found.push({
      name: `${prefix}_URL`,
      message: `${host} is ${owner === "PORT" ? "this server itself (PORT)" : owner}`,
    });
  }
  return found;
}

/** Of HOST or a URL: what is sent to 127.0.0.1 or ::1 may arrive there. */
const reachesLoopback = /^(127\.|0\.0\.0\.0$|localhost$|\[?::1?\]?$)/;
