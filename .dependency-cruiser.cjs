/** Who may import whom: docs/architecture.md explains the table. Everything here is an error. */
const anyOf = (...folders) => `^(${folders.join("|")})`;

/** Each folder and the project's own folders that it may import, besides itself. */
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
    "server/(runtime\\.ts$|services/|queries/|auth/)",
  ],
  "server/transport/": [
    "server/session/",
    "server/auth/",
    "server/http/raw-answer\\.ts$",
    "server/observability/",
    "lib/",
  ],
  "server/session/": [
    "server/pipeline/",
    "server/services/",
    "server/queries/",
    "server/observability/",
    "server/scheduler/(lease|voice-policy)\\.ts$",
    "server/engines/contract\\.ts$",
    "lib/",
  ],
  "server/jobs/": ["server/pipeline/", "server/services/", "server/queries/", "server/observability/", "lib/"],
  "server/pipeline/": [
    "server/scheduler/(lease|voice-policy)\\.ts$",
    "server/engines/contract\\.ts$",
    "server/observability/logger\\.ts$",
    "lib/",
  ],
  "server/scheduler/": [
    "server/engines/contract\\.ts$",
    "server/supervisor/contract\\.ts$",
    "server/gpu/contract\\.ts$",
    "server/observability/",
    "lib/",
  ],
  "server/gpu/": ["server/observability/logger\\.ts$", "lib/"],
  "server/supervisor/": ["server/observability/logger\\.ts$", "lib/"],
  "server/engines/": ["server/models/", "server/observability/logger\\.ts$", "lib/"],
  "server/models/": ["server/observability/logger\\.ts$", "lib/"],
  "server/(services|queries)/": [
    "server/services/",
    "server/queries/",
    "server/auth/",
    "server/db/",
    "server/recordings/",
    "drizzle/",
    "lib/",
  ],
  "server/auth/": [
    "server/runtime\\.ts$",
    "server/services/",
    "server/queries/",
    "server/db/",
    "server/recordings/",
    "server/observability/logger\\.ts$",
    "drizzle/",
    "lib/",
  ],
  "server/doctor/": [
    "server/config(\\.ts$|/)",
    "server/db/instance-lock\\.ts$",
    "server/gpu/",
    "server/models/",
    "server/engines/contract\\.ts$",
    "server/engines/remote/index\\.ts$",
    "server/http/(addresses|certificate)\\.ts$",
    "server/scheduler/vram-",
    "server/supervisor/(proc|orphans|port)\\.ts$",
    "server/observability/logger\\.ts$",
    "lib/",
  ],
  "server/http/": ["server/runtime\\.ts$", "server/transport/origin\\.ts$", "lib/"],
  "server/data-folder/": [
    "server/db/",
    "server/recordings/",
    "server/models/verified-file\\.ts$",
    "server/observability/logger\\.ts$",
    "drizzle/",
    "lib/",
  ],
  "server/db/": ["drizzle/", "lib/"],
  "server/recordings/": ["server/observability/logger\\.ts$", "lib/"],
  "server/observability/": ["lib/"],
};

const importTable = Object.entries(allowed).map(([from, to]) => ({
  name: `imports of ${from}`,
  severity: "error",
  from: { path: `^(${from})`, pathNot: "\\.test\\.tsx?$|/testing/" },
  to: {
    path: anyOf("app/", "components/", "lib/", "server/", "drizzle/", "messages/", "e2e/", "bench/"),
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
