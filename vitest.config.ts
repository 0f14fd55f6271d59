import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest files run first: one that started last would leave the other worker idle. */
const longest = [
  "engines/embedded/conformance",
  "embedded/embedded",
  "workers/real-whisper",
  "model-processes",
  "pages-process/pages",
  "models/store",
  "tools/avatar",
  "scheduling/voice",
  "transport/model-faults",
].map((name) => `${name}.test.ts`);

/** These files mock a module or the clock, which later files in the same process would inherit. */
const alone = ["server/inference/scheduling/lease-broker.test.ts", "server/web/addresses.test.ts"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? longest.length : at;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

const exclude = ["**/node_modules/**"];

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Tests read English, whatever the terminal speaks that they are run in.
    env: { LC_ALL: "C.UTF-8" },
    unstubEnvs: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What a test waits for comes late on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: ["{app,components,drizzle,i18n,lib,messages,scripts,server}/**/*.test.{ts,tsx}"],
          exclude: [...exclude, ...alone],
          // A worker loads each module once for all of its files; loading them for each file doubled the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: "alone", include: alone, exclude } },
    ],
  },
});
