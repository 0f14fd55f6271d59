import { dirname, join } from "node:path";
import type { Options } from "npm-registry-fetch";

/** Registries, logins, proxies and certificates as the user's own npm has them. */
export type NpmOptions = Options & {
  registry: string;
  /** `npmjs`, `never`, `always` or a host: whose tarball addresses are moved to the configured registry. */
  replaceRegistryHost?: string;
  /** The registry that npm means by `npmjs`. */
  publicRegistry: string;
};

/** Reads npmrc files and `npm_config_*` as the npm command in `cwd` would. */
export async function loadNpmOptions(environment: NodeJS.ProcessEnv, cwd: string): Promise<NpmOptions> {
  const [{ default: Config }, { default: npmDefinitions }] = await Promise.all([
    import("@npmcli/config"),
    import("@npmcli/config/lib/definitions/index.js"),
  ]);
  const { definitions, shorthands, flatten, nerfDarts } = npmDefinitions;
  const config = new Config({
    // Where npm lives beside Node: its own npmrc is read from there.
    npmPath: join(dirname(process.execPath), "..", "lib", "node_modules", "npm"),
    definitions,
    shorthands,
    flatten,
    nerfDarts,
    // Our own arguments are not npm's.
    argv: [process.execPath, "npm"],
    env: { ...environment },
    cwd,
    warn: false,
  });
  await config.load();
  return { ...config.flat, publicRegistry: definitions.registry.default } as NpmOptions;
}

/** A tarball's address on the configured registry: mirrors often pass on the public one's addresses. */
export function tarballUrl(
  announced: string,
  registry: string,
  { replaceRegistryHost = "npmjs", publicRegistry }: Pick<NpmOptions, "replaceRegistryHost" | "publicRegistry">,
): string {
  const url = new URL(announced);
  const replaced = replaceRegistryHost === "npmjs" ? new URL(publicRegistry).host : replaceRegistryHost;
  if (replaced === "never" || (replaced !== "always" && replaced !== url.host)) return announced;
  const { protocol, host, pathname } = new URL(registry);
  return `${protocol}//${host}${pathname.replace(/\/+$/, "")}${url.pathname}${url.search}`;
}
