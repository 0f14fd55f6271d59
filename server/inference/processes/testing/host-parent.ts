/**
 * Stands for an AVATAR that a test kills: supervises one process, sends its pid to the parent, and waits. Any message
 * makes it exit at once, as a second Ctrl-C does. `tsx host-parent DATA_DIR PORT`
 */
import { fileURLToPath } from "node:url";
import { silentLogger } from "../../../platform/observability/logger";
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
      primary: false,
    },
  ],
  { dataDir, directory: ".", logger: silentLogger },
);
process.on("message", () => process.exit(1));
for (const each of supervisor.processes) {
  await each.ensureReady(new AbortController().signal);
  process.send?.(each.status().pid);
}
