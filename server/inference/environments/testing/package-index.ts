import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A package of make-packages.py. */
export interface TestPackage {
  name: string;
  version: string;
  file: string;
  sha256: string;
  bytes: number;
  kind: "wheel" | "source";
}

export interface PackageIndex {
  packages: readonly TestPackage[];
  /** How often each file was fetched. */
  fetches: Map<string, number>;
  /** Files whose answer stops in the middle, without end. */
  stalled: Set<string>;
  /** Status of all answers in place of 200. */
  status: number;
  /** The environment in which pip and uv use this index alone. */
  environment: NodeJS.ProcessEnv;
  /** Resolves when a stalled answer has begun. */
  whenStalled(): Promise<void>;
  close(): Promise<void>;
}

/** A package index as PyPI is one, on a free port of this machine, with the tiny packages of make-packages.py. */
export async function startPackageIndex(): Promise<PackageIndex> {
  const folder = await mkdtemp(join(tmpdir(), "avatar-index-"));
  const printed = execFileSync("python3", [join(import.meta.dirname, "make-packages.py"), folder], {
    encoding: "utf8",
  });
  const packages = printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TestPackage);
  const stallListeners: (() => void)[] = [];
  const index = { packages, fetches: new Map<string, number>(), stalled: new Set<string>(), status: 200 };

  const server = createServer((request, response) => {
    const [, part, name = ""] = (request.url ?? "").split("/");
    if (index.status !== 200) return void response.writeHead(index.status).end();
    if (part === "simple") {
      const own = packages.filter((each) => each.name === name.replaceAll("-", "_"));
      response.writeHead(own.length > 0 ? 200 : 404, { "content-type": "text/html" });
      return void response.end(
        own.map(({ file, sha256 }) => `<a href="/files/${file}#sha256=${sha256}">${file}</a>`).join("\n"),
      );
    }
    const found = packages.find(({ file }) => file === name);
    if (!found) return void response.writeHead(404).end();
    index.fetches.set(name, (index.fetches.get(name) ?? 0) + 1);
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": found.bytes });
    if (index.stalled.has(name)) {
      createReadStream(join(folder, name), { end: Math.floor(found.bytes / 2) }).pipe(response, { end: false });
      for (const tell of stallListeners.splice(0)) tell();
    } else createReadStream(join(folder, name)).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = {
    PIP_INDEX_URL: `${origin}/simple/`,
    PIP_RETRIES: "0",
    PIP_CONFIG_FILE: "/dev/null",
    PIP_FIND_LINKS: "",
  };
  const forUv = { UV_DEFAULT_INDEX: `${origin}/simple/`, UV_HTTP_RETRIES: "0", UV_NO_CONFIG: "1" };
  return Object.assign(index, {
    environment: { ...process.env, ...own, ...forUv },
    whenStalled: () => new Promise<void>((resolve) => void stallListeners.push(resolve)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  });
}
