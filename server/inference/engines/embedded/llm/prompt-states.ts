import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { temporaryPathFor } from "../../../../platform/files/atomic-file";
import { hashFile } from "../../../../platform/files/verified-file";
import { matchingTokens, reusePrefix } from "./prefix-reuse";

/** Each language's system message, for the last few versions of it (a replay may try others); a state takes some 30 KB a token. */
const mostFiles = 6;

/** What is needed of a `LlamaContextSequence`. */
export interface PromptSequence {
  readonly contextTokens: readonly number[];
  saveStateToFile(path: string): Promise<unknown>;
  loadStateFromFile(path: string, acceptRisk: { acceptRisk: true }): Promise<void>;
  clearHistory(): Promise<void>;
}

interface Kept {
  tokens: readonly number[];
  path: string;
}

/**
 * Beginnings of prompts whose evaluated state is on disk: a system message costs seconds of reading, and its state is
 * loaded in 15 to 30 ms, by each new conversation and after each start.
 *
 * The name of a file says of which runtime, model and tokens it is, and what its content hashes to: the runtime takes
 * a state on trust. A state that can't be written or read costs only time. Only what the product says itself is kept,
 * never what people have said.
 */
export class PromptStates {
  readonly #folder: string;
  readonly #origin: string;
  #kept: Kept[] = [];

  /** `origin`: the runtime's release and the model's content, which a state belongs to. */
  constructor(folder: string, origin: string) {
    this.#folder = folder;
    this.#origin = origin;
  }

  /** Looks for the state of exactly these tokens on disk. */
  async find(tokens: readonly number[]): Promise<void> {
    if (tokens.length === 0 || this.#kept.some((kept) => isSame(kept.tokens, tokens))) return;
    const name = this.#nameOf(tokens);
    const files = await readdir(this.#folder).catch(() => []);
    const file = files.find((each) => each.startsWith(`${name}-`));
    if (file) this.#kept.push({ tokens, path: join(this.#folder, file) });
  }

  /** Puts the longest kept beginning of `tokens` into the sequence, unless it holds as much already. */
  async restore(sequence: PromptSequence, tokens: readonly number[]): Promise<void> {
    const [longest] = this.#kept
      .filter((kept) => matchingTokens(kept.tokens, tokens) === kept.tokens.length)
      .sort((a, b) => b.tokens.length - a.tokens.length);
    if (!longest || longest.tokens.length <= reusePrefix(sequence.contextTokens, tokens).held) return;
    try {
      // Hashed each time: a damaged state is loaded without an error, and the model talks nonsense.
      const { sha256 } = await hashFile(longest.path);
      if (!longest.path.endsWith(`-${sha256}`)) throw new Error("The state was changed.");
      // The runtime forgets what a sequence held before it refuses a state, so nothing could be cleared afterwards.
      await sequence.clearHistory();
      await sequence.loadStateFromFile(longest.path, { acceptRisk: true });
    } catch {
      this.#kept = this.#kept.filter((kept) => kept !== longest);
      await sequence.clearHistory();
      await rm(longest.path, { force: true }).catch(() => undefined);
    }
  }

  /** Keeps the sequence's state, whose tokens these are, for all prompts that begin with them. */
  async keep(sequence: PromptSequence, tokens: readonly number[]): Promise<void> {
    if (this.#kept.some((kept) => isSame(kept.tokens, tokens)) || !isSame(sequence.contextTokens, tokens)) return;
    const name = this.#nameOf(tokens);
    const temporary = temporaryPathFor(join(this.#folder, name));
    try {
      await mkdir(this.#folder, { recursive: true });
      await sequence.saveStateToFile(temporary);
      const { sha256 } = await hashFile(temporary);
      const path = join(this.#folder, `${name}-${sha256}`);
      await rename(temporary, path);
      this.#kept = [...this.#kept, { tokens, path }].slice(-mostFiles);
      await this.#removeOldest();
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  #nameOf(tokens: readonly number[]): string {
    return createHash("sha256")
      .update(JSON.stringify([this.#origin, tokens]))
      .digest("hex")
      .slice(0, 16);
  }

  async #removeOldest(): Promise<void> {
    const paths = (await readdir(this.#folder)).map((file) => join(this.#folder, file));
    const files = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
    const inUse = new Set(this.#kept.map(({ path }) => path));
    const old = files.filter(({ path }) => !inUse.has(path)).sort((a, b) => b.at - a.at);
    await Promise.all(old.slice(Math.max(0, mostFiles - inUse.size)).map(({ path }) => rm(path, { force: true })));
  }
}

const isSame = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && matchingTokens(a, b) === a.length;
