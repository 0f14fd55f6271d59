/** A chunk that is further ahead than this many others no longer waits for missing ones. */
const reorderWindow = 4;
/** A number this far behind the expected one is not a late duplicate: the client has restarted its count. */
const restartDistance = 64;
/** How many of the last chunks before the end of a stream are recognised as duplicates after it. */
const chunksKnownAgain = 4;

/** Puts chunks with a `seq` in order and drops duplicates. Chunks without one pass through. */
export class ReorderBuffer<Chunk extends { seq?: number | undefined }> {
  private expected: number | null = null;
  private readonly early = new Map<number, Chunk>();
  private given: Chunk[] = [];
  /** The last chunks of the previous stream. */
  private ended: Chunk[] = [];

  /** `isSame` compares the content of two chunks with one number: a new stream may reuse the number. */
  constructor(private readonly isSame: (a: Chunk, b: Chunk) => boolean) {}

  /** The chunks that are in order now. */
  push(chunk: Chunk): Chunk[] {
    const { seq } = chunk;
    if (seq === undefined) return [chunk];
    if (this.ended.some((each) => each.seq === seq && this.isSame(each, chunk))) return [];
    const due = this.reorder(chunk, seq);
    this.given = [...this.given, ...due].slice(-chunksKnownAgain);
    return due;
  }

  private reorder(chunk: Chunk, seq: number): Chunk[] {
    if (this.expected === null || seq + restartDistance <= this.expected) {
      const before = this.flush();
      this.expected = seq + 1;
      return [...before, chunk];
    }
    if (seq < this.expected) return [];
    this.early.set(seq, chunk);
    if (this.early.size > reorderWindow) this.expected = Math.min(...this.early.keys());
    return this.takeDue();
  }

  /**
   * The end of the stream: returns the chunks that waited for missing ones, in order. The next chunk may have any
   * number.
   */
  flush(): Chunk[] {
    const rest = [...this.early.entries()].sort(([a], [b]) => a - b).map(([, chunk]) => chunk);
    this.early.clear();
    this.expected = null;
    const last = [...this.given, ...rest].slice(-chunksKnownAgain);
    // A second end directly after the first one ends the same stream.
    if (last.length > 0) this.ended = last;
    this.given = [];
    return rest;
  }

  private takeDue(): Chunk[] {
    const due: Chunk[] = [];
    while (this.expected !== null) {
      const chunk = this.early.get(this.expected);
      if (!chunk) break;
      this.early.delete(this.expected);
      this.expected += 1;
      due.push(chunk);
    }
    return due;
  }
}
