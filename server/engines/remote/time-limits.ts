/** How long a remote model may take, ms; each limit says why it is what it is. */
export const timeLimitsMs = {
  /** One look at a server's state: a healthy one answers at once. */
  probe: 3_000,
  /** Whole transcript of at most 60 s of speech: a slow CPU model takes half of real time. */
  transcript: 30_000,
  /** First piece of a reply: queueing behind others and reading a long prompt. */
  firstToken: 20_000,
  /** Between pieces of a reply: a model that writes slower than this can't be listened to. */
  nextToken: 10_000,
  /** First audio of a clause: some models synthesise the whole clause before they send. */
  firstAudio: 20_000,
  /** Between pieces of a clause's audio. */
  nextAudio: 10_000,
} as const;
