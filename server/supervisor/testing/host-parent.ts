/** An AVATAR that will be killed: supervises one process, tells its parent the pids, and waits. `tsx main DATA_DIR PORT` */
import { fileURLToPath } from "node:url";
import { silentLogger } from "../../observability/logger";
import { createSupervisor } from "../supervisor";

const [dataDir = "", port = ""] = process.argv.slice(2);
const child = fileURLToPath(new URL("./model-child.mjs", import.meta.url));
const supervisor = await createSupervisor(
  [
    {
      name: "orphan",
      port: Number(port),
      prepare: async () => undefined,
      command: (chosen) => ({
        program: process.execPath,
        args: [child, "--port", `${chosen}`, "--grandchild", "--ignores-term"],
        environment: {},
      }),
      startTimeoutMs: 30_000,
      card: null,
      first: false,
    },
  ],
  { dataDir, directory: ".", logger: silentLogger },
);
for (const each of supervisor.processes) {
  await each.ensureReady(new AbortController().signal);
  process.send?.(each.status().pid);
}
