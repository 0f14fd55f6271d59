/**
 * How long a remote model may take, ms. The gap limits end a call whose server has stopped; the `whole…` ones end a
 * call whose server trickles: a piece now and then, for ever. Each stage has both, and each limit says why it is what
 * it is.
 */
export interface TimeLimits {
  /** One probe of a server's state: a healthy one answers at once. */
  probe: number;
  /**
   * A process of our own that starts again: 3 s to end and 5–10 s to load F5-TTS. Who speaks does not wait for a first
   * start.
   */
  hostReady: number;
  /** From a broken connection until its process is seen to have ended: the kernel reports both at once. */
  hostEnd: number;
  /**
   * Speech to text, all of it (the answer is one piece): a CPU model at half of real time needs this for 60 s of
   * speech.
   */
  transcript: number;
  /** First piece of a reply: queueing behind others and reading a long prompt. */
  firstToken: number;
  /** Between pieces of a reply: a slower model writes too slowly to be listened to. */
  nextToken: number;
  /** A whole reply: 120 tokens (the pipeline's limit) at 2 tokens a second, below the pace of speech. */
  wholeReply: number;
  /** From the reply's end to the stream's: servers end it at once, and the reply is whole without. */
  streamEnd: number;
  /** First audio of a segment: some models synthesise the whole segment before they send. */
  firstAudio: number;
  /** Between pieces of a segment's audio. */
  nextAudio: number;
  /**
   * All audio of a segment: the longest segment is some 15 s of speech, and who needs four times that can't be listened
   * to.
   */
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
