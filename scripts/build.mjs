/** `npm run build`: the browser's pages (Next), its worklets and the server's bundles (esbuild), each when changed. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { fingerprintOf } from "./bootstrap/fingerprint.mjs";
import { ensureInstalled } from "./bootstrap/install.mjs";
import { inProject } from "./bootstrap/paths.mjs";
import { withProjectLock } from "./bootstrap/project-lock.mjs";
import { runCommand } from "./bootstrap/run-command.mjs";
import { requireNoServer } from "./bootstrap/running-servers.mjs";
import { readStamp, removeStamp, writeStamp } from "./bootstrap/stamp.mjs";

const pagesTimeoutMs = 15 * 60_000;
const workletFolder = "lib/client/worklets";
const processFolder = "server/inference/engines/embedded";

/** Entry → output, without endings: dist/ mirrors the sources, flat. */
function serverEntries() {
  const processes = readdirSync(inProject(processFolder)).filter((name) => name.endsWith(".process.ts"));
  const entries = [
    ["server/main.ts", "main"],
    ["server/web/pages-process/pages.process.ts", "pages.process"],
    ["server/tools/avatar.ts", "avatar"],
    ["server/records/data-folder/database-work.worker.mjs", "database-work.worker"],
    ["server/platform/db/checkpoint.worker.mjs", "checkpoint.worker"],
    ...processes.map((name) => [`${processFolder}/${name}`, `engines/${name.replace(/\.ts$/, "")}`]),
  ];
  return entries.filter(([path]) => existsSync(inProject(path))).map(([path, out]) => ({ in: inProject(path), out }));
}

async function buildServer() {
  const { build } = await import("esbuild");
  rmSync(inProject("dist"), { recursive: true, force: true });
  await build({
    entryPoints: serverEntries(),
    outdir: inProject("dist"),
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    logLevel: "warning",
  });
}

/** Audio worklets run in the browser's audio thread: each is one file that the page loads by its address. */
export async function buildWorklets() {
  const { build } = await import("esbuild");
  const names = readdirSync(inProject(workletFolder)).filter((name) => name.endsWith(".worklet.ts"));
  await build({
    entryPoints: names.map((name) => ({
      in: inProject(workletFolder, name),
      out: name.replace(/\.ts$/, ""),
    })),
    outdir: inProject("public", "worklets"),
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    logLevel: "warning",
  });
}

async function buildPages() {
  await buildWorklets();
  const next = inProject("node_modules", "next", "dist", "bin", "next");
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output, isTimedOut } = await runCommand(process.execPath, [next, "build"], {
    timeoutMs: pagesTimeoutMs,
    env,
    capture: true,
  });
  if (code !== 0) throw new Error(`The pages could not be built${isTimedOut ? " in time" : ""}:\n${output}`);
  compressStaticFiles();
}

/** Scripts and styles get a `.gz` twin once, here: compressing them for each visitor would take time from the voices. */
function compressStaticFiles() {
  const folder = inProject(".next", "static");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|css|svg|json)$/.test(name)) continue;
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), { level: 9 }));
  }
}

const parts = {
  server: {
    title: "Building the server",
    sources: { folders: ["scripts", "server", "lib", "drizzle"], rootFiles: /^(package-lock|tsconfig)\.json$/ },
    stampPath: inProject("dist", ".built"),
    outputs: ["dist"],
    run: buildServer,
  },
  pages: {
    title: "Building the pages",
    sources: {
      folders: ["app", "components", "i18n", "lib", "messages", "scripts", "server", "drizzle", "public"],
      rootFiles: /^(package-lock\.json|tsconfig\.json|proxy\.ts|(next|postcss)\.config\.[a-z]+)$/,
    },
    stampPath: inProject(".next", ".built"),
    outputs: [".next/BUILD_ID", ".next/server", ".next/static", "public/worklets"],
    run: buildPages,
  },
};

/** What the part made, one "size path" a line. The server writes into none of it. */
function listOutputs({ outputs }) {
  const isFolder = (path) => statSync(inProject(path)).isDirectory();
  return outputs
    .flatMap((path) =>
      isFolder(path) ? readdirSync(inProject(path), { recursive: true }).map((name) => `${path}/${name}`) : [path],
    )
    .filter((path) => !isFolder(path))
    .map((path) => `${statSync(inProject(path)).size} ${path}`);
}

/** The stamp of a part that has just been built: the sources that it was made of, then what was made. */
export function stampOf({ fingerprint, ...part }) {
  return [fingerprint, ...listOutputs(part)].join("\n");
}

/** Whether everything that the stamp names is still there, whole: a deletion or a power cut may have taken a part of it. */
function isWhole(outputs) {
  return outputs.every((line) => {
    const [size, path] = line.split(/ (.*)/);
    return statSync(inProject(path), { throwIfNoEntry: false })?.size === Number(size);
  });
}

/** Those of the parts that are not what the last finished build made of these sources, each with the sources' fingerprint. */
export function staleParts(names) {
  return names
    .map((name) => ({ ...parts[name], fingerprint: fingerprintOf(parts[name].sources) }))
    .filter(({ stampPath, fingerprint }) => {
      const [builtOf, ...outputs] = (readStamp(stampPath) ?? "").split("\n");
      return builtOf !== fingerprint || outputs.length === 0 || !isWhole(outputs);
    });
}

/**
 * Builds what is not up to date. A server that runs from this folder still loads parts of its build (a model's process that is
 * started again, a page): a build under it would give it parts that do not fit. Throws then.
 */
export async function ensureBuilt(names = ["server", "pages"]) {
  const stale = staleParts(names);
  if (stale.length > 0) requireNoServer("The build is out of date or incomplete.");
  for (const part of stale) {
    console.error(`${part.title} …`);
    removeStamp(part.stampPath);
    await part.run();
    writeStamp(part.stampPath, stampOf(part));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await withProjectLock(async () => {
      await ensureInstalled();
      await ensureBuilt();
    });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
