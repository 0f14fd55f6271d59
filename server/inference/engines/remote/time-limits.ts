/**
 * How long a remote model may take, ms. The limits between pieces end a call whose server has stopped; the `whole…`
 * limits end a call whose server sends a piece now and then without end.
 */
export interface TimeLimits {
  /** One probe of a server's state: a healthy one answers at once. */
  probe: number;
  /**
   * For the restart of our own process: 3 s to end and 5–10 s to load F5-TTS. A first start may take longer: somebody
   * who talks is not made to wait for that.
   */
  hostReady: number;
  /** From a broken connection until we see that its process has ended; the kernel reports both at the same time. */
  hostEnd: number;
  /** A whole transcript, which comes in one piece: a CPU model that needs half of real time takes this for 60 s. */
  transcript: number;
  /** The first piece of a reply, after waiting behind other calls and reading a long prompt. */
  firstToken: number;
  /** Between pieces of a reply: a model that needs longer is too slow for a conversation. */
  nextToken: number;
  /** A whole reply: 120 tokens (the pipeline's limit) at 2 tokens a second, below the pace of speech. */
  wholeReply: number;
  /**
   * From the reply's end to the end of the stream. Servers end it at once, and nothing of the reply is missing without
   * it.
   */
  streamEnd: number;
  /** The first audio of a segment: some models synthesise the whole segment before they send anything. */
  firstAudio: number;
  /** Between pieces of a segment's audio. */
  nextAudio: number;
  /** All audio of a segment. The longest is some 15 s of speech; a model that takes four times as long is too slow. */
  wholeSegment: number;
}

/** The limits, unless an engine is given others. */
export const timeLimitsMs: TimeLimits = {
  probe: 3_000,
  hostReady: 15_000,
  hostEnd: 1_000,
  transcript: 30_000,
  firstToken: 20_000,
  nextToken: 10_000,
  wholeReply: 60_000,
  streamEnd: 300,
  firstAudio: 20_000,
  nextAudio: 10_000,
  wholeSegment: 60_000,
};
