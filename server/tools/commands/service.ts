import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, homedir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { environmentVariables } from "../../config/variables";
import { runTool } from "../../platform/child-process/run-tool";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { commandConfig, program } from "../environment";
import { machinePlan } from "../machine-plan";
import { ownMark, type ServiceScope, unitText } from "../service-unit";
import { say } from "../words/say";

interface ServiceFlags {
  system?: boolean;
  user?: boolean;
  name: string;
  dryRun?: boolean;
  /** Commander's name for `--no-start`. */
  start?: boolean;
}

const isRoot = () => process.getuid?.() === 0;

function scopeOf({ system, user }: ServiceFlags): ServiceScope {
  if (process.platform !== "linux")
    throw new Error(say("A service is made for systemd, on Linux. Start AVATAR with: npm start"));
  if (system && user)
    throw new Error(say("A unit is either for the system or for a user: give one of --system and --user."));
  return system || (!user && isRoot()) ? "system" : "user";
}

/** Where the administrator's own units lie; systemd's other folders belong to packages. */
function unitPath(scope: ServiceScope, name: string): string {
  const configHome = process.env.XDG_CONFIG_HOME || join(homedir(), ".config");
  return join(scope === "system" ? "/etc/systemd/system" : join(configHome, "systemd/user"), `${name}.service`);
}

/** systemctl's words for the unit. */
const systemctl = (scope: ServiceScope, ...words: string[]) => [
  "systemctl",
  ...(scope === "user" ? ["--user"] : []),
  ...words,
];

/** Whoever owns AVATAR's folder: the service must be able to write what `npm start` writes there. */
function ownerOf(folder: string): string {
  const { uid } = statSync(folder);
  if (uid === userInfo().uid) return userInfo().username;
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find((fields) => fields[2] === String(uid));
  return entry?.[0] ?? String(uid);
}

/** The folders of PATH, node's own first: npm and other programs of that installation lie beside it. */
function servicePath(): string {
  const given = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
  // npm puts folders of its own in front, which a service needs no more than npx itself.
  const lasting = given.filter((folder) => !/\/node_modules\/|\/_npx\//.test(folder));
  return [...new Set([dirname(process.execPath), ...lasting, "/usr/local/bin", "/usr/bin", "/bin"])].join(delimiter);
}

/** Settings of this shell, which a service does not have. */
function settingsOfThisShell(): string[] {
  return environmentVariables.filter((name) => process.env[name] && name !== "NODE_ENV");
}

/** Null when there is no such file; throws when it is a unit of somebody else. */
function ownUnitAt(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  if (text.startsWith(ownMark)) return text;
  throw new Error(say("{path} was not written by AVATAR, and stays as it is. Choose another --name.", { path }));
}

/** Runs the commands in order. Throws an Error with those that are left when one fails. */
async function runAll(commands: readonly (readonly string[])[]): Promise<void> {
  for (const [at, [tool = "", ...words]] of commands.entries()) {
    const signal = AbortSignal.timeout(60_000);
    const run = await runTool(tool, words, { signal, environment: process.env });
    if (run.kind === "ended" && run.code === 0) continue;
    const reason = run.kind === "ended" ? run.stderr.trim() : say("{tool} could not be run.", { tool });
    const left = commands.slice(at).map((command) => `  ${command.join(" ")}`);
    throw new Error([reason, say("Still to do, once systemd answers:"), ...left].join("\n"));
  }
}

async function install(flags: ServiceFlags): Promise<void> {
  const scope = scopeOf(flags);
  const { projectRoot } = program;
  const config = commandConfig();
  const path = unitPath(scope, flags.name);
  const text = unitText({
    scope,
    projectRoot,
    folders: [config.dataDir, config.modelsDir],
    startScript: JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).scripts.start,
    nodePath: process.execPath,
    path: servicePath(),
    user: scope === "system" ? ownerOf(projectRoot) : null,
    plan: machinePlan(config),
    machineCores: availableParallelism(),
  });
  const commands = [systemctl(scope, "daemon-reload"), systemctl(scope, "enable", "--now", `${flags.name}.service`)];
  const missing = settingsOfThisShell();
  if (missing.length > 0) {
    const names = missing.join(", ");
    console.error(
      say("A service does not have the settings of this shell; put them into avatar.env: {names}", { names }),
    );
  }
  if (flags.dryRun) {
    console.log(text);
    console.error(
      [say("It would be written to {path}, then:", { path }), ...commands.map((words) => `  ${words.join(" ")}`)].join(
        "\n",
      ),
    );
    return;
  }
  ownUnitAt(path);
  mkdirSync(dirname(path), { recursive: true });
  await writeFileDurably(path, text, 0o644);
  console.log(say("{path} is written.", { path }));
  if (flags.start === false) {
    console.log(
      [say("To start it, now and with the machine:"), ...commands.map((words) => `  ${words.join(" ")}`)].join("\n"),
    );
    return;
  }
  await runAll(commands);
  const journal = `journalctl ${scope === "user" ? "--user " : ""}-u ${flags.name}`;
  console.log(say("It runs, now and from each start of the machine on. Its output: {journal} -f", { journal }));
  console.log(say("On the very first start the administrator's password is in that output, once."));
  if (scope === "user") {
    console.log(say("To run without a login: loginctl enable-linger {name}", { name: userInfo().username }));
  }
}

async function uninstall(flags: ServiceFlags): Promise<void> {
  const scope = scopeOf(flags);
  const path = unitPath(scope, flags.name);
  const commands = [systemctl(scope, "disable", "--now", `${flags.name}.service`)];
  if (ownUnitAt(path) === null) throw new Error(say("There is no {path}.", { path }));
  if (flags.dryRun) {
    const all = commands.map((words) => words.join(" ")).join("; ");
    console.error(say("It would run: {all}; and remove {path}", { all, path }));
    return;
  }
  if (flags.start !== false) await runAll(commands);
  rmSync(path);
  if (flags.start !== false) await runAll([systemctl(scope, "daemon-reload")]);
  console.log(say("{path} is removed. The data, the models and AVATAR itself stay.", { path }));
}

/** A unit's name without its ending; systemd allows few characters. */
function parseName(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value)) {
    throw new InvalidArgumentError(say("Letters, digits, - and _ only."));
  }
  return value;
}

export function addServiceCommands(commands: Command): void {
  const service = commands.command("service").description("run AVATAR as a service of systemd");
  const shared = (command: Command) =>
    command
      .option("--system", "for the whole machine; the default for root")
      .option("--user", "for the one who calls it; the default for everybody else")
      .addOption(new Option("--name <name>", "of the unit").default("avatar").argParser(parseName))
      .option("--dry-run", "show what would be done, and do nothing");
  shared(service.command("install"))
    .description("write a unit, with the plan's limits on cores and memory, and start it")
    .option("--no-start", "write the unit only")
    .action(install);
  shared(service.command("uninstall"))
    .description("stop the service and remove its unit; all data stays")
    .option("--no-start", "remove the unit only")
    .action(uninstall);
}
