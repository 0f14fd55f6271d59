import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { say } from "../tools/words/say";
import { displayWidth } from "../tools/words/speak";
import { banner } from "./banner";
import { readConnectFacts } from "./connect-facts";
import { createOnePort } from "./one-port";

vi.mock("node:os", async (original) => {
  const os = await original<typeof import("node:os")>();
  return { ...os, networkInterfaces: vi.fn(os.networkInterfaces) };
});

let open: net.Server | null = null;
afterEach(() => {
  open?.close();
  vi.mocked(networkInterfaces).mockReset();
});

/** Listens on `host` and returns the URLs that the banner prints for it. */
async function bannerUrls(host: string): Promise<URL[]> {
  open = createOnePort(http.createServer(), null).listen(0, host);
  await once(open, "listening");
  const { port } = open.address() as AddressInfo;
  const connect = readConnectFacts({ host, https: false }, { port, authority: null, wsl: null });
  const lines = banner(
    { https: false, host, connect, hasNewAuthority: false, firstAdmin: null },
    { say, displayWidth },
  );
  return [...lines.matchAll(/http:\/\/\S+/g)].map(([url]) => new URL(url));
}

const hasIpv6 = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .some(({ family }) => family === "IPv6");

/** Makes two loopback addresses look like a network interface with both address families. */
function mockBothFamilies() {
  const entry = { netmask: "", mac: "", internal: false, cidr: null };
  vi.mocked(networkInterfaces).mockReturnValue({
    eth0: [
      { ...entry, family: "IPv4", address: "127.0.0.2" },
      { ...entry, family: "IPv6", address: "::1", scopeid: 0 },
    ],
  });
}

test.each([["0.0.0.0"], ...(hasIpv6 ? [["::"]] : [])])(
  "every address printed for %s can be connected to",
  async (host) => {
    mockBothFamilies();
    const urls = await bannerUrls(host);
    expect(urls.map(({ hostname }) => hostname)).toEqual(
      host === "::" ? ["localhost", "127.0.0.2", "[::1]"] : ["localhost", "127.0.0.2"],
    );
    for (const { hostname, port } of urls) {
      const socket = net.connect({ host: hostname.replace(/[[\]]/g, ""), port: Number(port) });
      await once(socket, "connect");
      socket.destroy();
    }
  },
);
