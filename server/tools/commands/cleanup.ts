import { readdirSync } from "node:fs";
import type { Command } from "commander";
import { isDataFolderInUse } from "../../platform/db/instance-lock";
import { auditData } from "../audit-data";
import { findLeftovers, type Leftover, type LeftoverKind, leftoverKinds, removeLeftovers } from "../cleanup/leftovers";
import { isConfirmed } from "../confirm";
import { commandConfig, program } from "../environment";
import { formatBytes } from "../progress";
import { formatTable } from "../table";
import { say } from "../words/say";

interface CleanupFlags {
  dryRun?: boolean;
  yes?: boolean;
  oldModels?: boolean;
  quarantine?: boolean;
}

/** What each kind is, for `say`. */
export const kindWords: Record<LeftoverKind, string> = {
  build_cache: "build cache; the next build takes longer",
  unfinished_files: "files that a crash left unfinished",
  old_logs: "earlier log files",
  broken_off_downloads: "downloads that were broken off; a later one begins anew",
  old_models: "models of other versions; another AVATAR on this machine may use them",
  quarantine: "files that were set aside, recordings of people among them",
};
/** What goes only if it is named: it may be somebody else's, or what somebody said. */
const flagOf: Partial<Record<LeftoverKind, "--old-models" | "--quarantine">> = {
  old_models: "--old-models",
  quarantine: "--quarantine",
};

async function cleanup(flags: CleanupFlags): Promise<void> {
  const config = commandConfig();
  const { dataDir, modelsDir } = config;
  const { projectRoot } = program;
  const all = findLeftovers({ projectRoot, dataDir, modelsDir, isAvatarRunning: isDataFolderInUse(dataDir) });
  const isNamed = ({ kind }: Leftover) =>
    kind === "old_models" ? flags.oldModels : kind === "quarantine" ? flags.quarantine : true;
  const going = all.filter(isNamed);
  for (const kind of leftoverKinds) console.log(linesOf(kind, all).join("\n"));
  if (going.length === 0) {
    console.log(say("There is nothing to remove."));
    return;
  }
  console.log(say("Together: {size} to remove.", { size: formatBytes(sizeOf(going)) }));
  if (flags.dryRun) return;
  if (!flags.yes && !(await isConfirmed(say("Remove it?"), say("add --yes to remove it.")))) {
    console.error(say("Nothing was changed."));
    process.exitCode = 1;
    return;
  }
  const aside = going.filter(({ kind }) => kind === "quarantine");
  const files = aside.reduce((sum, { path }) => sum + filesAt(path), 0);
  const { removed, inUse } = await removeLeftovers(going, config);
  // Recordings of people were among it.
  if (aside.length > 0) await auditData("data.cleanup", { files }, config);
  for (const { path } of inUse) console.error(say("{path} stays: a program is at it now.", { path }));
  console.log(say("{size} are free again.", { size: formatBytes(sizeOf(removed)) }));
}

const filesAt = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

const sizeOf = (leftovers: readonly Leftover[]) => leftovers.reduce((sum, { bytes }) => sum + bytes, 0);

/** A kind with its size and its paths. */
function linesOf(kind: LeftoverKind, all: readonly Leftover[]): string[] {
  const own = all.filter((each) => each.kind === kind);
  const flag = flagOf[kind];
  const note = own.length > 0 && flag ? ` ${say("(stays without {flag})", { flag })}` : "";
  const rows = own.map(({ bytes, path }) => [`  ${formatBytes(bytes).padStart(9)}`, path]);
  return [
    say("{what}: {size}", { what: `${say(kindWords[kind])}${note}`, size: formatBytes(sizeOf(own)) }),
    ...(rows.length > 0 ? [formatTable(rows)] : []),
  ];
}

export function addCleanupCommand(commands: Command): void {
  commands
    .command("cleanup")
    .description(
      "remove caches, unfinished files, earlier logs and broken-off downloads; never what anybody said, unasked",
    )
    .option("--dry-run", "only say what would go, and how large it is")
    .option("--old-models", "models of other versions, too")
    .option("--quarantine", "what lies in quarantine, too, recordings among it")
    .option("--yes", "do not ask")
    .action(cleanup);
}
