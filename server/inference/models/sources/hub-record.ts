import { createHash } from "node:crypto";
import { mkdtemp, readFile, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { z } from "zod";
import { WrongContentError } from "../../../platform/files/verified-file";
import type { HubLocation } from "../model-file";
import { resumableDownload } from "../resumable-download";
import { AdvisedError } from "./advice";
import { reasonOf } from "./contract";
import { cachedRepository, hubCacheFolder } from "./hub-cache";
import { filePath, type HubClient } from "./hub-client";

/** A file whose SHA-256 the catalogue does not have. */
export interface UnhashedFile {
  name: string;
  sizeBytes: number;
  /** Its revision is a commit: what is recorded for it never changes. */
  hub: HubLocation;
}

/** What Hugging Face has recorded of the files in its repositories, itself or in the cache of its own library. */
export interface HubRecord {
  /** For people. */
  readonly name: string;
  /** SHA-256 by file name, of all files. Throws an Error that says why not (AdvisedError), or the signal's reason. */
  hashesOf(files: readonly UnhashedFile[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** The hub keeps larger files outside of git (LFS), and records their SHA-256. */
const largestGitFileBytes = 10 * 1024 * 1024;
/** The list of one folder has at most 1,000 entries of some 300 bytes. */
const largestListBytes = 1024 * 1024;

const sha1Schema = z.string().regex(/^[0-9a-f]{40}$/);
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** `HF_ENDPOINT/api/models/REPO/tree/REVISION`; other entries than those of our files may be anything. */
const listSchema = z.array(z.looseObject({ path: z.string() }));
const sizeSchema = z.number().int().nonnegative();
const entrySchema = z.object({
  type: z.literal("file"),
  size: sizeSchema,
  /** Git's name of what it stores: for a file in LFS that is a text which points there. */
  oid: sha1Schema,
  lfs: z.object({ oid: sha256Schema, size: sizeSchema }).nullish(),
});

/**
 * SHA-256 of a file that is named by git: by the SHA-1 of `blob SIZE`, a zero byte and the content. Throws
 * WrongContentError when the content has another name.
 */
function sha256OfGitFile(name: string, content: Uint8Array, gitSha1: string): string {
  const sha1 = createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
  if (sha1 !== gitSha1) throw new WrongContentError(name, `git's SHA-1 ${gitSha1}`, sha1);
  return createHash("sha256").update(content).digest("hex");
}

/** The whole of a small answer. Throws WrongContentError when it has more than `limitBytes`. */
async function read(hub: HubClient, path: string, limitBytes: number, signal: AbortSignal): Promise<Buffer> {
  await hub.answersFor(path);
  const folder = await mkdtemp(join(tmpdir(), "avatar-hub-"));
  try {
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of resumableDownload(join(folder, "answer"), hub.openerOf(path), { signal })) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw new WrongContentError(path, `at most ${limitBytes} bytes`, "more");
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the hub says at its interface for programs. Files in git are fetched, because git records no SHA-256. */
export function createHubRecord(hub: HubClient): HubRecord {
  async function listOf({ repo, revision }: HubLocation, signal: AbortSignal) {
    const answer = await read(hub, `/api/models/${repo}/tree/${revision}`, largestListBytes, signal);
    try {
      return listSchema.parse(JSON.parse(answer.toString("utf8")));
    } catch {
      throw new AdvisedError(
        `something else than the list of ${repo}'s files came`,
        `Log in to this network in a browser, or name another server in HF_ENDPOINT.`,
      );
    }
  }

  async function hashOf(
    { name, sizeBytes, hub: location }: UnhashedFile,
    list: z.infer<typeof listSchema>,
    signal: AbortSignal,
  ): Promise<string> {
    const entry = entrySchema.safeParse(list.find(({ path }) => path === location.path)).data;
    if (!entry)
      throw new WrongContentError("the hub's list", `an entry for ${location.path}`, "none, or a damaged one");
    const { oid, size, lfs } = entry;
    if ((lfs?.size ?? size) !== sizeBytes) {
      throw new WrongContentError(name, `${sizeBytes} bytes`, `${lfs?.size ?? size}`);
    }
    if (lfs) return lfs.oid;
    if (sizeBytes > largestGitFileBytes) throw new WrongContentError("the hub's list", `a SHA-256 of ${name}`, "none");
    return sha256OfGitFile(name, await read(hub, filePath(location), sizeBytes, signal), oid);
  }

  return {
    name: hub.name,
    async hashesOf(files, signal) {
      const lists = new Map<string, ReturnType<typeof listOf>>();
      const hashes = new Map<string, string>();
      for (const file of files) {
        const { repo, revision } = file.hub;
        try {
          const key = `${repo}@${revision}`;
          const list = lists.get(key) ?? listOf(file.hub, signal);
          lists.set(key, list);
          hashes.set(file.name, await hashOf(file, await list, signal));
        } catch (error) {
          signal.throwIfAborted();
          throw new AdvisedError(reasonOf(error), hub.advise(error, repo));
        }
      }
      return hashes;
    },
  };
}

/**
 * What Hugging Face's own library has kept of the record: it links the files of a commit to blobs, whose names are the
 * hashes. No network is asked. Content that is named by a SHA-256 is not read here: whoever takes it verifies it.
 */
export function createHubCacheRecord(environment: NodeJS.ProcessEnv): HubRecord {
  const folder = hubCacheFolder(environment);

  async function hashOf({ name, sizeBytes, hub: { repo, revision, path } }: UnhashedFile): Promise<string> {
    const link = join(cachedRepository(folder, repo), "snapshots", revision, path);
    const blob = basename(await readlink(link).catch(() => ""));
    const isWhole = (await stat(link).catch(() => null))?.size === sizeBytes;
    if (isWhole && sha256Schema.safeParse(blob).success) return blob;
    if (!isWhole || !sha1Schema.safeParse(blob).success || sizeBytes > largestGitFileBytes) {
      throw new Error(`${path} of ${repo} is not there in revision ${revision.slice(0, 7)}`);
    }
    try {
      return sha256OfGitFile(name, await readFile(link), blob);
    } catch (error) {
      throw new AdvisedError(reasonOf(error), `Remove ${link}, which is damaged.`);
    }
  }

  return {
    name: folder,
    async hashesOf(files) {
      const hashes = new Map<string, string>();
      for (const file of files) hashes.set(file.name, await hashOf(file));
      return hashes;
    },
  };
}
