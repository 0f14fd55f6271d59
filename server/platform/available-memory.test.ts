import { totalmem } from "node:os";
import { expect, test } from "vitest";
import { availableMemoryBytes } from "./available-memory";

const gib = 2 ** 30;
const meminfo = "MemTotal:       16777216 kB\nMemFree:          500000 kB\nMemAvailable:    8388608 kB\n";
const container = { "/sys/fs/cgroup/memory.max": `${4 * gib}\n`, "/sys/fs/cgroup/memory.current": `${3 * gib}\n` };

test.each<[string, Record<string, string>, number]>([
  ["the cache counts as available", { "/proc/meminfo": meminfo }, 8 * gib],
  [
    "a container has what is left of its limit, with the cache that it can give back",
    {
      ...container,
      "/proc/meminfo": meminfo,
      "/sys/fs/cgroup/memory.stat": `anon ${2 * gib}\nfile ${gib}\ninactive_file ${gib}\n`,
    },
    2 * gib,
  ],
  ["a container without such a count", { ...container, "/proc/meminfo": meminfo }, gib],
  [
    "a container may use more than the machine has",
    { ...container, "/proc/meminfo": meminfo, "/sys/fs/cgroup/memory.max": `${64 * gib}\n` },
    8 * gib,
  ],
  [
    "a container without a limit",
    { ...container, "/proc/meminfo": meminfo, "/sys/fs/cgroup/memory.max": "max\n" },
    8 * gib,
  ],
  [
    "a container of the older kind",
    {
      "/proc/meminfo": meminfo,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${4 * gib}\n`,
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${3 * gib}\n`,
      "/sys/fs/cgroup/memory/memory.stat": `inactive_file 0\ntotal_inactive_file ${gib}\n`,
    },
    2 * gib,
  ],
  [
    "a service of systemd has the least of what is left for it and for its slice",
    {
      "/proc/meminfo": meminfo,
      "/proc/self/cgroup": "0::/system.slice/avatar.service\n",
      "/sys/fs/cgroup/system.slice/memory.max": `${6 * gib}\n`,
      "/sys/fs/cgroup/system.slice/memory.current": `${gib}\n`,
      "/sys/fs/cgroup/system.slice/avatar.service/memory.max": `${4 * gib}\n`,
      "/sys/fs/cgroup/system.slice/avatar.service/memory.current": `${gib}\n`,
    },
    3 * gib,
  ],
  [
    "a group of the older kind, whose controllers are together in one line",
    {
      "/proc/meminfo": meminfo,
      "/proc/self/cgroup": "5:cpu,cpuacct:/other\n4:memory,hugetlb:/small\n1:name=systemd:/\n0::/\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${3 * gib}\n`,
      "/sys/fs/cgroup/memory/small/memory.limit_in_bytes": `${2 * gib}\n`,
      "/sys/fs/cgroup/memory/small/memory.usage_in_bytes": `${gib}\n`,
    },
    gib,
  ],
  [
    "a container that knows its group only by the host's name for it",
    { ...container, "/proc/meminfo": meminfo, "/proc/self/cgroup": "0::/../../docker/0123abcd\n" },
    gib,
  ],
  ["a system that does not tell", {}, totalmem() / 2],
])("%s", (_, files, bytes) => {
  expect(availableMemoryBytes((path) => files[path] ?? null)).toBe(bytes);
});

test("this machine has some", () => {
  expect(availableMemoryBytes()).toBeGreaterThan(0);
});
