import { explained } from "../platform/words/sentence";
import type { MachinePlan } from "./machine-plan";

/** The first line of a unit that AVATAR wrote; only such a file is replaced or removed. */
export const ownMark = "# Written by `npx avatar service install`; the same command writes it again.";

export type ServiceScope = "system" | "user";

export interface UnitFacts {
  scope: ServiceScope;
  projectRoot: string;
  /** The data and the models. */
  folders: readonly string[];
  /** The command of `npm start` in package.json: variables, node, flags, script. */
  startScript: string;
  nodePath: string;
  /** Where programs such as nvidia-smi, python3 and npm are found. */
  path: string;
  /** Who runs it; null: whoever owns the user manager, or root. */
  user: string | null;
  plan: MachinePlan;
  /** Cores of this machine: a quota above them would say nothing. */
  machineCores: number;
}

/** The variables and the words of a command as package.json has it: `A=1 node --flag script start`. */
export function parseStartScript(script: string): { variables: string[]; words: string[] } {
  const all = script.split(" ").filter((word) => word !== "");
  const first = all.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const words = all.slice(first);
  if (words[0] !== "node") throw new Error(`npm start does not start node: ${script}`);
  return { variables: all.slice(0, first), words: words.slice(1) };
}

/**
 * A value where the whole line is it, as in WorkingDirectory: there quotes would be part of it. `%` begins a specifier.
 * Throws an Error for what would not stay within its line, or loses its end there.
 */
function whole(text: string): string {
  if (/\p{Cc}|[\\\s]$/u.test(text))
    throw explained("It can't be in a unit of systemd: {text}", { text: JSON.stringify(text) });
  return text.replaceAll("%", "%%");
}

/** Quotes keep a path with blanks in one word. */
const quoted = (text: string) => `"${whole(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** A word after the program: only there systemd looks for variables. */
const argument = (word: string) => quoted(word).replaceAll("$", "$$$$");

/**
 * What is safe beside models: V8 and CUDA write code and run it, and the cards are devices, so neither memory nor devices
 * are closed off. A user's manager may not mount anything, so the lines that need that are for the system alone.
 */
const hardening: Record<ServiceScope, readonly string[]> = {
  user: ["NoNewPrivileges=yes", "LockPersonality=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes"],
  system: [
    "NoNewPrivileges=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "PrivateTmp=yes",
    "ProtectSystem=full",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "UMask=0077",
  ],
};

/** What ProtectSystem=full makes read-only, but for the folders of AVATAR that lie there. */
const isProtected = (folder: string) => /^\/(usr|boot|efi|etc)(\/|$)/.test(folder);

/** The text of a systemd unit that starts AVATAR as `npm start` does, within the plan of its configuration. */
export function unitText(facts: UnitFacts): string {
  const { scope, plan } = facts;
  const { variables, words } = parseStartScript(facts.startScript);
  const quotaCores = Math.min(plan.cores, facts.machineCores);
  const lines = [
    ownMark,
    "[Unit]",
    "Description=AVATAR, a local voice assistant",
    ...(scope === "system" ? ["Wants=network-online.target", "After=network-online.target"] : []),
    "",
    "[Service]",
    "Type=exec",
    ...(facts.user === null ? [] : [`User=${whole(facts.user)}`]),
    `WorkingDirectory=${whole(facts.projectRoot)}`,
    ...[`PATH=${facts.path}`, ...variables].map((variable) => `Environment=${quoted(variable)}`),
    `ExecStart=${[quoted(facts.nodePath), ...words.map(argument)].join(" ")}`,
    "# Turns in progress get 15 s to finish; the first start installs, builds and fetches models.",
    "TimeoutStopSec=30",
    "KillMode=mixed",
    "Restart=on-failure",
    "RestartSec=5",
    "# A configuration that is not valid does not become valid by itself.",
    "RestartPreventExitStatus=2",
    "# AVATAR starts a model process again by itself when the kernel ended it.",
    "OOMPolicy=continue",
    "",
    `# The plan: ${plan.cores} cores${quotaCores < plan.cores ? `, of which this machine has ${quotaCores}` : ""}, ${plan.memoryGiB} GiB.`,
    `CPUQuota=${quotaCores * 100}%`,
    ...(plan.hasGpuProcesses
      ? ["# No MemoryHigh: the main memory of vLLM and F5-TTS depends on their models, and is not in the plan."]
      : [`MemoryHigh=${plan.memoryGiB}G`]),
    "",
    ...hardening[scope],
    ...(scope === "user" ? [] : [facts.projectRoot, ...facts.folders].filter(isProtected)).map(
      (folder) => `ReadWritePaths=${quoted(`-${folder}`)}`,
    ),
    "",
    "[Install]",
    `WantedBy=${scope === "system" ? "multi-user.target" : "default.target"}`,
  ];
  return `${lines.join("\n")}\n`;
}
