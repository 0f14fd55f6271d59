/** Who may import whom: docs/architecture.md explains the table. Everything here is an error. */
const anyOf = (...folders) => `^(${folders.join("|")})`;

/** Each folder and the project's own folders that it may import, besides itself. */
const contracts = "server/inference/contract\\.ts$";
const logger = "server/platform/observability/logger\\.ts$";
const leases = "server/inference/scheduling/(lease|voice-policy)\\.ts$";
const allowed = {
  "lib/client/": ["lib/"],
  "lib/(?!client/)": ["lib/(?!client/)"],
  "drizzle/": ["lib/"],
  "components/": ["lib/"],
  "app/|proxy\\.ts$|i18n": [
    "app/",
    "components/",
    "lib/",
    "messages/",
    "server/web/(runtime|request-outcome|current-actor|next-auth-options)\\.ts$",
    "server/records/",
    "server/access/",
  ],
  "server/conversation/transport/": [
    "server/conversation/session/",
    "server/access/",
    "server/web/raw-answer\\.ts$",
    "server/platform/observability/",
    "lib/",
  ],
  "server/conversation/session/": [
    "server/conversation/(pipeline|speech-text)/",
    "server/records/",
    "server/access/",
    "server/platform/observability/",
    leases,
    contracts,
    "lib/",
  ],
  "server/conversation/pipeline/": ["server/conversation/speech-text/", leases, contracts, logger, "lib/"],
  "server/conversation/speech-text/": ["lib/"],
  "server/inference/scheduling/": [
    contracts,
    "server/inference/processes/contract\\.ts$",
    "server/inference/gpu/contract\\.ts$",
    "server/platform/observability/",
    "server/platform/timing/",
    // The voice is put together here.
    "server/config/",
    "server/inference/(models|engines)/",
    "lib/",
  ],
  "server/inference/gpu/": [
    "server/platform/",
    "server/config/",
    "server/web/runtime\\.ts$",
    "server/inference/(models|processes)/",
    "lib/",
  ],
  "server/inference/processes/": [
    "server/platform/",
    "server/config/",
    "server/inference/(contract|model-detail)\\.ts$",
    "server/inference/(engines|models|gpu)/",
    "lib/",
  ],
  "server/inference/engines/": [
    "server/inference/models/",
    "server/inference/[\\w-]+\\.ts$",
    "server/platform/",
    "lib/",
  ],
  "server/inference/models/": ["server/platform/", "server/config/", "server/tools/progress\\.ts$", "lib/"],
  "server/records/": ["server/access/", "server/platform/", "drizzle/", "lib/"],
  "server/access/": ["server/web/runtime\\.ts$", "server/records/", "server/platform/", "drizzle/", "lib/"],
  "server/tools/doctor/": [
    "server/platform/",
    "server/config/",
    "server/records/(data-folder|recordings)/",
    "server/inference/",
    "server/web/(addresses|certificate)\\.ts$",
    "lib/",
  ],
  "server/web/": [
    "server/access/",
    "server/records/",
    "server/platform/",
    "server/conversation/transport/origin\\.ts$",
    contracts,
    "server/inference/engines/embedded/host/(engine-host|process-entry)\\.ts$",
    "lib/",
  ],
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

module.exports = {
  forbidden: [
    ...importTable,
    {
      name: "no cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "nothing imports app", severity: "error", from: { pathNot: "^app/" }, to: { path: "^app/" } },
    {
      name: "only components and app import lib/client",
      severity: "error",
      from: { pathNot: "^(lib/client|components|app|e2e|bench)/" },
      to: { path: "^lib/client/" },
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
