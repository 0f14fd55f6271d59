import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomicallySync } from "../files/atomic-file";
import type { Logger } from "../observability/logger";
import { hasEnvironment, listProc, readBootId, readProc } from "./proc";
import { endGroup } from "./process-group";

/**
 * A variable in the environment of every model server that we start. Its value is the data folder, which only one
 * AVATAR can hold.
 */
export const ownerVariable = "AVATAR_PROCESS";

const recordSchema = z.object({
  pid: z.number().int().positive(),
  /** The boot since which `startTicks` count; after a later boot the same pid and ticks may belong to any program. */
  bootId: z.string(),
  startTicks: z.string().min(1),
});
type ProcessRecord = z.infer<typeof recordSchema>;
const recordName = /^[a-z0-9-]+\.json$/;

/**
 * Records our processes on disk, so that the next AVATAR can end them if this one is killed (kill -9). A failing disk
 * is only logged, because the processes can also be recognised by their environment.
 */
export interface ProcessRecords {
  /** Call right after a process has started. */
  add(name: string, pid: number): void;
  remove(name: string): void;
  /**
   * Call while none of our processes should run. Ends the process groups that this or an earlier AVATAR of this data
   * folder left running; resolves when they are gone. A process is ours when its pid and start time were recorded
   * since the last boot, or when our variable is in its environment; no other process is touched.
   */
  endOrphans(graceMs: number): Promise<void>;
}

/** `dataDir` must be locked by us: then no other running AVATAR has processes with this data folder. */
export function createProcessRecords(dataDir: string, logger: Logger): ProcessRecords {
  const folder = join(dataDir, "processes");

  function onDisk(act: () => void): void {
    try {
      act();
    } catch (error) {
      logger.warn("process_record_failed", { error });
    }
  }

  function readRecords(): ProcessRecord[] {
    return recordFiles(folder).flatMap((file) => {
      try {
        return [recordSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")))];
      } catch (error) {
        logger.warn("process_record_unreadable", { file, error });
        return [];
      }
    });
  }

  function orphanGroups(): number[] {
    const bootId = readBootId();
    const records = readRecords().filter((record) => record.bootId === bootId);
    const recorded = new Set(records.map(({ pid, startTicks }) => `${pid} ${startTicks}`));
    const own = readProc(process.pid)?.groupId;
    const groups = listProc()
      .filter((entry) => !entry.isZombie && entry.groupId > 1 && entry.groupId !== own)
      .filter(
        ({ pid, startTicks }) => recorded.has(`${pid} ${startTicks}`) || hasEnvironment(pid, ownerVariable, dataDir),
      )
      .map(({ groupId }) => groupId);
    return [...new Set(groups)];
  }

  return {
    add(name, pid) {
      const startTicks = readProc(pid)?.startTicks;
      const bootId = readBootId();
      if (startTicks === undefined || bootId === null) return;
      const record: ProcessRecord = { pid, bootId, startTicks };
      const path = join(folder, `${name}.json`);
      onDisk(() => {
        mkdirSync(folder, { recursive: true });
        // No fsync: no process survives a power cut anyway.
        writeFileAtomicallySync(path, `${JSON.stringify(record)}\n`, { durable: false });
      });
    },
    remove: (name) => onDisk(() => rmSync(join(folder, `${name}.json`), { force: true })),
    async endOrphans(graceMs) {
      const groups = orphanGroups();
      await Promise.all(
        groups.map(async (groupId) => {
          logger.warn("model_process_orphan_found", { pid: groupId });
          if (!(await endGroup(groupId, graceMs))) logger.error("model_process_orphan_stays", { pid: groupId });
        }),
      );
      for (const file of recordFiles(folder)) onDisk(() => rmSync(join(folder, file), { force: true }));
    },
  };
}

function recordFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => recordName.test(name));
  } catch {
    return [];
  }
}
