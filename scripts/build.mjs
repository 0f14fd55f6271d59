/** `npm run build`: the pages (Next), the audio worklets and the server's bundles (esbuild), each only when changed. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
import { say } from "./bootstrap/words.mjs";

const pagesTimeoutMs = 15 * 60_000;
const workletFolder = "lib/client/worklets";
const processFolder = "server/inference/engines/embedded";

/** The entry points, and their outputs in dist/ without file extension. */
function serverEntries() {
  const processes = readdirSync(inProject(processFolder)).filter((name) => name.endsWith(".process.ts"));
  const entries = [
    ["server/main.ts", "main"],
    ["server/web/pages-process/pages.process.ts", "pages.process"],
    ["server/inference/reference-audio/decode-recording.process.ts", "decode-recording.process"],
    ["server/inference/reference-audio/make-reference.process.ts", "make-reference.process"],
    ["server/tools/avatar.ts", "avatar"],
    ["server/records/data-folder/database-work.worker.mjs", "database-work.worker"],
    ["server/platform/db/checkpoint.worker.mjs", "checkpoint.worker"],
    ...processes.map((name) => [`${processFolder}/${name}`, `engines/${name.replace(/\.ts$/, "")}`]),
  ];
  return entries.map(([path, out]) => ({ in: inProject(path), out }));
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

/** Audio worklets run in the browser's audio thread, so the page loads each of them as one file by its URL. */
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
  if (code !== 0) {
    const why = isTimedOut ? say("The pages could not be built in time:") : say("The pages could not be built:");
    throw new Error(`${why}\n${output}`);
  }
  compressStaticFiles();
}

/** Writes a `.gz` file beside each script and style, so that the server spends no time on compressing them. */
function compressStaticFiles() {
  const folder = inProject(".next", "static");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|css|svg|json)$/.test(name)) continue;
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), { level: 9 }));
  }
}

const parts = {
  server: {
    title: say("Building the server…"),
    sources: { folders: ["scripts", "server", "lib", "drizzle"], rootFiles: /^(package-lock|tsconfig)\.json$/ },
    stampPath: inProject("dist", ".built"),
    outputs: ["dist"],
    run: buildServer,
  },
  pages: {
    title: say("Building the pages…"),
    sources: {
      folders: ["app", "components", "i18n", "lib", "messages", "scripts", "server", "drizzle", "public"],
      rootFiles: /^(package-lock\.json|tsconfig\.json|proxy\.ts|(next|postcss)\.config\.[a-z]+)$/,
    },
    stampPath: inProject(".next", ".built"),
    outputs: [".next/BUILD_ID", ".next/server", ".next/static", "public/worklets"],
    run: buildPages,
  },
};

/** The files that a part has built, as "size path" lines. A running server changes none of them. */
function listOutputs({ outputs }) {
  const isFolder = (path) => statSync(inProject(path)).isDirectory();
  return outputs
    .flatMap((path) =>
      isFolder(path) ? readdirSync(inProject(path), { recursive: true }).map((name) => `${path}/${name}`) : [path],
    )
    .filter((path) => !isFolder(path))
    .map((path) => `${statSync(inProject(path)).size} ${path}`);
}

/** What the stamp of a part that has just been built says: the fingerprint of its sources, then its outputs. */
export function stampContentOf({ fingerprint, ...part }) {
  return [fingerprint, ...listOutputs(part)].join("\n");
}

/** True when every output of the stamp exists with its size; a deletion or a power cut may have damaged some. */
function isIntact(outputs) {
  return outputs.every((line) => {
    const [size, path] = line.split(/ (.*)/);
    return statSync(inProject(path), { throwIfNoEntry: false })?.size === Number(size);
  });
}

/**
 * The parts whose sources have changed since their last finished build or whose outputs are incomplete, with
 * fingerprints.
 */
export function staleParts(names) {
  return names
    .map((name) => ({ ...parts[name], fingerprint: fingerprintOf(parts[name].sources) }))
    .filter(({ stampPath, fingerprint }) => {
      const [builtOf, ...outputs] = (readStamp(stampPath) ?? "").split("\n");
      return builtOf !== fingerprint || outputs.length === 0 || !isIntact(outputs);
    });
}

/**
 * Builds the parts that are out of date. Throws when a server runs from this folder, because it may still load files of
 * its build (a page, a model process that restarts), and those of another build would not fit.
 */
export async function ensureBuilt(names = ["server", "pages"]) {
  const stale = staleParts(names);
  if (stale.length > 0) requireNoServer(say("The build is out of date or incomplete."));
  for (const part of stale) {
    console.error(part.title);
    removeStamp(part.stampPath);
    await part.run();
    writeStamp(part.stampPath, stampContentOf(part));
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
