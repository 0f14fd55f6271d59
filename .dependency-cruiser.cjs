/** The import rules; docs/architecture.md explains the table. Every violation is an error. */
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const anyOf = (...folders) => `^(${folders.join("|")})`;

/** The files of the web wing that Next's bundle may import. */
const webForPages = "server/web/(runtime|current-actor|next-auth-options|request-outcome)\\.ts$";
/** Each wing's settings; config reads them before any wing is opened. */
const settingsFiles =
  "^server/(access|web|conversation|inference|inference/gpu|platform/observability)/settings\\.ts$|^server/records/data-settings\\.ts$";
const inference = "server/inference/(contract|scheduling/contract)\\.ts$";

/**
 * For each folder, the project folders that it may import besides itself. main.ts, config and tools may import any
 * wing.
 */
const allowed = {
  "lib/client/": ["lib/"],
  "lib/(?!client/)": ["lib/(?!client/)"],
  "drizzle/": ["lib/"],
  "components/": ["lib/"],
  "scripts/": [],
  "app/|proxy\\.ts$|i18n": [
    "app/",
    "components/",
    "lib/",
    "messages/",
    webForPages,
    "server/records/",
    "server/operations/",
    "server/access/",
  ],
  "server/operations/": [
    "server/conversation/",
    "server/inference/",
    "server/records/",
    "server/access/",
    "server/platform/",
    "lib/",
  ],
  "server/web/": [
    "server/records/",
    "server/operations/",
    "server/access/",
    "server/platform/",
    "server/(inference|jobs)/contract\\.ts$",
    "lib/",
  ],
  // It reads the running server through what main gives it.
  "server/alerts/": ["server/records/", "server/platform/", "lib/"],
  "server/jobs/": [
    "server/conversation/pipeline/",
    inference,
    "server/records/",
    "server/access/",
    "server/platform/",
    "lib/",
  ],
  "server/conversation/transport/": [
    "server/conversation/settings\\.ts$",
    "server/conversation/(session|consent)/",
    inference,
    "server/access/",
    "server/platform/",
    "lib/",
  ],
  "server/conversation/consent/": [
    "server/conversation/session/(connection|messages)\\.ts$",
    inference,
    "server/records/",
    "server/access/",
    "server/platform/",
    "lib/",
  ],
  "server/conversation/session/": [
    "server/conversation/(pipeline|speech-text)/",
    inference,
    "server/records/",
    "server/access/",
    "server/platform/",
    "lib/",
  ],
  // The pipeline knows no socket, database row or process.
  "server/conversation/pipeline/": [
    "server/conversation/(speech-text|chinese-script|lexicon)/",
    inference,
    "server/platform/observability/logger\\.ts$",
    "server/platform/timing/",
    "lib/",
  ],
  "server/conversation/speech-text/": ["lib/"],
  "server/conversation/chinese-script/": [],
  "server/conversation/lexicon/": ["lib/"],
  "server/records/": ["server/access/", "server/platform/", "drizzle/", "lib/"],
  "server/access/": ["server/platform/", "drizzle/", "lib/"],
  "server/inference/": ["server/platform/", "lib/"],
  "server/platform/": ["drizzle/", "lib/"],
};

const importTable = Object.entries(allowed).map(([from, to]) => ({
  name: `imports of ${from}`,
  severity: "error",
  from: { path: `^(${from})`, pathNot: "\\.test\\.tsx?$|/testing/" },
  to: {
    path: anyOf("app/", "components/", "lib/", "scripts/", "server/", "drizzle/", "messages/", "e2e/", "bench/"),
    pathNot: anyOf(from, ...to),
  },
}));

/** Patterns for the page files that begin with "use client"; all others may run in server components too. */
const browserFiles = ["app", "components"].flatMap((folder) =>
  readdirSync(join(__dirname, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => /\.tsx?$/.test(file) && readFileSync(join(__dirname, file), "utf8").startsWith('"use client"'))
    .map((file) => `^${file.replace(/[^\w/]/g, "\\$&")}$`),
);

module.exports = {
  forbidden: [
    ...importTable,
    {
      name: "no cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "web sees the types of inference and jobs alone",
      severity: "error",
      from: { path: "^server/web/", pathNot: "\\.test\\.tsx?$|/testing/" },
      to: { path: "^server/(inference|jobs)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "settings are names, bounds and defaults",
      severity: "error",
      from: { path: settingsFiles },
      to: {
        path: "^(server|drizzle|node_modules)/",
        pathNot: [
          settingsFiles,
          "^server/platform/(settings/|http/host\\.ts$)",
          "^server/inference/(model-server-url|models/language-models)\\.ts$",
          "^node_modules/zod/",
        ],
      },
    },
    {
      name: "reading the environment loads no native code and no database",
      severity: "error",
      from: { path: "^server/config/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^node_modules/(@node-rs|better-sqlite3|drizzle-orm|onnxruntime-node|node-llama-cpp|next)/|^server/platform/db/",
        reachable: true,
      },
    },
    { name: "nothing imports app", severity: "error", from: { pathNot: "^app/" }, to: { path: "^app/" } },
    {
      name: 'lib/client needs a browser: only files that begin with "use client" import it',
      severity: "error",
      from: { pathNot: ["^(lib/client|e2e|bench)/", ...browserFiles] },
      to: { path: "^lib/client/" },
    },
    {
      name: "domain words come from lib, not from the wire",
      severity: "error",
      from: { path: "^(server/(inference|platform|access|web|operations|jobs)|drizzle|components)/" },
      to: { path: "^lib/protocol/" },
    },
    {
      name: "lib stays isomorphic",
      severity: "error",
      from: { path: "^lib/", pathNot: "\\.test\\.tsx?$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "the browser never reaches Node",
      severity: "error",
      from: { path: "^(components|lib)/" },
      to: { path: "^(server|drizzle)/" },
    },
    {
      name: "no test code in the product",
      severity: "error",
      from: { path: "^(app|components|lib|server)/", pathNot: "\\.test\\.tsx?$|/testing/" },
      to: { path: "^(e2e|bench)/|\\.test\\.tsx?$|/testing/" },
    },
    {
      name: "no unresolvable imports",
      severity: "error",
      from: { pathNot: "^\\.next" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|public)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
