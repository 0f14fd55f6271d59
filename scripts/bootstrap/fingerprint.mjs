import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./paths.mjs";

const ignoredFiles = /(\.test\.tsx?|\.tsbuildinfo|\.md)$|^\.|~$/;
/** Folders that the build generates, or never reads. */
const skippedFolders = new Set(["node_modules", "testing", "worklets", "vad", "workers"]);

function collect(folder, into) {
  let entries;
  try {
    entries = readdirSync(join(projectRoot, folder), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      // lib/client/worklets holds sources; public/worklets is generated from them.
      const isSkipped = skippedFolders.has(entry.name) && !folder.startsWith("lib/");
      if (!isSkipped) collect(path, into);
    } else if (entry.isFile() && !ignoredFiles.test(entry.name)) into.push(path);
  }
}

/**
 * A hash over the contents of all source files in these folders and of the matching files in the root. It hashes
 * contents because a checkout changes every time stamp; the whole project takes some 30 ms.
 */
export function fingerprintOf({ folders, rootFiles }) {
  const paths = [];
  for (const folder of folders) collect(folder, paths);
  for (const entry of readdirSync(projectRoot, { withFileTypes: true })) {
    if (entry.isFile() && rootFiles.test(entry.name)) paths.push(entry.name);
  }
  const hash = createHash("sha256").update(process.versions.modules);
  for (const path of paths.sort()) {
    const content = readFileSync(join(projectRoot, path));
    hash.update(`\n${path} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}
