import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pythonIn } from "./environment-folder";
import { bytesOf, type LockedPackage, requirementsOf } from "./lock-file";
import { runPackageProgram } from "./package-program";
import { type PackageTool, toolEnvironment } from "./package-tool";

/** `program`: where uv is. It keeps every package that it has whole, so an interruption costs the current ones alone. */
export function uvAt(program: string): PackageTool {
  return {
    name: "uv",
    async install(job) {
      const { folders, python, wheels, sources, progress, signal } = job;
      const options = { directory: folders.home, environment: toolEnvironment(job), signal };
      const common = ["--no-python-downloads", "--no-progress", "--cache-dir", join(folders.downloads, "uv")];
      await runPackageProgram(program, ["venv", "--python", python.path, ...common, folders.environment], options);
      const install = async (name: string, packages: readonly LockedPackage[], ...args: string[]) => {
        const requirements = join(folders.temporary, `${name}.txt`);
        await writeFile(requirements, requirementsOf(packages));
        const exactly = ["--no-deps", "--require-hashes", "--requirement", requirements];
        const target = ["--python", pythonIn(folders.environment)];
        const onLine = (line: string) => {
          const done = /^ *Downloaded (\S+)/.exec(line)?.[1];
          const owner = packages.find((each) => each.name === done);
          if (owner) progress.fetched(owner.name, owner.sizeBytes);
          // It names large packages only; all are there when it says so.
          if (/^Prepared \d+ package/.test(line))
            for (const each of packages) progress.fetched(each.name, each.sizeBytes);
          if (/^Installed \d+ package/.test(line)) progress.unpacked(packages.length);
        };
        await runPackageProgram(program, ["pip", "install", ...target, ...exactly, ...args, ...common], {
          ...options,
          onLine,
        });
      };
      await install("wheels", wheels, "--only-binary", ":all:");
      // With what has just been installed: an isolated build would fetch setuptools without a hash.
      if (bytesOf(sources) > 0) await install("sources", sources, "--no-build-isolation");
    },
  };
}
