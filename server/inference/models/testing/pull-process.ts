/** Fetches one model in a process of its own: `pull-process.ts DIRECTORY CATALOGUE_FILE MODEL`. */
import { readFileSync } from "node:fs";
import { silentLogger } from "../../../platform/observability/logger";
import type { ModelId } from "../contract";
import { createModelStore } from "../store";

const [directory = "", catalogueFile = "", id = ""] = process.argv.slice(2);
const store = createModelStore({
  directory,
  logger: silentLogger,
  catalogue: JSON.parse(readFileSync(catalogueFile, "utf8")),
});
await store.ensure(id as ModelId, {});
await store.close();
